//! Lines of a text.

/// Turns places of a text into lines. Places are asked for in order; one before the last counts as on its
/// line.
pub(super) struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u32,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text: text.as_bytes(), at: 0, line: 1 }
    }

    /// The line, counted from 1, of the place `at`, in bytes.
    pub(super) fn of(&mut self, at: usize) -> u32 {
        let passed = self.text.get(self.at..at).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', passed).count() as u32;
        self.at = at.max(self.at);
        self.line
    }
}

/// How many lines a text has.
pub(super) fn count_lines(text: &str) -> u32 {
    let ends_open = !text.is_empty() && !text.ends_with('\n');
    memchr::memchr_iter(b'\n', text.as_bytes()).count() as u32 + u32::from(ends_open)
}
