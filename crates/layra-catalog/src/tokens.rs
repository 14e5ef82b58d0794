//! Counts the tokens of a text as language models count them, without the weight of a tokenizer.
//!
//! The tokenizer is `o200k_base`. Its vocabulary takes 70 ms and 70 MB to load, so it stays where
//! the built-in catalogue is packed: there every chunk of its texts is counted once ([`pack`]), and what
//! is packed is looked up here. A chunk that nobody counted is taken for as many tokens as it has bytes,
//! which no byte-level encoding exceeds. So the count of the built-in texts is exact, and that of others
//! is never too low.
//!
//! Texts are cut only where the tokenizer's own pattern always cuts, which makes the sum over the chunks
//! the count of the whole.

use std::collections::BTreeMap;

/// Bytes of a row: a fingerprint and a count.
const ROW: usize = 9;

/// Counted chunks.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tokens {
    /// Rows in the order of their fingerprints.
    rows: &'static [u8],
}

impl Tokens {
    /// The chunks that [`pack`] packed; an empty slice knows none.
    pub const fn new(packed: &'static [u8]) -> Self {
        Self { rows: packed }
    }

    /// How many tokens `text` is, at most; exactly so when all of its chunks are known.
    pub fn count(&self, text: &str) -> usize {
        chunks(text).map(|chunk| by_rule(chunk).or_else(|| self.known(chunk)).unwrap_or(chunk.len())).sum()
    }

    fn known(&self, chunk: &str) -> Option<usize> {
        let wanted = fingerprint(chunk);
        let rows: &[[u8; ROW]] = self.rows.as_chunks().0;
        let read = |row: &[u8; ROW]| row.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes));
        let at = rows.binary_search_by_key(&wanted, read).ok()?;
        Some(usize::from(rows[at][ROW - 1]))
    }
}

/// Counts the chunks of `texts` with a tokenizer, to be carried to where they are looked up. Chunks of
/// more than 255 tokens are left out.
pub fn pack<'a>(texts: impl IntoIterator<Item = &'a str>, count: impl Fn(&str) -> usize) -> Vec<u8> {
    let mut counted: BTreeMap<u64, u8> = BTreeMap::new();
    for chunk in texts.into_iter().flat_map(chunks).filter(|chunk| by_rule(chunk).is_none()) {
        counted.entry(fingerprint(chunk)).or_insert_with(|| u8::try_from(count(chunk)).unwrap_or(0));
    }
    let rows = counted.into_iter().filter(|(_, count)| *count > 0);
    rows.flat_map(|(fingerprint, count)| fingerprint.to_be_bytes().into_iter().chain([count])).collect()
}

/// The count of what needs no table: a single byte, and digits, which go in threes, with a blank before
/// them or without.
fn by_rule(chunk: &str) -> Option<usize> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = |text: &str| is_number(text).then(|| text.len().div_ceil(3));
    match chunk.strip_prefix(' ') {
        _ if chunk.len() == 1 => Some(1),
        Some(rest) => number(rest).map(|count| 1 + count),
        None => number(chunk),
    }
}

/// The text in chunks that the tokenizer cuts apart, whatever stands beside them.
fn chunks(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let bytes = rest.as_bytes();
        let end = (1..bytes.len()).find(|&at| cuts_between(bytes[at - 1], bytes[at])).unwrap_or(bytes.len());
        let (chunk, after) = rest.split_at(end);
        rest = after;
        (!chunk.is_empty()).then_some(chunk)
    })
}

/// Whether the tokenizer's pattern cuts between two characters in every text. Cuts are made between ASCII
/// characters only: what else counts as a letter is for the tokenizer to know.
///
/// The pattern is a choice of: letters with at most one other character before and an English ending
/// (`'s`) behind; one to three digits; other characters with a blank before and line ends or slashes
/// behind; blanks. Source: `tiktoken_ext/openai_public.py`, <https://github.com/openai/tiktoken>.
fn cuts_between(before: u8, after: u8) -> bool {
    if !before.is_ascii() || !after.is_ascii() {
        return false;
    }
    // Of two blanks before a digit the pattern takes the second for itself, so blanks stay with it.
    let digit = before.is_ascii_digit() != after.is_ascii_digit() && !before.is_ascii_whitespace();
    let word_ends = before.is_ascii_alphabetic() && !after.is_ascii_alphanumeric() && after != b'\'';
    let blank_begins = !before.is_ascii_whitespace() && after == b' ';
    let line_begins = before == b'\n' && !after.is_ascii_whitespace() && after != b'/';
    digit || word_ends || blank_begins || line_begins
}

/// FNV-1a, 64 bits: among the chunks of any text two are as good as never alike.
fn fingerprint(chunk: &str) -> u64 {
    chunk.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(chunks(text).collect::<Vec<_>>(), expected);
        assert_eq!(chunks(text).collect::<String>(), text);
    }

    #[test]
    fn chunks_end_where_the_tokenizer_always_cuts() {
        check("A breaker, once open.", &["A", " breaker", ",", " once", " open", "."]);
        check("it's (not) 30 s", &["it's", " (not", ")", " 30", " s"]);
        check("a.\n- **b:** c\n\nd", &["a", ".\n", "-", " **b", ":**", " c", "\n\n", "d"]);
        check("naïve über 3²  4", &["naïve", " über", " 3²  4"]);
        check("", &[]);
    }

    #[test]
    fn a_chunk_nobody_counted_is_as_many_tokens_as_bytes() {
        let tokens = Tokens::default();
        assert_eq!(tokens.count("breaker, 2026"), 7 + 1 + 1 + 2);
        assert_eq!(tokens.count("9 in 12345"), 1 + 3 + 1 + 2);
        let packed = pack(["a breaker, once"], |_| 1);
        let tokens = Tokens::new(packed.leak());
        assert_eq!(tokens.count("a breaker, once a breaker"), 7);
        assert_eq!(tokens.count("broker"), 6);
    }
}
