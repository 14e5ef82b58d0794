//! How texts of the catalogue are written into a page.
//!
//! Templates escape what they are given; the filter here does so itself, because it adds markup.

#![expect(unreachable_pub, reason = "the attribute gives a filter's own type more visibility than it needs")]

use askama::filters::Safe;
use askama::{Result, Values};

use crate::href;

/// Longest link marked up, in bytes; looking no further keeps hostile texts cheap.
const LONGEST_LINK: usize = 1024;

/// A text of an entry: `code` between backquotes and `[words](address)` are marked up, everything
/// else is text, and all of it is escaped.
///
/// Texts of items are not Markdown: a star or an underscore in them means itself.
#[askama::filter_fn]
pub(super) fn say(text: &str, _: &dyn Values) -> Result<Safe<String>> {
    Ok(Safe(mark_up(text)))
}

/// The words of an id. They are escaped where they are written.
#[askama::filter_fn]
pub(super) fn words(id: &str, _: &dyn Values) -> Result<String> {
    Ok(id.replace('-', " "))
}

/// The words of an id as a heading.
#[askama::filter_fn]
pub(super) fn heading(id: &str, _: &dyn Values) -> Result<String> {
    let words = id.replace('-', " ");
    // The shortest are initials.
    if words.len() < 3 {
        return Ok(words.to_uppercase());
    }
    let mut letters = words.chars();
    Ok(letters.next().map(char::to_uppercase).into_iter().flatten().chain(letters).collect())
}

fn mark_up(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    let mut rest = text;
    while let Some(at) = rest.find(['`', '[']) {
        escape(&rest[..at], &mut html);
        rest = &rest[at..];
        if let Some((code, after)) = code(rest) {
            html.push_str("<code>");
            escape(code, &mut html);
            html.push_str("</code>");
            rest = after;
        } else if let Some((words, address, after)) = link(rest) {
            html.push_str("<a href=\"");
            escape(address, &mut html);
            html.push_str("\" rel=\"noopener external\">");
            escape(words, &mut html);
            html.push_str("</a>");
            rest = after;
        } else {
            // Both marks are one byte long.
            escape(&rest[..1], &mut html);
            rest = &rest[1..];
        }
    }
    escape(rest, &mut html);
    html
}

/// The code at the start of `text`, and what follows it.
fn code(text: &str) -> Option<(&str, &str)> {
    let (code, after) = text.strip_prefix('`')?.split_once('`')?;
    (!code.is_empty()).then_some((code, after))
}

/// The words and the address of the link at the start of `text`, and what follows it; only links
/// to the web are links.
fn link(text: &str) -> Option<(&str, &str, &str)> {
    let near = &text[..text.floor_char_boundary(LONGEST_LINK)];
    let (words, rest) = near.strip_prefix('[')?.split_once("](")?;
    let (address, rest) = rest.split_once(')')?;
    let after = &text[near.len() - rest.len()..];
    let plain = !words.is_empty() && !words.contains(['[', ']']) && href::is_web(address);
    plain.then_some((words, address, after))
}

fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(text: &str, expected: Expect) {
        expected.assert_eq(&mark_up(text));
    }

    #[test]
    fn code_and_links_to_the_web_are_marked_up() {
        check(
            "Set `a < b` ([Blog](https://a.example/?b=1&c=2)).",
            expect![[
                r#"Set <code>a &lt; b</code> (<a href="https://a.example/?b=1&amp;c=2" rel="noopener external">Blog</a>)."#
            ]],
        );
    }

    #[test]
    fn everything_else_is_text() {
        check(
            "a * b * c_d_e [1] [x](y) ` `` [x](javascript:alert(1)) [<b>](https://a.example/\"x) é[",
            expect![[
                r#"a * b * c_d_e [1] [x](y) <code> </code>` [x](javascript:alert(1)) <a href="https://a.example/&quot;x" rel="noopener external">&lt;b&gt;</a> é["#
            ]],
        );
    }

    #[test]
    fn any_text_is_taken() {
        for text in ["", "`", "[", "[](", "[a](", "``", "[`](`", "é`é`é[é](https://é)é"] {
            mark_up(text);
        }
    }
}
