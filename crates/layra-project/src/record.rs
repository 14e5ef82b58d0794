//! A decision record as it stands in a repository: MADR, or as Michael Nygard describes it.
//!
//! People write records by hand and edit them later, so that only little is asked of them: the first
//! heading is the title, the status stands in the front matter or below a heading *Status*, the review
//! date behind the word *review* below *More Information*. Nothing that is missing is a fault.

use std::ops::Range;

use jiff::civil::Date;
use layra_catalog::SourceText;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::path::RepoPath;

/// What stands behind the fence of the block with the facts that a decision rests on. The block is a
/// facts file: TOML, one fact a line.
pub const FACTS_FENCE: &str = "toml layra-facts";

/// A decision record.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its file.
    pub path: RepoPath,
    /// The number its name begins with.
    pub number: Option<u32>,
    /// Its title without the number; the file's name where it has none.
    pub title: String,
    /// Its status as written: `accepted`, `superseded by ADR-0123`.
    pub status: Option<String>,
    /// The day it was last changed, as it says.
    pub date: Option<Date>,
    /// The day by which to look at it again.
    pub review: Option<Date>,
    /// The facts it rests on.
    pub facts: Option<Facts>,
}

/// The facts that a decision rests on, as they stand in its record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// A facts file, TOML.
    pub text: String,
    /// The line of the record that its first line stands on, counted from 1.
    pub line: usize,
}

impl Record {
    /// Reads a record. Any text is one: what it does not say is absent.
    pub fn parse(path: &RepoPath, source: &SourceText) -> Self {
        let text = source.text.trim_start_matches('\u{feff}');
        let (head, parts) = parts(text);
        let name = path.name().trim_end_matches(".md");
        let title = parts.iter().find(|part| part.level == 1).map(|part| part.title.as_str());
        let section = |name: &str| parts.iter().find(|part| part.level > 1 && part.title.eq_ignore_ascii_case(name));
        let labelled = |label| head.iter().chain(listed(&parts)).find_map(|line| value_of(line, label));
        let status = labelled("status").or_else(|| {
            let said = section("status")?.lines.first()?;
            Some(said.clone())
        });
        let review = section("more information").and_then(|part| {
            let words = part.lines.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
            let at = words.to_ascii_lowercase().find("review")?;
            first_date(&words[at..])
        });
        Self {
            path: path.clone(),
            number: number(path.name()),
            title: title.map(without_number).filter(|title| !title.is_empty()).unwrap_or(name).to_owned(),
            status: status.filter(|status| !status.is_empty()),
            date: labelled("date").and_then(|text| first_date(&text)),
            review,
            facts: facts(text),
        }
    }

    /// Whether it is still to be followed: it was not rejected, deprecated or superseded.
    pub fn is_standing(&self) -> bool {
        let status = self.status.as_deref().unwrap_or_default().to_ascii_lowercase();
        // Older tools write "superceded".
        !["rejected", "deprecated", "superseded", "superceded"].iter().any(|word| status.starts_with(word))
    }
}

/// The number a record's file name begins with, be it behind `adr`: `0012-use-kettle.md` and `adr-12.md` are 12.
pub(crate) fn number(name: &str) -> Option<u32> {
    let stem = name.strip_suffix(".md").or_else(|| name.strip_suffix(".markdown"))?;
    let marked = stem.get(..3).filter(|start| start.eq_ignore_ascii_case("adr")).map(|_| &stem[3..]);
    let stem = marked.map_or(stem, |rest| rest.trim_start_matches(['-', '_', ' ']));
    let digits = stem.len() - stem.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let ends = stem[digits..].is_empty() || stem[digits..].starts_with(['-', '_', '.', ' ']);
    // Eight digits are a date.
    if ends && digits <= MOST_DIGITS { stem[..digits].parse().ok() } else { None }
}

/// Digits of a number, at most.
const MOST_DIGITS: usize = 7;

/// A heading with the text below it, up to the next heading.
struct Part {
    level: u8,
    title: String,
    /// Paragraphs and items, each on one line.
    lines: Vec<String>,
}

/// The lines of the front matter, and the parts of the text.
fn parts(text: &str) -> (Vec<String>, Vec<Part>) {
    let mut head = Vec::new();
    let mut parts = vec![Part { level: 0, title: String::new(), lines: Vec::new() }];
    let (mut line, mut in_head, mut in_code) = (String::new(), false, false);
    for event in Parser::new_ext(text, Options::ENABLE_YAML_STYLE_METADATA_BLOCKS) {
        match event {
            Event::Start(Tag::MetadataBlock(_)) => in_head = true,
            Event::End(TagEnd::MetadataBlock(_)) => in_head = false,
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(words) if in_head => head.extend(words.lines().map(str::to_owned)),
            Event::Text(words) | Event::Code(words) if !in_code => line.push_str(&words),
            Event::SoftBreak | Event::HardBreak => end_line(&mut line, &mut parts),
            Event::Start(Tag::Heading { level, .. }) => {
                end_line(&mut line, &mut parts);
                parts.push(Part { level: level as u8, title: String::new(), lines: Vec::new() });
            }
            Event::End(TagEnd::Heading(_)) => {
                let title = std::mem::take(&mut line);
                if let Some(part) = parts.last_mut() {
                    part.title = title.trim().to_owned();
                }
            }
            Event::End(TagEnd::Paragraph | TagEnd::Item) => end_line(&mut line, &mut parts),
            _ => {}
        }
    }
    end_line(&mut line, &mut parts);
    (head, parts)
}

fn end_line(line: &mut String, parts: &mut [Part]) {
    let line = std::mem::take(line);
    if let (false, Some(part)) = (line.trim().is_empty(), parts.last_mut()) {
        part.lines.push(line.trim().to_owned());
    }
}

/// Lines before the first section: there older records have `Status: accepted`.
fn listed(parts: &[Part]) -> impl Iterator<Item = &String> {
    parts.iter().take_while(|part| part.level <= 1).flat_map(|part| &part.lines)
}

/// What stands behind `label:` on a line, without quotation marks and a comment.
fn value_of(line: &str, label: &str) -> Option<String> {
    let (key, value) = line.split_once(':')?;
    if !key.trim().eq_ignore_ascii_case(label) {
        return None;
    }
    let value = value.split(" #").next().unwrap_or_default().trim();
    Some(value.trim_matches(['"', '\'']).to_owned())
}

fn without_number(title: &str) -> &str {
    let rest = title.trim_start_matches(|c: char| c.is_ascii_digit());
    match rest.strip_prefix(['.', ':']) {
        Some(rest) if rest.len() < title.len() - 1 => rest.trim_start(),
        _ => title,
    }
}

/// The first day in a text that is written `2026-03-06`.
fn first_date(text: &str) -> Option<Date> {
    text.split(|c: char| !c.is_ascii_digit() && c != '-').find_map(|word| {
        let is_day = word.len() == 10 && word.as_bytes()[4] == b'-' && word.as_bytes()[7] == b'-';
        if is_day { word.parse().ok() } else { None }
    })
}

fn facts(text: &str) -> Option<Facts> {
    let mut inside: Option<Range<usize>> = None;
    for (event, span) in Parser::new(text).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if *info == *FACTS_FENCE => {
                inside = Some(span.end..span.start);
            }
            Event::Text(_) => {
                if let Some(inside) = &mut inside {
                    *inside = inside.start.min(span.start)..inside.end.max(span.end);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some(span) = inside.take().filter(|span| span.start <= span.end) {
                    let line = 1 + text[..span.start].matches('\n').count();
                    return Some(Facts { text: text[span].to_owned(), line });
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(path: &str, text: &str, expected: Expect) {
        let path = RepoPath::parse(path).expect("a path");
        let source = SourceText { path: path.to_string(), text: text.to_owned() };
        expected.assert_debug_eq(&Record::parse(&path, &source));
    }

    #[test]
    fn a_record_of_the_newer_kind_is_read() {
        check(
            "docs/decisions/0012-boil-water.md",
            "---\n# optional\nstatus: \"accepted\" # since spring\ndate: 2026-03-06\n---\n# Boil water with a `kettle`\n\n\
             ## Context\n\nReview 2020-01-01.\n\n```md\n# Not a title\n```\n\n## More Information\n\n\
             Please *review*\nby 2027-03-06, not by 2028-01-01.\n\n```toml layra-facts\nguests = 4\n\n# why\nhas-power = true\n```\n",
            expect![[r#"
                Record {
                    path: RepoPath(
                        "docs/decisions/0012-boil-water.md",
                    ),
                    number: Some(
                        12,
                    ),
                    title: "Boil water with a kettle",
                    status: Some(
                        "accepted",
                    ),
                    date: Some(
                        2026-03-06,
                    ),
                    review: Some(
                        2027-03-06,
                    ),
                    facts: Some(
                        Facts {
                            text: "guests = 4\n\n# why\nhas-power = true\n",
                            line: 22,
                        },
                    ),
                }
            "#]],
        );
    }

    #[test]
    fn a_record_of_the_older_kind_is_read() {
        check(
            "doc/adr/0002-use-tray.md",
            "# 2. Use a tray\n\nDate: 2016-02-12\n\n## Status\n\nSuperceded by [3. Use a shelf](0003-use-shelf.md)\n\n## Context\n\nCups.\n",
            expect![[r#"
                Record {
                    path: RepoPath(
                        "doc/adr/0002-use-tray.md",
                    ),
                    number: Some(
                        2,
                    ),
                    title: "Use a tray",
                    status: Some(
                        "Superceded by 3. Use a shelf",
                    ),
                    date: Some(
                        2016-02-12,
                    ),
                    review: None,
                    facts: None,
                }
            "#]],
        );
    }

    #[test]
    fn a_status_in_a_list_and_no_title_will_do() {
        check(
            "adr/notes.md",
            "* Status: proposed\n* Date: 2021-13-40\n\nText",
            expect![[r#"
            Record {
                path: RepoPath(
                    "adr/notes.md",
                ),
                number: None,
                title: "notes",
                status: Some(
                    "proposed",
                ),
                date: None,
                review: None,
                facts: None,
            }
        "#]],
        );
    }

    #[test]
    fn only_numbered_files_have_a_number() {
        assert_eq!(number("0012-a.md"), Some(12));
        assert_eq!(number("12.md"), Some(12));
        assert_eq!(number("adr-0012-a.md"), Some(12));
        assert_eq!(number("ADR_012.markdown"), Some(12));
        assert_eq!(number("adr12-a.md"), Some(12));
        for name in [
            "adr.md",
            "adr-a.md",
            "adrian-12.md",
            "20240101-a.md",
            "a-12.md",
            "0012-a.txt",
            "12",
            "99999999999-a.md",
            "2nd.md",
            "é.md",
            "",
        ] {
            assert_eq!(number(name), None, "{name}");
        }
    }
}
