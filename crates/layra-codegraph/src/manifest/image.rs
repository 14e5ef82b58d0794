//! Names of container images, and files that build upon them.

use std::collections::HashMap;

use crate::fact::What;
use crate::manifest::document::{Entry, Node, Value};
use crate::manifest::{Manifest, Stated};
use crate::paths::name_of;

/// `Dockerfile` and its kin.
pub(super) struct Dockerfile;

impl Manifest for Dockerfile {
    fn reads(&self, path: &str) -> bool {
        let name = name_of(path);
        let is_of = |kind: &str| {
            name.strip_prefix(kind).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                || name.strip_suffix(kind).is_some_and(|rest| rest.ends_with('.'))
        };
        is_of("Dockerfile") || is_of("Containerfile") || name.ends_with(".dockerfile")
    }

    fn read(&self, _path: &str, text: &str) -> Stated {
        let mut stated = Stated::default();
        let mut arguments: HashMap<&str, &str> = HashMap::new();
        let mut stages: Vec<&str> = Vec::new();
        for (line, written) in &instructions(text) {
            let line = *line;
            let mut words = written.split_whitespace();
            let Some(instruction) = words.next() else { continue };
            if instruction.eq_ignore_ascii_case("ARG") && stages.is_empty() {
                if let Some((name, value)) = words.next().and_then(|word| word.split_once('=')) {
                    arguments.insert(name, value.trim_matches(['"', '\'']));
                }
            } else if instruction.eq_ignore_ascii_case("FROM") {
                let mut words = words.filter(|word| !word.starts_with("--"));
                let Some(image) = words.next() else { continue };
                let image = substituted(image, &arguments);
                if image != "scratch" && !stages.contains(&&*image) {
                    stated.facts.extend(image_fact(line, &image));
                }
                // A stage without a name is still one: arguments after it are its own.
                let named = words.next().filter(|word| word.eq_ignore_ascii_case("AS")).and_then(|_| words.next());
                stages.push(named.unwrap_or_default());
            } else if instruction.eq_ignore_ascii_case("COPY") {
                // From another stage, by name or number, or from an image.
                let from =
                    words.take_while(|word| word.starts_with("--")).find_map(|word| word.strip_prefix("--from="));
                let image = from.map(|from| substituted(from, &arguments));
                let is_stage = |name: &str| stages.contains(&name) || name.bytes().all(|byte| byte.is_ascii_digit());
                stated.facts.extend(image.filter(|name| !is_stage(name)).and_then(|name| image_fact(line, &name)));
            }
        }
        stated
    }
}

/// The instructions of a text with the lines they begin on: lines that go on are joined, what is handed to
/// an instruction in lines of its own (`<<END`) is left out.
fn instructions(text: &str) -> Vec<(u32, String)> {
    let is_backtick = text.lines().take_while(|line| line.starts_with('#')).any(|line| {
        let directive = line.trim_start_matches('#').split_once('=');
        directive.is_some_and(|(name, sign)| name.trim().eq_ignore_ascii_case("escape") && sign.trim() == "`")
    });
    let escape = if is_backtick { '`' } else { '\\' };
    let mut found: Vec<(u32, String)> = Vec::new();
    let mut goes_on = false;
    let mut lines = (1..).zip(text.lines());
    while let Some((line, written)) = lines.next() {
        let trimmed = written.trim();
        if trimmed.starts_with('#') || trimmed.is_empty() {
            continue;
        }
        let (part, is_open) = trimmed.strip_suffix(escape).map_or((trimmed, false), |part| (part, true));
        match found.last_mut().filter(|_| goes_on) {
            Some((_, whole)) => *whole += part,
            None => found.push((line, part.to_owned())),
        }
        goes_on = is_open;
        for end in heredocs(trimmed) {
            lines.find(|(_, line)| line.trim_start_matches('\t') == end);
        }
    }
    found
}

/// The words that end what is handed to an instruction, for each `<<` of a line.
fn heredocs(line: &str) -> impl Iterator<Item = &str> {
    let is_taker = ["RUN", "COPY", "ADD"]
        .iter()
        .any(|taker| line.get(..taker.len()).is_some_and(|word| word.eq_ignore_ascii_case(taker)));
    let words = line.split("<<").skip(1).filter(move |_| is_taker);
    words.filter_map(|rest| {
        let rest = rest.strip_prefix('-').unwrap_or(rest).trim_start_matches(['"', '\'']);
        let end = rest.find(|sign: char| !(sign.is_alphanumeric() || sign == '_')).unwrap_or(rest.len());
        rest.get(..end).filter(|word| !word.is_empty())
    })
}

/// A text with `$NAME`, `${NAME}` and `${NAME:-default}` replaced by what is known of them.
fn substituted(text: &str, arguments: &HashMap<&str, &str>) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        result.push_str(before);
        let is_name = |letter: char| letter.is_alphanumeric() || letter == '_';
        let (name, default, left) = match after.strip_prefix('{').and_then(|inside| inside.split_once('}')) {
            Some((inside, left)) => {
                let (name, default) =
                    inside.split_once(":-").map_or((inside, None), |(name, value)| (name, Some(value)));
                (name, default, left)
            }
            None => {
                let end = after.find(|letter| !is_name(letter)).unwrap_or(after.len());
                let (name, left) = after.split_at(end);
                (name, None, left)
            }
        };
        match arguments.get(name).copied().or(default) {
            Some(value) => result.push_str(value),
            None => result.push('$'),
        }
        rest = left;
    }
    result + rest
}

/// The fact that an image is used; none when its name is only known when it runs.
pub(super) fn image_fact(line: u32, written: &str) -> Option<(u32, What)> {
    let written = substituted(written.trim().trim_start_matches("docker://"), &HashMap::new());
    let is_open = |text: &str| text.contains(['$', '{', ' ']);
    let without_digest = written.split('@').next().unwrap_or_default();
    // A colon before a slash is the port of a registry.
    let (name, tag) = match without_digest.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
        _ => (without_digest, None),
    };
    if name.is_empty() || is_open(name) || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    let tag = tag.filter(|tag| !is_open(tag) && !tag.is_empty()).map(str::to_owned);
    Some((line, What::Image { name: short(name).to_owned(), tag }))
}

/// The name without what everybody leaves out: the registry that is meant where none is named.
fn short(name: &str) -> &str {
    let name = name.strip_prefix("docker.io/").unwrap_or(name);
    name.strip_prefix("library/").unwrap_or(name)
}

/// Every image that a document names under a key `image`, as a text, or as a repository with a tag.
pub(super) fn images(node: &Node) -> impl Iterator<Item = (u32, What)> {
    node.walk().filter(|entry| entry.key == "image").filter_map(named_image)
}

fn named_image(entry: &Entry) -> Option<(u32, What)> {
    match &entry.node.value {
        Value::Text(image) => image_fact(entry.line, image),
        Value::Map(_) => {
            let repository = entry.node.text_at("repository").or_else(|| entry.node.text_at("name"))?;
            let name = match entry.node.text_at("registry") {
                Some(registry) => format!("{registry}/{repository}"),
                None => repository.to_owned(),
            };
            match entry.node.text_at("tag") {
                Some(tag) => image_fact(entry.line, &format!("{name}:{tag}")),
                None => image_fact(entry.line, &name),
            }
        }
        _ => None,
    }
}
