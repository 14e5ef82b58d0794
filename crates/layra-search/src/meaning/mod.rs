//! The meaning of a text as a vector: the weighted sum of its word pieces' vectors.
//!
//! No model runs: the vectors stand in a table that is part of the binary and is read in place, so
//! that nothing has to be loaded. Where it comes from says `README.md` beside it. Word order and
//! negation are lost; what is gained is that texts about the same thing are near each other although
//! they share no word.

use crate::tokens::is_stop_word;
use crate::words::words;

/// Numbers in a vector.
pub(crate) const DIMENSIONS: usize = 160;
/// Words of a text that are looked at.
const MAX_WORDS: usize = 512;

/// Two numbers of four bytes, then for each piece where its text ends, its scale, its vector, and
/// the texts one after the other in alphabetical order.
static TABLE: &[u8] = include_bytes!("table.bin");
const HEAD: usize = 8;

/// A direction: of length 1, or 0 where nothing of a text was known.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Vector(pub(crate) [f32; DIMENSIONS]);

impl Vector {
    /// The meaning of a text. Its stop words count only when it has no others.
    pub(crate) fn of(text: &str) -> Self {
        Self::of_words(words(text).map(|word| word.folded))
    }

    /// The meaning of a text whose words are folded.
    pub(crate) fn of_words(words: impl Iterator<Item = String>) -> Self {
        let words: Vec<String> = words.take(MAX_WORDS).collect();
        let mut sum = [0.0; DIMENSIONS];
        let telling = words.iter().any(|word| !is_stop_word(word));
        for word in words.iter().filter(|word| !telling || !is_stop_word(word)) {
            for piece in pieces(word) {
                let scale = f32::from_le_bytes(four(HEAD + 4 * count() + 4 * piece));
                let start = HEAD + 8 * count() + DIMENSIONS * piece;
                for (sum, &byte) in sum.iter_mut().zip(&TABLE[start..start + DIMENSIONS]) {
                    *sum += scale * f32::from(byte.cast_signed());
                }
            }
        }
        let length = sum.iter().map(|number| number * number).sum::<f32>().sqrt();
        if length > 0.0 {
            sum.iter_mut().for_each(|number| *number /= length);
        }
        Self(sum)
    }

    /// The vector in bytes and the scale that gives its numbers back.
    pub(crate) fn packed(&self) -> (f32, [u8; DIMENSIONS]) {
        let most = self.0.iter().fold(0.0_f32, |most, number| most.max(number.abs()));
        let scale = most.max(f32::MIN_POSITIVE) / 127.0;
        (scale, self.0.map(|number| ((number / scale).round() as i8).cast_unsigned()))
    }
}

/// How near two packed vectors of length 1 are, -1 to 1.
pub(crate) fn nearness(one: &(f32, [u8; DIMENSIONS]), scale: f32, other: &[u8]) -> f32 {
    // The product of two bytes fits into 16 bits, and compilers are good at adding pairs of those.
    let product = |(&one, &other): (&u8, &u8)| i32::from(i16::from(one.cast_signed()) * i16::from(other.cast_signed()));
    let dot: i32 = one.1.iter().zip(other).map(product).sum();
    one.0 * scale * dot as f32
}

/// The numbers of the pieces a folded word is cut into: from the left, the longest known piece each
/// time; none when a part is unknown. Source: Wu et al., *Google's Neural Machine Translation
/// System*, 2016, section 4.1, as BERT does it.
pub(crate) fn pieces(word: &str) -> Vec<usize> {
    let mut pieces = Vec::new();
    let mut rest = word;
    while !rest.is_empty() {
        let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8());
        let found = ends.rev().find_map(|end| Some((end, find(!pieces.is_empty(), &rest[..end])?)));
        let Some((end, piece)) = found else { return Vec::new() };
        pieces.push(piece);
        rest = &rest[end..];
    }
    pieces
}

fn find(goes_on: bool, text: &str) -> Option<usize> {
    let mark: &[u8] = if goes_on { b"##" } else { b"" };
    let (mut low, mut high) = (0, count());
    while low < high {
        let middle = low.midpoint(high);
        let known = piece(middle);
        match known.iter().cmp(mark.iter().chain(text.as_bytes())) {
            std::cmp::Ordering::Equal => return Some(middle),
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    None
}

fn piece(number: usize) -> &'static [u8] {
    let texts = HEAD + (8 + DIMENSIONS) * count();
    let end = |number: usize| u32::from_le_bytes(four(HEAD + 4 * number)) as usize;
    let start = if number == 0 { 0 } else { end(number - 1) };
    &TABLE[texts + start..texts + end(number)]
}

fn count() -> usize {
    u32::from_le_bytes(four(0)) as usize
}

fn four(at: usize) -> [u8; 4] {
    [TABLE[at], TABLE[at + 1], TABLE[at + 2], TABLE[at + 3]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_the_dimensions_of_the_code() {
        assert_eq!(u32::from_le_bytes(four(4)) as usize, DIMENSIONS);
        assert_eq!(TABLE.len(), HEAD + (8 + DIMENSIONS) * count() + u32::from_le_bytes(four(4 + 4 * count())) as usize);
    }

    #[test]
    fn words_are_cut_as_the_model_cuts_them() {
        for line in include_str!("golden.tsv").lines() {
            let (text, expected) = line.split_once(" => ").expect("a text and its pieces");
            let cut: Vec<String> = words(&unescape(text))
                .flat_map(|word| pieces(&word.folded))
                .map(|number| String::from_utf8_lossy(piece(number)).into_owned())
                .collect();
            assert_eq!(cut.join(" "), expected, "{text}");
        }
    }

    /// Reads `\t`, `\xe9`, `\u0301` and `\U0001f642`, as Python writes them.
    fn unescape(text: &str) -> String {
        let mut parts = text.split('\\');
        let mut plain = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let digits = match part.as_bytes()[0] {
                b'x' => 2,
                b'u' => 4,
                b'U' => 8,
                _ => {
                    plain.push('\t');
                    plain += &part[1..];
                    continue;
                }
            };
            let code = u32::from_str_radix(&part[1..=digits], 16).expect("a hexadecimal number");
            plain.push(char::from_u32(code).expect("a character"));
            plain += &part[1 + digits..];
        }
        plain
    }

    #[test]
    fn texts_about_the_same_thing_are_near() {
        let near = |one: &str, other: &str| {
            let (scale, bytes) = Vector::of(other).packed();
            nearness(&Vector::of(one).packed(), scale, &bytes)
        };
        assert!(near("the cat sleeps", "a kitten is asleep") > near("the cat sleeps", "interest rates rise"));
        assert!((near("boil water", "Boil the water!") - 1.0).abs() < 0.01);
        assert_eq!(near("", "water"), 0.0);
        assert_eq!(near("вода", "water"), 0.0);
    }
}
