//! Cuts a text of a language with braces into words, signs and strings.
//!
//! Comments are passed over, and what stands in strings is kept apart, so that whoever reads the words
//! need not know how the language quotes. Code inside a string (`"${name}"`) comes as tokens like any
//! other. Nothing here recurses: a text may nest as deep as it likes.

use memchr::{memchr, memchr_iter};

/// How a language writes comments and strings.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Style {
    /// A block comment may hold another.
    pub(crate) nested_comments: bool,
    /// `#` begins a comment, as `//` does.
    pub(crate) hash_comments: bool,
    /// A line whose first sign is `#` is for the preprocessor and passed over.
    pub(crate) preprocessor: bool,
    /// What stands between `'`.
    pub(crate) single: Quoted,
    /// What stands between `` ` ``.
    pub(crate) back: Quoted,
    /// `"""` begins a string that ends with as many quotes.
    pub(crate) triple: Triple,
    /// What in a string between `"` begins code.
    pub(crate) code: Code,
    /// `@"` and `$"` begin strings of their own sort, as in C#.
    pub(crate) prefixes: bool,
}

/// What stands between a sort of quotes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Quoted {
    /// These are no quotes.
    #[default]
    Nothing,
    /// A string on one line, in which `\` makes the next sign plain.
    Text,
    /// A string in which every sign is plain.
    Raw,
    /// A name.
    Name,
}

/// Strings between three quotes or more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Triple {
    /// There are none.
    #[default]
    Nothing,
    /// In which `\` makes the next sign plain.
    Escaped,
    /// In which every sign is plain.
    Raw,
}

/// What begins code inside a string.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Code {
    /// Nothing does.
    #[default]
    Nothing,
    /// `${`.
    Dollar,
    /// So many `{`; twice as many are plain.
    Braces(u8),
}

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// A name or a word of the language.
    Word(&'a str),
    /// A single sign.
    Sign(u8),
    /// What a string holds, as written; in pieces when there is code inside.
    Text(&'a str),
    /// A number, or the part of one before a full stop.
    Number,
}

/// The tokens of a text.
pub(crate) struct Tokens<'a> {
    text: &'a str,
    style: Style,
    at: usize,
    /// Strings that the code at hand stands in, and how many braces are open in that code.
    inside: Vec<(Opened, u32)>,
    fault: Option<(usize, &'static str)>,
}

/// How a string that has begun goes on.
#[derive(Debug, Clone, Copy)]
struct Opened {
    quote: u8,
    /// How many quotes end it.
    count: usize,
    escapes: bool,
    /// Two quotes are one quote of the text.
    doubled: bool,
    many_lines: bool,
    code: Code,
}

const WORD: u8 = 0;
const DIGIT: u8 = 1;
const SPACE: u8 = 2;
/// A sign that is never more than itself.
const SIGN: u8 = 3;
const SPECIAL: u8 = 4;

/// What sort of thing a byte begins.
const CLASS: [u8; 256] = {
    let mut class = [SIGN; 256];
    let mut byte = 0;
    while byte < 256 {
        class[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$' | 0x80..=0xff => WORD,
            b'0'..=b'9' => DIGIT,
            0..=b' ' | 0x7f => SPACE,
            b'/' | b'#' | b'"' | b'\'' | b'`' | b'@' | b'{' | b'}' => SPECIAL,
            _ => SIGN,
        };
        byte += 1;
    }
    class
};

/// How many bytes from `start` on are of some classes.
#[inline]
fn run_of(bytes: &[u8], start: usize, is_of: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    // Most runs end within eight bytes, nobody can foresee where: no branch for each of these.
    if let Some(first) = rest.first_chunk::<8>() {
        let ends = first.iter().rev().fold(0_u32, |ends, byte| ends << 1 | u32::from(!is_of(CLASS[*byte as usize])));
        if ends != 0 {
            return ends.trailing_zeros() as usize;
        }
    }
    rest.iter().position(|byte| !is_of(CLASS[*byte as usize])).unwrap_or(rest.len())
}

/// What can be more than itself in a string.
const STOPS: [bool; 256] = {
    let mut stops = [false; 256];
    let mut index = 0;
    let signs = *b"\"'`\\\n${";
    while index < signs.len() {
        stops[signs[index] as usize] = true;
        index += 1;
    }
    stops
};

impl<'a> Tokens<'a> {
    /// The tokens of `text`.
    pub(crate) fn new(text: &'a str, style: Style) -> Self {
        Self { text, style, at: 0, inside: Vec::new(), fault: None }
    }

    /// Where the first string or comment that does not end begins, and what is the matter.
    pub(crate) fn fault(&self) -> Option<(usize, &'static str)> {
        self.fault
    }

    /// Where the last token ended.
    pub(crate) fn end(&self) -> usize {
        self.at
    }

    /// The next token, and where it begins, in bytes.
    #[inline]
    pub(crate) fn next(&mut self) -> Option<(usize, Token<'a>)> {
        let bytes = self.text.as_bytes();
        loop {
            let start = self.at;
            let byte = *bytes.get(start)?;
            match CLASS[byte as usize] {
                SPACE => self.at += run_of(bytes, start, |class| class == SPACE),
                WORD => {
                    self.at += run_of(bytes, start, |class| class <= DIGIT);
                    if byte == b'$'
                        && self.style.prefixes
                        && let Some(token) = self.prefixed(start)
                    {
                        return Some((start, token));
                    }
                    return Some((start, Token::Word(self.slice(start, self.at))));
                }
                DIGIT => {
                    self.at += run_of(bytes, start, |class| class <= DIGIT);
                    return Some((start, Token::Number));
                }
                SIGN => {
                    self.at += 1;
                    return Some((start, Token::Sign(byte)));
                }
                _ => {
                    if let Some(token) = self.special(start, byte) {
                        return Some((start, token));
                    }
                }
            }
        }
    }

    /// What begins with a byte that may begin a comment, a string or a piece of code in one; none when
    /// it was a comment, which is passed.
    fn special(&mut self, start: usize, byte: u8) -> Option<Token<'a>> {
        let bytes = self.text.as_bytes();
        match byte {
            b'/' if bytes.get(start + 1) == Some(&b'/') => {
                self.pass_line();
                return None;
            }
            b'/' if bytes.get(start + 1) == Some(&b'*') => {
                self.pass_comment();
                return None;
            }
            b'#' if self.style.hash_comments || self.style.preprocessor && self.is_first_of_line(start) => {
                self.pass_line();
                return None;
            }
            b'"' => return Some(self.double()),
            b'\'' if self.style.single != Quoted::Nothing => return Some(self.quoted(b'\'', self.style.single)),
            b'`' if self.style.back != Quoted::Nothing => return Some(self.quoted(b'`', self.style.back)),
            b'@' if self.style.prefixes => {
                self.at += 1;
                return Some(self.prefixed(start).unwrap_or(Token::Sign(b'@')));
            }
            b'}' if self.inside.last().is_some_and(|(_, braces)| *braces == 0) => {
                let (opened, _) = self.inside.pop()?;
                if let Code::Braces(count) = opened.code {
                    // The last of the braces that ended the code.
                    while self.at + 1 < start + count as usize && bytes.get(self.at + 1) == Some(&b'}') {
                        self.at += 1;
                    }
                }
                self.at += 1;
                return Some(self.string(opened));
            }
            _ => {}
        }
        if let Some((_, braces)) = self.inside.last_mut() {
            match byte {
                b'{' => *braces += 1,
                b'}' => *braces -= 1,
                _ => {}
            }
        }
        self.at += 1;
        Some(Token::Sign(byte))
    }

    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// Says that something is the matter at a place. The first such thing counts.
    pub(crate) fn fail(&mut self, at: usize, message: &'static str) {
        self.fault.get_or_insert((at, message));
    }

    fn pass_line(&mut self) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        self.at += memchr(b'\n', rest).unwrap_or(rest.len());
    }

    fn pass_comment(&mut self) {
        let bytes = self.text.as_bytes();
        let start = self.at;
        self.at += 2;
        let mut depth = 1;
        // Slashes are rarer in comments than stars.
        while let Some(found) = bytes.get(self.at..).and_then(|rest| memchr(b'/', rest)) {
            let slash = self.at + found;
            self.at = slash + 1;
            if slash > start + 2 && bytes.get(slash - 1) == Some(&b'*') {
                depth -= 1;
                if depth == 0 {
                    return;
                }
            } else if self.style.nested_comments && bytes.get(slash + 1) == Some(&b'*') {
                depth += 1;
                self.at += 1;
            }
        }
        self.at = bytes.len();
        self.fail(start, "a comment does not end");
    }

    fn is_first_of_line(&self, at: usize) -> bool {
        let before = self.text.as_bytes().get(..at).unwrap_or_default();
        let last = before.iter().rev().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
        last.is_none_or(|byte| *byte == b'\n')
    }

    /// How many of `byte` stand here in a row, counted up to `most`. Who does not pass all that are counted
    /// counts few, or a long row would be counted over and over.
    fn row_of(&self, at: usize, byte: u8, most: usize) -> usize {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        rest.iter().take(most).take_while(|other| **other == byte).count()
    }

    fn double(&mut self) -> Token<'a> {
        let most = if self.style.prefixes { usize::MAX } else { 3 };
        let count = self.row_of(self.at, b'"', most);
        let plain =
            Opened { quote: b'"', count: 1, escapes: true, doubled: false, many_lines: false, code: self.style.code };
        if self.style.triple != Triple::Nothing && count >= 3 {
            // In C# as many quotes as began a string end it; elsewhere that is three.
            self.at += count;
            let escapes = self.style.triple == Triple::Escaped;
            return self.string(Opened { count, escapes, many_lines: true, ..plain });
        }
        self.at += 1;
        self.string(plain)
    }

    fn quoted(&mut self, quote: u8, quoted: Quoted) -> Token<'a> {
        self.at += 1;
        let raw = quoted != Quoted::Text;
        let opened = Opened {
            quote,
            count: 1,
            escapes: !raw,
            doubled: false,
            many_lines: quoted == Quoted::Raw,
            code: Code::Nothing,
        };
        match (self.string(opened), quoted) {
            (Token::Text(name), Quoted::Name) => Token::Word(name),
            (token, _) => token,
        }
    }

    /// A string of C# that begins with `@` or `$` signs, which were passed; none when it is no string.
    fn prefixed(&mut self, start: usize) -> Option<Token<'a>> {
        let bytes = self.text.as_bytes();
        let mut at = start;
        let (mut dollars, mut verbatim) = (0_u8, false);
        loop {
            match bytes.get(at)? {
                b'$' => dollars = dollars.saturating_add(1),
                b'@' => verbatim = true,
                b'"' => break,
                _ => return None,
            }
            at += 1;
        }
        let code = if dollars == 0 { Code::Nothing } else { Code::Braces(dollars) };
        let count = self.row_of(at, b'"', if verbatim { 1 } else { usize::MAX });
        let is_raw = count >= 3 && !verbatim;
        let count = if is_raw { count } else { 1 };
        self.at = at + count;
        let (escapes, many_lines) = (!verbatim && !is_raw, verbatim || is_raw);
        Some(self.string(Opened { quote: b'"', count, escapes, doubled: verbatim, many_lines, code }))
    }

    /// The rest of a string, up to its end or to code inside it.
    fn string(&mut self, opened: Opened) -> Token<'a> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let stop = |at: usize| bytes.get(at..)?.iter().zip(at..).find(|(byte, _)| STOPS[**byte as usize]);
        while let Some((&byte, at)) = stop(self.at) {
            self.at = at;
            if byte == opened.quote {
                let most = if opened.count == 1 { 2 } else { usize::MAX };
                let row = self.row_of(self.at, byte, most);
                if opened.doubled && row >= 2 {
                    self.at += 2;
                    continue;
                }
                if row >= opened.count {
                    // Quotes before the last ones belong to the text.
                    let extra = if opened.count == 1 { 0 } else { row - opened.count };
                    let end = self.at + extra;
                    self.at = end + opened.count;
                    return Token::Text(self.slice(start, end));
                }
                self.at += row;
                continue;
            }
            match byte {
                b'\\' if opened.escapes => {
                    // A line that ends with one goes on; the next sign may be of several bytes.
                    self.at += 2;
                    while self.at < bytes.len() && !self.text.is_char_boundary(self.at) {
                        self.at += 1;
                    }
                    continue;
                }
                b'\n' if !opened.many_lines => {
                    self.fail(start.saturating_sub(1), "a string does not end");
                    return Token::Text(self.slice(start, self.at));
                }
                b'$' if opened.code == Code::Dollar && bytes.get(self.at + 1) == Some(&b'{') => {
                    let end = self.at;
                    self.at += 2;
                    self.inside.push((opened, 0));
                    return Token::Text(self.slice(start, end));
                }
                b'{' => {
                    if let Code::Braces(count) = opened.code {
                        let count = usize::from(count);
                        let row = self.row_of(self.at, b'{', usize::MAX);
                        if row >= count && (count > 1 || row % 2 == 1) {
                            let end = self.at;
                            self.at += row;
                            self.inside.push((opened, 0));
                            return Token::Text(self.slice(start, end));
                        }
                        self.at += row;
                        continue;
                    }
                }
                _ => {}
            }
            self.at += 1;
        }
        self.at = bytes.len();
        self.fail(start.saturating_sub(1), "a string does not end");
        Token::Text(self.slice(start, self.at))
    }
}

/// Turns places in a text into lines, counted from 1.
pub(crate) struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u32,
}

impl<'a> Lines<'a> {
    /// The lines of `text`.
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text: text.as_bytes(), at: 0, line: 1 }
    }

    /// The line of a place. What it costs is the way from the place that was asked for last.
    pub(crate) fn of(&mut self, at: usize) -> u32 {
        let at = at.min(self.text.len());
        let passed = self.text.get(self.at.min(at)..self.at.max(at)).unwrap_or_default();
        let lines = memchr_iter(b'\n', passed).count() as u32;
        self.line = if at < self.at { self.line - lines } else { self.line + lines };
        self.at = at;
        self.line
    }

    /// How many lines the text has.
    pub(crate) fn count(&self) -> u32 {
        let ends_open = self.text.last().is_some_and(|byte| *byte != b'\n');
        memchr_iter(b'\n', self.text).count() as u32 + u32::from(ends_open)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    const KOTLIN: Style = Style {
        nested_comments: true,
        hash_comments: false,
        preprocessor: false,
        single: Quoted::Text,
        back: Quoted::Name,
        triple: Triple::Raw,
        code: Code::Dollar,
        prefixes: false,
    };
    const CSHARP: Style = Style {
        nested_comments: false,
        hash_comments: false,
        preprocessor: true,
        single: Quoted::Text,
        back: Quoted::Nothing,
        triple: Triple::Raw,
        code: Code::Nothing,
        prefixes: true,
    };

    #[track_caller]
    fn check(style: Style, text: &str, expected: &Expect) {
        let mut tokens = Tokens::new(text, style);
        let mut shown = String::new();
        while let Some((_, token)) = tokens.next() {
            match token {
                Token::Word(word) => shown += &format!("{word} "),
                Token::Sign(sign) => shown += &format!("{} ", char::from(sign)),
                Token::Text(text) => shown += &format!("{text:?} "),
                Token::Number => shown += "# ",
            }
        }
        if let Some((at, message)) = tokens.fault() {
            shown += &format!("! {at} {message}");
        }
        expected.assert_eq(shown.trim_end());
    }

    #[test]
    fn code_in_strings_comes_as_tokens() {
        check(KOTLIN, r#"a("x ${b("{") + "${c}"} y")"#, &expect![[r#"a ( "x " b ( "{" ) + "" c "" " y" )"#]]);
        check(
            CSHARP,
            r#"$"a {b["k"]} {{c}} {d:N2}" + $$"""x {y} {{z}}""" + @"q"" r""#,
            &expect![[r#""a " b [ "k" ] " {{c}} " d : N2 "" + "x {y} " z "" + "q\"\" r""#]],
        );
    }

    #[test]
    fn comments_and_directives_are_passed_over() {
        check(KOTLIN, "a /* /* b */ c */ d // e\nf /**/ g", &expect!["a d f g"]);
        check(CSHARP, "#if A // b\n  #region c\na # b /* x */", &expect!["a # b"]);
    }

    #[test]
    fn names_may_stand_between_quotes_and_strings_hold_quotes() {
        check(
            KOTLIN,
            r#"`is it`("""a "b" ""c"""", '"', "\"")"#,
            &expect![[r#"is it ( "a \"b\" \"\"c\"" , "\"" , "\\\"" )"#]],
        );
    }

    #[test]
    fn what_does_not_end_is_a_fault() {
        check(KOTLIN, "a \"b\nc", &expect![[r#"a "b" c ! 2 a string does not end"#]]);
        check(KOTLIN, "a /* b", &expect!["a ! 2 a comment does not end"]);
        check(KOTLIN, "\"\\", &expect![[r#""\\" ! 0 a string does not end"#]]);
    }
}
