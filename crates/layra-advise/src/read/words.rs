//! Cuts a text into words and marks where sentences and clauses may end.
//!
//! Contractions are taken apart (`we've` is `we have`, `isn't` is `is not`), so that whoever looks
//! for `not` finds it. Each word knows its place in the text, so that what is read can be quoted.

use super::kinds::{Kind, Kinds};

/// What stands before a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Break {
    /// White space.
    None,
    /// A comma.
    Comma,
    /// A semicolon, colon, bracket or dash.
    Strong,
    /// The end of a sentence.
    Sentence,
    /// The end of a question.
    Question,
}

/// A word of a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    /// Where it begins in the text, in bytes.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// In lower case.
    pub(super) lower: String,
    /// What it has in common with its other forms.
    pub(super) root: String,
    /// What it does in its sentence.
    pub(super) kind: Kind,
    /// What stands before it.
    pub(super) before: Break,
}

impl Word {
    pub(super) fn is_one_of(&self, list: &[&str]) -> bool {
        list.contains(&self.lower.as_str())
    }
}

/// Longest run of letters taken for a word, in bytes.
const MAX_WORD: usize = 64;
/// What a full stop after these does not end.
const ABBREVIATIONS: &[&str] =
    &["approx", "ca", "dr", "e.g", "eg", "etc", "i.e", "ie", "max", "min", "mr", "mrs", "ms", "vs"];
/// What may be written to a number without a space.
const GLUED: &[&str] = &[
    "ms", "s", "sec", "min", "h", "hrs", "d", "k", "m", "bn", "kb", "mb", "gb", "tb", "pb", "rps", "qps", "tps", "x",
    "gib", "mib", "tib",
];
/// What stands after a slash for "per".
const PER: &[&str] = &["s", "sec", "second", "min", "minute", "h", "hour", "d", "day", "week", "month"];

/// The words of `text`.
pub(super) fn words(text: &str, kinds: &Kinds) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut from = 0;
    while let Some((start, end)) = next_run(text, from) {
        let gap = &text[from..start];
        from = end;
        if end - start > MAX_WORD {
            continue;
        }
        let before = words.last().map_or(Break::Sentence, |last| separation(gap, last, &text[start..]));
        let grouped = groups_of_three(text, start, end);
        let end = grouped.unwrap_or(end);
        from = end;
        let run = text[start..end].replace('’', "'").to_lowercase();
        // "12 000" and "12'000" are one number.
        let run = if grouped.is_some() || run.starts_with(|c: char| c.is_ascii_digit()) {
            run.replace(['\'', ' ', '\u{a0}', '\u{202f}'], "")
        } else {
            run
        };
        if gap == "/" && PER.contains(&run.as_str()) {
            words.push(word("per", (start, start), before, kinds));
        }
        push(&mut words, &run, (start, end), before, kinds);
    }
    words
}

/// The next run of letters and digits, with what may stand inside of one; or a sign that counts.
fn next_run(text: &str, from: usize) -> Option<(usize, usize)> {
    let is_part = |c: char| c.is_alphanumeric();
    let begins =
        |(at, c): (usize, char)| is_part(c) || matches!(c, '%' | '€' | '$' | '£') || is_sign(text, from + at, c);
    let start = from + text[from..].char_indices().find(|found| begins(*found))?.0;
    let mut end = start;
    let mut characters = text[start..].char_indices().peekable();
    let mut previous = ' ';
    while let Some((at, c)) = characters.next() {
        let next = characters.peek().map_or(' ', |(_, next)| *next);
        let inside = match c {
            '\'' | '’' => {
                previous.is_alphabetic() && next.is_alphabetic() || previous.is_ascii_digit() && next.is_ascii_digit()
            }
            ',' | '.' | ':' => previous.is_ascii_digit() && next.is_ascii_digit(),
            _ => is_part(c),
        };
        if !inside {
            // A sign is a word of its own.
            return Some((start, if end == start { start + at + c.len_utf8() } else { end }));
        }
        end = start + at + c.len_utf8();
        previous = c;
    }
    Some((start, end))
}

/// Whether a character at a place says how a number is meant: `8+`, `~8`, `>8`, `7 ± 2`.
fn is_sign(text: &str, at: usize, c: char) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    match c {
        '+' => text[..at].ends_with(is_digit) && !text[at + 1..].starts_with(char::is_alphanumeric),
        '~' | '≈' | '≥' | '≤' | '±' => text[at + c.len_utf8()..].trim_start_matches(' ').starts_with(is_digit),
        // With a space behind it, it may begin a line that is quoted.
        '<' | '>' => text[at + 1..].starts_with(is_digit),
        _ => false,
    }
}

/// Where a number ends whose digits stand in groups of three, as `12 000`; `None` when there is one group.
fn groups_of_three(text: &str, start: usize, end: usize) -> Option<usize> {
    let first = &text[start..end];
    if first.len() > 3 || first.starts_with('0') || !first.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut last = None;
    let mut at = end;
    while let Some(space) = text[at..].chars().next().filter(|c| matches!(c, ' ' | '\u{a0}' | '\u{202f}')) {
        let from = at + space.len_utf8();
        let digits = text[from..].chars().take_while(char::is_ascii_digit).count();
        let goes_on = text[from + digits..].chars().next().is_some_and(|c| c.is_alphanumeric() || c == ',');
        if digits != 3 || goes_on {
            break;
        }
        at = from + digits;
        last = Some(at);
    }
    last
}

/// What the characters between two words separate.
fn separation(gap: &str, last: &Word, rest: &str) -> Break {
    let ends =
        |mark: char| gap.contains(mark) && (gap.contains(char::is_whitespace) || gap.contains(['\'', '"', '”', '’']));
    let item =
        gap.rsplit_once('\n').is_some_and(|(_, start)| start.trim_start().starts_with(['-', '*', '•', '#', '(']));
    if ends('?') {
        return Break::Question;
    }
    let abbreviated = ABBREVIATIONS.contains(&last.lower.as_str())
        || last.lower.chars().count() == 1 && !last.lower.starts_with(|c: char| c.is_ascii_digit());
    let goes_on = abbreviated && !rest.starts_with(char::is_uppercase);
    if ends('!') || ends('…') || (ends('.') && !goes_on) || gap.matches('\n').count() > 1 || item {
        return Break::Sentence;
    }
    let dashed = gap.contains(" - ") || gap.contains(" -- ") || (gap.contains(['—', '–']) && gap.chars().count() > 1);
    if gap.contains([';', ':', '(', ')', '[', ']', '—']) || dashed {
        return Break::Strong;
    }
    if gap.contains(',') { Break::Comma } else { Break::None }
}

/// Adds a run, taken apart where it is several words.
fn push(words: &mut Vec<Word>, run: &str, place: (usize, usize), before: Break, kinds: &Kinds) {
    let mut add = |lower: &str, before| words.push(word(lower, place, before, kinds));
    if let Some(stem) = run.strip_suffix("n't") {
        let whole = match stem {
            "ca" => "can",
            "wo" => "will",
            "sha" => "shall",
            stem => stem,
        };
        add(whole, before);
        add("not", Break::None);
    } else if run == "cannot" {
        add("can", before);
        add("not", Break::None);
    } else if let Some((head, tail)) = run.rsplit_once('\'') {
        add(head, before);
        let whole = match tail {
            "re" => "are",
            "ve" => "have",
            "ll" => "will",
            "d" => "would",
            "m" => "am",
            "s" => "'s",
            tail => tail,
        };
        add(whole, Break::None);
    } else {
        let digits = run.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | ':')).unwrap_or(0);
        if digits > 0 && GLUED.contains(&&run[digits..]) {
            add(&run[..digits], before);
            add(&run[digits..], Break::None);
        } else {
            add(run, before);
        }
    }
}

fn word(lower: &str, (start, end): (usize, usize), before: Break, kinds: &Kinds) -> Word {
    Word { start, end, root: root(lower).to_owned(), lower: lower.to_owned(), kind: kinds.of(lower), before }
}

/// What a word of lower case has in common with its other forms: plurals and verb forms lose their
/// endings. Coarser than a stemmer, and quick enough to be done to a whole vocabulary for each text.
pub(super) fn root(word: &str) -> &str {
    const SHORTEST: usize = 3;
    if !word.is_ascii() || word.len() <= SHORTEST {
        return word;
    }
    let cut = |ending: &str| word.strip_suffix(ending).filter(|rest| rest.len() >= SHORTEST);
    let verb = cut("ing").or_else(|| cut("ed"));
    if let Some(rest) = verb.filter(|rest| rest.contains(['a', 'e', 'i', 'o', 'u', 'y'])) {
        let bytes = rest.as_bytes();
        let doubled = bytes.len() > SHORTEST && bytes[bytes.len() - 1] == bytes[bytes.len() - 2];
        let rest = if doubled && !rest.ends_with(['l', 's', 'z']) { &rest[..rest.len() - 1] } else { rest };
        return rest.strip_suffix(['e', 'i', 'y']).unwrap_or(rest);
    }
    let rest = cut("ies").or_else(|| {
        ["sses", "shes", "ches", "xes"].iter().find_map(|ending| cut(ending).map(|_| &word[..word.len() - 2]))
    });
    let rest = rest
        .unwrap_or_else(|| if word.ends_with("ss") || word.ends_with("us") { word } else { cut("s").unwrap_or(word) });
    if rest.len() > SHORTEST { rest.strip_suffix(['e', 'y']).unwrap_or(rest) } else { rest }
}
