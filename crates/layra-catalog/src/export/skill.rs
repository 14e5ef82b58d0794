//! A catalogue, or one pattern, as an Agent Skill: a folder that a coding agent reads when it needs it.
//!
//! An agent always sees the name and the description, reads `SKILL.md` when these fit its task, and the
//! other files when that says so. Source: <https://agentskills.io/specification>.

use super::budget::{Reader, Wanted, fitted};
use super::layout::one_line;
use super::{markdown, markdown_path, section_markdown};
use crate::catalog::{Catalog, Contents};
use crate::pattern::Pattern;
use crate::section::Section;
use crate::slug;
use crate::tokens::Tokens;

/// Most characters of a skill's name.
const LONGEST_NAME: usize = 64;
/// Most characters of its description.
const LONGEST_DESCRIPTION: usize = 1024;
/// Most patterns that `SKILL.md` lists; it is to stay below 500 lines.
const MOST_LISTED: usize = 400;
/// Tokens of a pattern's own `SKILL.md`; the specification asks for less than 5,000.
const BODY: usize = 2000;

/// A skill as files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skill {
    /// Its name, which is also the name of its folder.
    pub name: String,
    /// What it is for and when to use it.
    pub description: String,
    /// Path below the folder (with `/`) and content, `SKILL.md` first.
    pub files: Vec<(String, String)>,
}

/// Where the patterns that a skill speaks of are to be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pages {
    /// In files of the skill.
    Within,
    /// Where the catalogue is published, so that the skill is one file.
    Published,
}

/// The whole catalogue as a skill.
pub fn catalog_skill(catalog: &Catalog, pages: Pages) -> Skill {
    let title = match one_line(&catalog.masthead().title) {
        title if title.is_empty() => "Architecture patterns".to_owned(),
        title => title,
    };
    let catalog = &linked(catalog, pages);
    let address = |pattern: &Pattern| match pages {
        Pages::Within => markdown_path(pattern),
        Pages::Published => super::markdown_address(&catalog.masthead().base_url, pattern.slug.as_str()),
    };
    let mut body = format!(
        "# {title}\n\n\
         1. Find the patterns that may fit in the list below.\n\
         2. Read their pages. \"When to Use\" and \"When NOT to Use\" decide; a statement marked as a veto rules \
         the pattern out on its own.\n\
         3. Name the statements that decided, and what the choice costs. Where nothing speaks for a pattern, say \
         so and take the simplest one.\n\n\
         Where the command `layra` is at hand, it is quicker: `layra search QUESTION`, `layra show PATTERN \
         --budget 600`, `layra compare ONE OTHER`, `layra advise SITUATION`.\n"
    );
    let listed = catalog.patterns().len().min(MOST_LISTED);
    for category in catalog.categories() {
        let patterns = || catalog.in_category(category).filter(|pattern| place(catalog, pattern) < listed);
        if patterns().next().is_some() {
            body.push_str(&format!("\n## {}\n\n", category.title()));
        }
        for pattern in patterns() {
            let summary = first_sentence(&pattern.summary);
            body.push_str(&format!("- [{}]({}): {summary}\n", one_line(&pattern.name), address(pattern)));
        }
    }
    if listed < catalog.patterns().len() {
        let rest = catalog.patterns().len() - listed;
        body.push_str(&format!("\n{rest} more are not listed here: `layra list` names them.\n"));
    }
    let description = described(
        "Software architecture patterns: when to use each and when not to, what it is made of, wins and costs, how \
         it fails, the way in and the way out. Use it to choose, compare, review or leave an architecture, and when \
         somebody names one of",
        catalog.patterns().iter().map(|pattern| pattern.name.as_str()),
    );
    let files = match pages {
        Pages::Within => {
            catalog.patterns().iter().map(|pattern| (markdown_path(pattern), markdown(catalog, pattern))).collect()
        }
        Pages::Published => Vec::new(),
    };
    skill(&title, description, &body, files)
}

/// One pattern as a skill.
pub fn pattern_skill(catalog: &Catalog, pattern: &Pattern, tokens: &Tokens) -> Skill {
    let parts: [(&str, &str, &[Section]); 3] = [
        ("way-in-and-out", "the steps to adopt it, and the ways to leave it again", &[Section::Adopt, Section::Exits]),
        (
            "running",
            "how it fails in production, what to measure, signs of misuse",
            &[Section::Failures, Section::Measures, Section::Smells],
        ),
        (
            "background",
            "an explanation with a worked example, stacks, who runs it, related patterns, words, references",
            &[
                Section::Overview,
                Section::Stacks,
                Section::Examples,
                Section::Related,
                Section::Terms,
                Section::References,
            ],
        ),
    ];
    let decisive =
        [Section::UseWhen, Section::AvoidWhen, Section::TradeOffs, Section::Versus, Section::Components].as_slice();
    let wanted = Wanted { sections: decisive, budget: BODY, reader: Reader::Terminal };
    let mut body = fitted(catalog, pattern, &wanted, tokens).text;
    let mut files = Vec::new();
    for (name, what, sections) in parts {
        let text: String = sections
            .iter()
            .map(|&section| section_markdown(catalog, pattern, section))
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join("\n");
        if !text.is_empty() {
            let path = format!("references/{name}.md");
            body.push_str(&if files.is_empty() { "\n## More\n\n".to_owned() } else { String::new() });
            body.push_str(&format!("- [{path}]({path}): {what}\n"));
            files.push((path, format!("# {}\n\n{text}", one_line(&pattern.name))));
        }
    }
    let about = format!(
        "{}: {} Use it when this pattern is chosen, weighed, built, run or left, also under the names",
        one_line(&pattern.name),
        one_line(&pattern.summary)
    );
    let names = pattern.aliases.iter().map(String::as_str).chain([pattern.slug.as_str()]);
    skill(pattern.slug.as_str(), described(&about, names), &body, files)
}

fn skill(title: &str, description: String, body: &str, files: Vec<(String, String)>) -> Skill {
    let mut name = slug::words(title).join("-");
    name.truncate(LONGEST_NAME);
    let name = match name.trim_end_matches('-') {
        "" => "architecture-patterns".to_owned(),
        name => name.to_owned(),
    };
    // A string of JSON is a string of YAML.
    let quoted = serde_json::Value::from(description.as_str());
    let text = format!("---\nname: {name}\ndescription: {quoted}\n---\n\n{body}");
    let files = std::iter::once(("SKILL.md".to_owned(), text)).chain(files).collect();
    Skill { name, description, files }
}

/// `about` with as many of `names` as a description holds.
fn described(about: &str, names: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let mut description: String = about.chars().take(LONGEST_DESCRIPTION - 1).collect();
    let mut length = description.chars().count();
    let mut before = ": ";
    for name in names {
        let name = one_line(name.as_ref());
        let added = before.len() + name.chars().count();
        // One for the full stop.
        if length + added + 1 > LONGEST_DESCRIPTION {
            break;
        }
        description.push_str(before);
        description.push_str(&name);
        length += added;
        before = ", ";
    }
    description.push('.');
    description
}

/// The catalogue with the links of its pages leading from one to the other where they stand in a skill.
fn linked(catalog: &Catalog, pages: Pages) -> Catalog {
    let mut contents: Contents = catalog.clone().into_contents();
    if pages == Pages::Within {
        contents.masthead.base_url = "..".to_owned();
    }
    contents.into()
}

fn place(catalog: &Catalog, pattern: &Pattern) -> usize {
    catalog.patterns().iter().position(|other| other.slug == pattern.slug).unwrap_or(usize::MAX)
}

fn first_sentence(text: &str) -> String {
    let text = one_line(text);
    match text.find(". ") {
        Some(end) => text[..=end].to_owned(),
        None => text,
    }
}
