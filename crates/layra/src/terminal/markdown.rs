//! Lays Markdown out on a page.
//!
//! What an overview is written in: headings, paragraphs, lists, quotes, code, tables, links. HTML
//! is shown as the text it is.

use anstyle::Style;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::page::Page;
use super::style::{CODE, DIM, EMPHASIS, LINK, PLAIN, STRONG};
use super::table;
use super::text::Text;

/// How deep lists and quotes are moved in and styles add up; deeper nesting changes nothing more.
const DEEPEST: usize = 8;

/// Writes `markdown` to `page`, `indent` columns in.
pub(crate) fn write(page: &mut Page, indent: usize, markdown: &str) {
    let mut layout = Layout {
        page,
        indent,
        text: Text::default(),
        styles: Vec::new(),
        inset: Vec::new(),
        lists: Vec::new(),
        mark: None,
        links: Vec::new(),
        rows: Vec::new(),
        code: false,
    };
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        layout.event(event);
    }
    layout.end_block();
}

struct Layout<'a> {
    page: &'a mut Page,
    indent: usize,
    /// The block being read.
    text: Text,
    /// Styles that are open, innermost last.
    styles: Vec<Style>,
    /// Columns each open list and quote is moved in by.
    inset: Vec<usize>,
    /// Open lists: the next number, `None` for bullets.
    lists: Vec<Option<u64>>,
    /// The mark of a list item whose first block has not been written yet.
    mark: Option<String>,
    /// Open links: address, and the columns of text before the link.
    links: Vec<(String, String)>,
    /// Rows of an open table.
    rows: Vec<Vec<Text>>,
    /// Whether the open block is literal.
    code: bool,
}

impl Layout<'_> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.code => self.code_lines(&text),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.say(self.style(), &text),
            Event::Code(text) => self.say(CODE, &format!("`{text}`")),
            Event::SoftBreak => self.say(self.style(), " "),
            Event::HardBreak => self.end_line(),
            Event::Rule => {
                self.page.blank();
                let room = self.page.width().saturating_sub(self.column());
                self.page.paragraph(self.column(), &Text::styled(DIM, "─".repeat(room.min(20))));
                self.page.blank();
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => self.begin_block(),
            Tag::Heading { level, .. } => {
                self.begin_block();
                self.styles.push(if level <= HeadingLevel::H2 { STRONG.underline() } else { STRONG });
            }
            Tag::BlockQuote(_) => {
                self.end_block();
                self.inset.push(2);
                self.styles.push(EMPHASIS);
            }
            Tag::CodeBlock(_) => {
                self.begin_block();
                self.code = true;
            }
            Tag::List(first) => {
                self.end_block();
                if self.lists.is_empty() {
                    self.page.blank();
                }
                self.lists.push(first);
            }
            Tag::Item => self.item(),
            Tag::Emphasis => self.styles.push(EMPHASIS),
            Tag::Strong => self.styles.push(STRONG),
            Tag::Strikethrough => self.styles.push(DIM),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.links.push((dest_url.to_string(), String::new()));
                self.styles.push(LINK);
            }
            Tag::Table(_) => self.begin_block(),
            Tag::TableHead => {
                self.rows.push(Vec::new());
                self.styles.push(STRONG);
            }
            Tag::TableRow => self.rows.push(Vec::new()),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                self.styles.pop();
                self.end_block();
            }
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.end_block(),
            TagEnd::BlockQuote(_) => {
                self.end_block();
                self.inset.pop();
                self.styles.pop();
            }
            TagEnd::CodeBlock => self.code = false,
            TagEnd::List(_) => {
                self.end_block();
                self.lists.pop();
            }
            TagEnd::Item => {
                self.end_block();
                self.inset.pop();
                self.mark = None;
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {
                self.styles.pop();
            }
            TagEnd::Link | TagEnd::Image => self.end_link(),
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.text);
                if let Some(row) = self.rows.last_mut() {
                    row.push(cell);
                }
            }
            TagEnd::TableHead => {
                self.styles.pop();
            }
            TagEnd::Table => {
                let rows = std::mem::take(&mut self.rows);
                let column = self.column();
                table::write(self.page, column, &rows);
            }
            _ => {}
        }
    }

    fn item(&mut self) {
        self.end_block();
        let mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                let mark = format!("{number}.");
                *number += 1;
                mark
            }
            _ => "•".to_owned(),
        };
        // Text of the item begins one column behind its mark.
        self.inset.push(mark.chars().count() + 1);
        self.mark = Some(mark);
    }

    fn say(&mut self, style: Style, text: &str) {
        if let Some((_, shown)) = self.links.last_mut() {
            shown.push_str(text);
        }
        self.text = std::mem::take(&mut self.text).push(style, text);
    }

    fn end_link(&mut self) {
        self.styles.pop();
        if let Some((address, shown)) = self.links.pop()
            && !address.is_empty()
            && address != shown
            && address.strip_prefix("mailto:") != Some(shown.as_str())
        {
            self.say(DIM, &format!(" ({address})"));
        }
    }

    fn code_lines(&mut self, text: &str) {
        let column = self.column() + 2;
        for line in text.lines() {
            let line = Text::styled(CODE, line.replace('\t', "    "));
            self.page.line(Text::from(" ".repeat(column)).join(line));
        }
    }

    /// A block begins: a blank line above it, unless it opens a list item.
    fn begin_block(&mut self) {
        self.end_block();
        if self.mark.is_none() {
            self.page.blank();
        }
    }

    fn end_block(&mut self) {
        if !self.text.is_empty() {
            self.end_line();
        }
    }

    fn end_line(&mut self) {
        let text = std::mem::take(&mut self.text);
        let column = self.column();
        match self.mark.take() {
            Some(mark) => {
                let mark = Text::styled(DIM, mark);
                self.page.item(column.saturating_sub(mark.width() + 1), &mark, &text);
            }
            None => self.page.paragraph(column, &text),
        }
    }

    /// The column at which text begins.
    fn column(&self) -> usize {
        self.indent + self.inset.iter().take(DEEPEST).sum::<usize>()
    }

    /// The innermost open styles taken together.
    fn style(&self) -> Style {
        let innermost = self.styles.len().saturating_sub(DEEPEST);
        self.styles[innermost..].iter().fold(PLAIN, |style, open| {
            let style = style.effects(style.get_effects() | open.get_effects());
            style.fg_color(open.get_fg_color().or(style.get_fg_color()))
        })
    }
}

#[cfg(test)]
mod tests {
    use anstream::adapter::strip_str;
    use expect_test::{Expect, expect};

    use super::*;

    fn check(markdown: &str, expected: Expect) {
        let mut page = Page::new(34);
        write(&mut page, 0, markdown);
        expected.assert_eq(&strip_str(&page.finish()).to_string());
    }

    #[test]
    fn prose_is_wrapped_and_set_in() {
        check(
            "Some *prose* with `code` and a\nsoft break.\n\n## A heading\n\nMore\\\nbelow.\n\n> quoted\n",
            expect![[r#"
                  Some prose with `code` and a soft
                  break.

                  A heading

                  More
                  below.

                    quoted
            "#]],
        );
    }

    #[test]
    fn lists_hang_and_nest() {
        check(
            "Before:\n- one two three four five six seven\n- two\n  1. inner\n  2. next\n\n\nAfter.",
            expect![[r#"
                  Before:

                  • one two three four five six
                    seven
                  • two
                    1. inner
                    2. next

                  After.
            "#]],
        );
        check(
            "1. first\n\n   its second paragraph\n\n2. second",
            expect![[r#"
                  1. first

                     its second paragraph
                  2. second
            "#]],
        );
    }

    #[test]
    fn code_keeps_its_lines_and_tables_their_columns() {
        check(
            "```sh\nif a; then\n\tb\nfi\n```\n\n| a | b |\n|---|---|\n| one | two *x* |\n",
            expect![[r#"
                    if a; then
                        b
                    fi

                  a    b
                  one  two x
            "#]],
        );
    }

    #[test]
    fn links_show_where_they_lead() {
        check(
            "[text](https://a.b/c) <https://a.b> ![pic](x.png) <b>html</b>",
            expect![[r#"
                  text (https://a.b/c) https://a.b
                  pic (x.png) <b>html</b>
            "#]],
        );
    }

    #[test]
    fn deep_nesting_and_control_characters_are_harmless() {
        let mut page = Page::new(20);
        write(&mut page, 0, &format!("{}x", "> - ".repeat(200)));
        write(&mut page, 0, "a\u{1b}[2Jb\n```\n\u{9b}c\n```");
        assert!(!strip_str(&page.finish()).to_string().chars().any(|c| c.is_control() && c != '\n'));
    }
}
