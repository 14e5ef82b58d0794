//! A page of text: lines laid out for a width, one block below the other.

use super::style;
use super::text::Text;

/// Lines of text for a given width.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    width: usize,
    lines: Vec<Text>,
}

impl Page {
    /// An empty page of `width` columns.
    pub(crate) fn new(width: usize) -> Self {
        Self { width, lines: Vec::new() }
    }

    /// Columns of the page.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Whether nothing has been written.
    pub(crate) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// A line as it is.
    pub(crate) fn line(&mut self, text: Text) {
        self.lines.push(text);
    }

    /// A blank line, unless the page begins here or the line above is blank.
    pub(crate) fn blank(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(Text::default());
        }
    }

    /// The heading of a section, with a blank line above.
    pub(crate) fn heading(&mut self, title: &str) {
        self.blank();
        self.lines.push(Text::styled(style::HEADING, title));
    }

    /// Text wrapped to the page, `indent` columns in.
    pub(crate) fn paragraph(&mut self, indent: usize, text: &Text) {
        self.item(indent, &Text::default(), text);
    }

    /// Text behind a mark; further lines hang below the text.
    pub(crate) fn item(&mut self, indent: usize, mark: &Text, text: &Text) {
        let gap = if mark.is_empty() { 0 } else { mark.width() + 1 };
        let room = self.width.saturating_sub(indent + gap).max(4);
        for (nth, line) in text.wrap(room).into_iter().enumerate() {
            let before = Text::from(" ".repeat(indent));
            let before = if nth == 0 { before.join(mark.clone()) } else { before };
            self.lines.push(before.padded(indent + gap).join(line));
        }
    }

    /// The lines of `other` below those of this page, `indent` columns in.
    pub(crate) fn append(&mut self, indent: usize, other: Self) {
        let inset = |line: Text| if line.is_empty() { line } else { Text::from(" ".repeat(indent)).join(line) };
        self.lines.extend(other.lines.into_iter().map(inset));
    }

    /// Pages side by side below what is there, `gap` columns apart.
    pub(crate) fn beside(&mut self, gap: usize, pages: Vec<Self>) {
        let height = pages.iter().map(|page| page.lines.len()).max().unwrap_or(0);
        for nth in 0..height {
            let (mut row, mut used, mut start) = (Text::default(), 0_usize, 0_usize);
            for page in &pages {
                if let Some(line) = page.lines.get(nth).filter(|line| !line.is_empty()) {
                    let missing = start.saturating_sub(used);
                    used += missing + line.width();
                    row = row.plain(" ".repeat(missing)).join(line.clone());
                }
                start += page.width + gap;
            }
            self.lines.push(row);
        }
    }

    /// The page as text with styles, each line ended; no blank lines at the end.
    pub(crate) fn finish(mut self) -> String {
        while self.lines.last().is_some_and(Text::is_empty) {
            self.lines.pop();
        }
        self.lines.iter().map(|line| format!("{line}\n")).collect()
    }
}

#[cfg(test)]
mod tests {
    use anstream::adapter::strip_str;
    use expect_test::expect;

    use super::*;

    #[test]
    fn items_hang_and_columns_stand_side_by_side() {
        let mut left = Page::new(14);
        left.paragraph(0, &"Left".into());
        left.item(2, &"-".into(), &"one two three four".into());
        let mut right = Page::new(10);
        right.heading("Right");
        right.paragraph(0, &"five six seven".into());
        let mut page = Page::new(30);
        page.beside(2, vec![left, right]);
        page.blank();
        page.blank();
        expect![[r#"
            Left            Right
              - one two     five six
                three four  seven
        "#]]
        .assert_eq(&strip_str(&page.finish()).to_string());
    }
}
