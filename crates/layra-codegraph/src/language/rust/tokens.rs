//! Cuts Rust into tokens: names, texts and single signs. Comments and spaces are passed over.
//!
//! Nothing more is needed to find modules and paths, also inside macros, and a flat run over the text
//! has no nesting to overflow.

/// A token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A name or keyword, without `r#`.
    Name(&'a str),
    /// `::`.
    Path,
    /// What stands between quotes, as written.
    Text(&'a str),
    /// Any other sign.
    Sign(u8),
    /// A number, character or lifetime.
    Other,
}

/// The tokens of a text, each with its place in bytes.
pub(super) struct Tokens<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    fault: Option<(usize, &'static str)>,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, bytes: text.as_bytes(), at: 0, fault: None }
    }

    /// Where the first text or comment that does not end begins, and what is the matter.
    pub(super) fn fault(&self) -> Option<(usize, &'static str)> {
        self.fault
    }

    fn byte(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn slice(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to.min(self.text.len())).unwrap_or_default()
    }

    /// Passes over spaces and comments.
    fn pass_over(&mut self) {
        loop {
            match (self.byte(0), self.byte(1)) {
                (b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c, _) => self.at += 1,
                (b'/', b'/') => {
                    let rest = self.bytes.get(self.at..).unwrap_or_default();
                    self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                }
                (b'/', b'*') => self.pass_block(),
                _ => return,
            }
        }
    }

    /// Passes over a block comment; they nest.
    fn pass_block(&mut self) {
        let start = self.at;
        let mut depth = 0_usize;
        while self.at < self.bytes.len() {
            match (self.byte(0), self.byte(1)) {
                (b'/', b'*') => {
                    depth += 1;
                    self.at += 2;
                }
                (b'*', b'/') => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return;
                    }
                }
                _ => self.at += 1,
            }
        }
        self.fault.get_or_insert((start, "a comment does not end"));
    }

    /// A text that begins at the quote under the place.
    fn quoted(&mut self) -> Token<'a> {
        let start = self.at + 1;
        self.at = start;
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            match memchr::memchr2(b'"', b'\\', rest) {
                Some(ahead) if rest[ahead] == b'\\' => self.at += ahead + 2,
                Some(ahead) => {
                    self.at += ahead + 1;
                    return Token::Text(self.slice(start, self.at - 1));
                }
                None => {
                    self.at = self.bytes.len();
                    self.fault.get_or_insert((start - 1, "a string does not end"));
                    return Token::Text(self.slice(start, self.at));
                }
            }
        }
    }

    /// A raw text whose hashes or quote begin at the place; none when it is none.
    fn raw(&mut self) -> Option<Token<'a>> {
        let hashes = self.bytes.get(self.at..)?.iter().take_while(|byte| **byte == b'#').count();
        if self.byte(hashes) != b'"' {
            return None;
        }
        let start = self.at + hashes + 1;
        let mut end = start;
        loop {
            let rest = self.bytes.get(end..).unwrap_or_default();
            let Some(ahead) = memchr::memchr(b'"', rest) else {
                self.at = self.bytes.len();
                self.fault.get_or_insert((start - 1, "a string does not end"));
                return Some(Token::Text(self.slice(start, self.at)));
            };
            end += ahead;
            let closing = self.bytes.get(end + 1..end + 1 + hashes);
            if closing.is_some_and(|closing| closing.iter().all(|byte| *byte == b'#')) {
                self.at = end + 1 + hashes;
                return Some(Token::Text(self.slice(start, end)));
            }
            end += 1;
        }
    }

    fn name(&mut self) -> Token<'a> {
        let start = self.at;
        while is_of_name(self.byte(0)) {
            self.at += 1;
        }
        Token::Name(self.slice(start, self.at))
    }

    /// A character or a lifetime, at the quote.
    fn tick(&mut self) -> Token<'a> {
        self.at += 1;
        if self.byte(0) == b'\\' {
            self.at += 2;
            while self.at < self.bytes.len() && !matches!(self.byte(0), b'\'' | b'\n') {
                self.at += 1;
            }
            self.at += 1;
            return Token::Other;
        }
        let first = self.slice(self.at, self.text.len()).chars().next();
        let length = first.map_or(0, char::len_utf8);
        if self.byte(length) == b'\'' {
            self.at += length + 1;
        } else {
            while is_of_name(self.byte(0)) {
                self.at += 1;
            }
        }
        Token::Other
    }
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

impl<'a> Iterator for Tokens<'a> {
    type Item = (usize, Token<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        self.pass_over();
        let start = self.at;
        let byte = *self.bytes.get(start)?;
        let token = match byte {
            b'"' => self.quoted(),
            b'\'' => self.tick(),
            b':' if self.byte(1) == b':' => {
                self.at += 2;
                Token::Path
            }
            b'0'..=b'9' => {
                // `1..2` is two numbers, and `1.max(2)` a call.
                while is_of_name(self.byte(0)) || self.byte(0) == b'.' && self.byte(1).is_ascii_digit() {
                    self.at += 1;
                }
                Token::Other
            }
            byte if is_of_name(byte) => match self.name() {
                Token::Name("r") if self.byte(0) == b'#' && is_of_name(self.byte(1)) => {
                    self.at += 1;
                    self.name()
                }
                Token::Name("r" | "br" | "cr") if matches!(self.byte(0), b'"' | b'#') => {
                    self.raw().unwrap_or(Token::Other)
                }
                Token::Name("b" | "c") if self.byte(0) == b'"' => self.quoted(),
                Token::Name("b") if self.byte(0) == b'\'' => self.tick(),
                name => name,
            },
            byte => {
                self.at += 1;
                Token::Sign(byte)
            }
        };
        Some((start, token))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<&str> {
        let tokens = Tokens::new(text).filter_map(|(_, token)| match token {
            Token::Name(name) => Some(name),
            _ => None,
        });
        tokens.collect()
    }

    #[test]
    fn names_are_told_from_what_stands_in_texts_and_comments() {
        assert_eq!(names("a /* b /* c */ d */ e // f\ng"), ["a", "e", "g"]);
        assert_eq!(names(r##"a "b \" c" d r#"e " f"# g b"h" i br"j" k c"l" m"##), ["a", "d", "g", "i", "k", "m"]);
        assert_eq!(
            names("a 'b' c '\\'' d '\"' e 'f g b'h' i '\u{e9}' j '\\u{1f600}' k"),
            ["a", "c", "d", "e", "g", "i", "j", "k"]
        );
        assert_eq!(names("r#type 1.5e3_f32 2..a"), ["type", "a"]);
    }

    #[test]
    fn a_text_that_ends_in_the_middle_ends() {
        for text in ["\"a", "r#\"a\"", "/* a", "'", "'\\", "b'", "r#", "1.", "a::", "\u{e9}'"] {
            assert!(Tokens::new(text).count() < 4, "{text}");
        }
    }
}
