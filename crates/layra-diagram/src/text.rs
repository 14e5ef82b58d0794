//! Text in a diagram: how wide it is, where its lines break, how it is written into XML.
//!
//! Nobody can ask a browser for the width of a text while drawing in Rust, and `system-ui` is a
//! different font on every machine. Widths are therefore estimated by class of character, a little
//! on the wide side, so that boxes fit whichever font shows up.

use std::borrow::Cow;

/// Characters of a text that are looked at; no name is longer when read, only when hostile.
const LONGEST: usize = 240;

/// By how much a single word may be wider than a line.
const OVERLONG: f64 = 1.5;

/// A text broken into lines and measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Its lines, at least one.
    pub lines: Vec<String>,
    /// Width of the widest line, in pixels.
    pub width: f64,
    /// Height of all lines, in pixels.
    pub height: f64,
}

/// How a text is set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    /// Font size in pixels.
    pub(crate) size: f64,
    /// Distance between two lines, in pixels.
    pub(crate) leading: f64,
    /// Widest a line of several words may be, in pixels.
    pub(crate) width: f64,
    /// Most lines; what is left over becomes an ellipsis.
    pub(crate) lines: usize,
}

impl Block {
    /// Breaks `text` into as few lines as fit and makes these as equally wide as they can be. A text that
    /// has lines keeps them.
    pub(crate) fn new(text: &str, setting: Setting) -> Self {
        let mut lines = match text.contains('\n') {
            true => text.chars().take(LONGEST).collect::<String>().lines().map(str::to_owned).collect(),
            false => broken(text, setting),
        };
        if lines.len() > setting.lines {
            lines.truncate(setting.lines);
            if let Some(last) = lines.last_mut() {
                while measure(last, setting.size) + setting.size > setting.width && last.pop().is_some() {}
                last.truncate(last.trim_end().len());
                last.push('…');
            }
        }
        let width = lines.iter().map(|line| measure(line, setting.size)).fold(0.0, f64::max);
        let height = setting.leading * lines.len() as f64;
        Self { lines, width, height }
    }
}

/// The lines of a text that has none of its own.
fn broken(text: &str, setting: Setting) -> Vec<String> {
    let words = words(text, setting);
    let mut lines = fill(&words, setting, setting.width);
    let count = lines.len();
    let mut width = setting.width;
    while width > setting.size * 3.0 {
        width -= setting.size / 4.0;
        let narrower = fill(&words, setting, width);
        let widest = narrower.iter().map(|line| measure(line, setting.size)).fold(0.0, f64::max);
        if narrower.len() > count || widest > width {
            break;
        }
        lines = narrower;
    }
    lines
}

/// The words of `text`; a word much wider than a line is cut into pieces.
fn words(text: &str, setting: Setting) -> Vec<String> {
    let text: String = text.chars().take(LONGEST).collect();
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        let mut piece = String::new();
        let mut piece_width = 0.0;
        let mut joined = false;
        for c in word.chars() {
            let width = em(c) * setting.size;
            if width > 0.0 && !joined && piece_width + width > setting.width * OVERLONG && !piece.is_empty() {
                words.push(std::mem::take(&mut piece));
                piece_width = 0.0;
            }
            piece.push(c);
            piece_width += width;
            joined = c == '\u{200d}';
        }
        words.push(piece);
    }
    words
}

/// Fills lines of at most `width` from the front; an overlong word gets a line of its own.
fn fill(words: &[String], setting: Setting, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line_width = 0.0;
    for word in words {
        let word_width = measure(word, setting.size);
        let with_space = line_width + em(' ') * setting.size + word_width;
        match lines.last_mut() {
            Some(line) if with_space <= width => {
                line.push(' ');
                line.push_str(word);
                line_width = with_space;
            }
            _ => {
                lines.push(word.clone());
                line_width = word_width;
            }
        }
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

/// Width of `text` in pixels when set at `size`.
pub fn measure(text: &str, size: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * size
}

/// Width of a character in parts of the font size.
fn em(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '|' | '!' | '.' | ',' | ':' | ';' | '\'' | '’' | ' ' | 'I' => 0.31,
        'f' | 'r' | 't' | '-' | '(' | ')' | '[' | ']' | '/' => 0.41,
        '"' => 0.46,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' | '→' => 0.92,
        'A'..='Z' => 0.7,
        '&' | '+' | '=' | '<' | '>' => 0.84,
        'a'..='z' | '0'..='9' | '!'..='~' => 0.59,
        // Marks that sit on the letter before them, joiners and direction marks.
        '\u{300}'..='\u{36f}'
        | '\u{591}'..='\u{5bd}'
        | '\u{64b}'..='\u{65f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{fe00}'..='\u{fe0f}' => 0.0,
        // Ideographs, syllables and pictures fill a square, some a little more.
        '\u{1100}'..='\u{115f}'
        | '\u{2600}'..='\u{27bf}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{1f000}'..='\u{3fffd}' => 1.1,
        _ => 0.68,
    }
}

/// `text` as XML character data or attribute value; characters XML cannot hold are left out.
pub fn escape(text: &str) -> Cow<'_, str> {
    let special = |c: char| matches!(c, '&' | '<' | '>' | '"' | '\'') || !allowed(c);
    if !text.contains(special) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars().filter(|&c| allowed(c)) {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    Cow::Owned(escaped)
}

/// Whether XML 1.0 can hold the character (its production `Char`).
fn allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// `id` as the fragment of an address: what RFC 3986 does not allow there is percent-encoded.
pub fn fragment(id: &str) -> String {
    let mut fragment = String::with_capacity(id.len());
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$*+,;=:@/?".contains(&byte) {
            fragment.push(char::from(byte));
        } else {
            fragment.push_str(&format!("%{byte:02X}"));
        }
    }
    fragment
}
