//! The scripts inside a component file: what stands between `<script>` tags, and between the dashes at
//! the head of an Astro file.

use crate::paths::extension_of;

/// A script inside a file.
pub(super) struct Block<'a> {
    /// Where it begins, in bytes.
    pub(super) start: usize,
    /// Its text.
    pub(super) text: &'a str,
    /// The extension of a file that held just this.
    pub(super) extension: &'static str,
}

/// The scripts in a component file, and the places and texts of `src` attributes that name one elsewhere.
pub(super) fn blocks<'a>(path: &str, text: &'a str) -> (Vec<Block<'a>>, Vec<(usize, &'a str)>) {
    let mut blocks = Vec::new();
    let mut elsewhere = Vec::new();
    let mut at = 0;
    if extension_of(path) == "astro"
        && let Some(body) = text.strip_prefix("---")
        && let Some(end) = body.find("\n---")
    {
        blocks.push(Block { start: 3, text: body.get(..end).unwrap_or_default(), extension: "ts" });
        at = 3 + end;
    }
    while let Some(tag) = next_tag(text, at) {
        let Some(head) = text.get(tag..).and_then(|rest| rest.get(..end_of_tag(rest)?)) else { break };
        let start = tag + head.len();
        at = start;
        if let Some(source) = attribute(head, "src") {
            elsewhere.push((tag, source));
        }
        if head.ends_with("/>") {
            continue;
        }
        let rest = text.get(start..).unwrap_or_default();
        let end = find_ignoring_case(rest, "</script").unwrap_or(rest.len());
        let extension = match attribute(head, "lang") {
            Some("ts" | "typescript") => "ts",
            Some("tsx") => "tsx",
            // JSON and the like is data.
            _ if matches!(attribute(head, "type"), Some(kind) if !kind.contains("script") && kind != "module") => {
                at = start + end;
                continue;
            }
            // Astro takes TypeScript without being told.
            _ if extension_of(path) == "astro" => "ts",
            _ => "jsx",
        };
        blocks.push(Block { start, text: rest.get(..end).unwrap_or_default(), extension });
        at = start + end;
    }
    (blocks, elsewhere)
}

/// Where the next `<script` begins that is not inside a comment.
fn next_tag(text: &str, mut at: usize) -> Option<usize> {
    loop {
        let rest = text.get(at..)?;
        let tag = find_ignoring_case(rest, "<script")?;
        if let Some(comment) = rest.find("<!--").filter(|comment| *comment < tag) {
            let end = rest.get(comment..)?.find("-->")?;
            at += comment + end + 3;
            continue;
        }
        let follows = rest.as_bytes().get(tag + 7);
        if follows.is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/')) {
            return Some(at + tag);
        }
        at += tag + 7;
    }
}

/// The length of the tag that `text` begins with. A `>` between quotes does not end it.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    for (index, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return Some(index + 1),
            (Some(open), byte) if byte == open => quote = None,
            _ => {}
        }
    }
    None
}

/// The value of an attribute of a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut at = 0;
    loop {
        let found = at + tag.get(at..)?.find(name)?;
        at = found + name.len();
        let is_whole = tag.as_bytes().get(found.checked_sub(1)?).is_some_and(u8::is_ascii_whitespace);
        let Some(value) = tag.get(at..)?.trim_start().strip_prefix('=').filter(|_| is_whole) else { continue };
        let value = value.trim_start();
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''));
        return match quote {
            Some(quote) => value.get(1..)?.split(quote).next(),
            None => value.split(|letter: char| letter.is_whitespace() || letter == '>').next(),
        };
    }
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    text.as_bytes().windows(wanted.len()).position(|window| window.eq_ignore_ascii_case(wanted.as_bytes()))
}
