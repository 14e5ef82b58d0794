//! Prose of an entry: Markdown in, HTML out, nothing of it trusted.
//!
//! HTML in the text is shown as text, links are followed only to harmless places, and pictures are
//! replaced by their words: a page loads nothing from elsewhere. Headings stand below the section
//! they are in, and none skips a level.

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use crate::anchor::Anchors;
use crate::href;

/// The level of the heading above the prose.
const ABOVE: usize = 2;

/// `markdown` as HTML; its headings get anchors that begin with `overview`.
pub(crate) fn html(markdown: &str, anchors: &mut Anchors) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut events: Vec<Event<'_>> = Vec::new();
    let mut levels = Levels::default();
    let mut links: Vec<Link> = Vec::new();
    // Where the open heading began, while there is one.
    let mut heading: Option<(usize, HeadingLevel)> = None;
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Html(text) | Event::InlineHtml(text) => events.push(Event::Text(text)),
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => {}
            Event::Start(Tag::HtmlBlock) => events.push(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => events.push(Event::End(TagEnd::Paragraph)),
            Event::Start(Tag::Link { ref dest_url, .. }) => {
                let link = if href::is_safe(dest_url) { Link::Kept } else { Link::Dropped };
                if link == Link::Kept {
                    events.push(event);
                }
                links.push(link);
            }
            Event::End(TagEnd::Link) => {
                if links.pop() == Some(Link::Kept) {
                    events.push(event);
                }
            }
            Event::Start(Tag::Heading { level, .. }) => {
                let level = levels.place(level);
                heading = Some((events.len(), level));
                events.push(Event::Start(Tag::Heading { level, id: None, classes: Vec::new(), attrs: Vec::new() }));
            }
            Event::End(TagEnd::Heading(_)) => {
                let Some((start, level)) = heading.take() else { continue };
                let words = words(&events[start..]);
                if let Event::Start(Tag::Heading { id, .. }) = &mut events[start] {
                    *id = Some(CowStr::from(anchors.claim_named("overview", &words)));
                }
                events.push(Event::End(TagEnd::Heading(level)));
            }
            // A wide table scrolls by itself; the keyboard must be able to reach it.
            Event::Start(Tag::Table(_)) => {
                events.push(Event::Html(
                    "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table\">".into(),
                ));
                events.push(event);
            }
            Event::End(TagEnd::Table) => {
                events.push(event);
                events.push(Event::Html("</div>\n".into()));
            }
            other => events.push(other),
        }
    }
    let mut text = String::with_capacity(markdown.len() + markdown.len() / 4);
    html::push_html(&mut text, events.into_iter());
    text
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link {
    Kept,
    Dropped,
}

/// The levels of the headings that are open, as they stand in the text.
#[derive(Debug, Default)]
struct Levels {
    open: Vec<HeadingLevel>,
}

impl Levels {
    /// The level at which a heading of `level` is shown: one below the heading it belongs to.
    fn place(&mut self, level: HeadingLevel) -> HeadingLevel {
        while self.open.last().is_some_and(|above| *above >= level) {
            self.open.pop();
        }
        self.open.push(level);
        HeadingLevel::try_from(ABOVE + self.open.len()).unwrap_or(HeadingLevel::H6)
    }
}

/// The words of a heading.
fn words(events: &[Event<'_>]) -> String {
    let texts = events.iter().filter_map(|event| match event {
        Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
        Event::SoftBreak | Event::HardBreak => Some(" "),
        _ => None,
    });
    texts.collect()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(markdown: &str, expected: Expect) {
        expected.assert_eq(&html(markdown, &mut Anchors::default()));
    }

    #[test]
    fn html_in_prose_is_shown_as_text() {
        check(
            "<script>alert(1)</script>\n\nan <img src=x onerror=alert(1)> *inline*",
            expect![[r#"
                <p>&lt;script&gt;alert(1)&lt;/script&gt;
                </p>
                <p>an &lt;img src=x onerror=alert(1)&gt; <em>inline</em></p>
            "#]],
        );
    }

    #[test]
    fn harmful_links_and_all_pictures_are_reduced_to_words() {
        check(
            "[a](javascript:alert(1)) [b](https://b.example) [c](/pattern/c) ![d](https://d.example/x.png) <javascript:alert(2)> [e](<java&#10;script:x>)",
            expect![[r#"
                <p>a <a href="https://b.example">b</a> <a href="/pattern/c">c</a> d javascript:alert(2) e</p>
            "#]],
        );
    }

    #[test]
    fn headings_stand_below_their_section_without_gaps() {
        check(
            "# One\n\n#### Two `x`\n\n# One\n\n###### a\n###### b",
            expect![[r#"
            <h3 id="overview-one">One</h3>
            <h4 id="overview-two-x">Two <code>x</code></h4>
            <h3 id="overview-one-2">One</h3>
            <h4 id="overview-a">a</h4>
            <h4 id="overview-b">b</h4>
        "#]],
        );
    }

    #[test]
    fn a_table_scrolls_by_itself() {
        check(
            "|a|b|\n|-|-|\n|1|2|",
            expect![[r#"
            <div class="scroll" tabindex="0" role="group" aria-label="Table"><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>
            <tr><td>1</td><td>2</td></tr>
            </tbody></table>
            </div>
        "#]],
        );
    }
}
