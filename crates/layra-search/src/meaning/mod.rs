//! The meaning of a text as a vector: the weighted sum of its word pieces' vectors.
//!
//! No model runs: the vectors stand in a table that is part of the binary and is read in place, so
//! that nothing has to be loaded. Where it comes from says `README.md` beside it. Word order and
//! negation are lost; what is gained is that texts about the same thing are near each other although
//! they share no word.

use crate::slip;
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
        let words: Vec<(bool, Vec<usize>)> =
            words.take(MAX_WORDS).map(|word| (is_stop_word(&word), pieces(&word))).collect();
        Self::of_pieces(words.iter().map(|(is_stop_word, pieces)| (*is_stop_word, &pieces[..])))
    }

    /// The meaning of a text of which is known, for each word, whether it is a stop word and what
    /// [`pieces`] cuts it into.
    pub(crate) fn of_pieces<'p>(words: impl Iterator<Item = (bool, &'p [usize])> + Clone) -> Self {
        let words = words.take(MAX_WORDS);
        let mut sum = [0.0; DIMENSIONS];
        let is_telling = words.clone().any(|(is_stop_word, _)| !is_stop_word);
        for piece in words.filter(|(is_stop_word, _)| !is_telling || !is_stop_word).flat_map(|(_, pieces)| pieces) {
            let scale = f32::from_le_bytes(four(HEAD + 4 * count() + 4 * piece));
            let start = HEAD + 8 * count() + DIMENSIONS * piece;
            for (sum, &byte) in sum.iter_mut().zip(&TABLE[start..start + DIMENSIONS]) {
                *sum += scale * f32::from(byte.cast_signed());
            }
        }
        Self(sum).normalised()
    }

    /// The direction of nothing.
    pub(crate) fn nothing() -> Self {
        Self([0.0; DIMENSIONS])
    }

    /// The mean of vectors; none of none. It is shorter than 1.
    pub(crate) fn mean(vectors: impl Iterator<Item = Self>) -> Option<Self> {
        let mut sum = Self::nothing();
        let mut count = 0.0_f32;
        for vector in vectors {
            sum.0.iter_mut().zip(&vector.0).for_each(|(sum, number)| *sum += number);
            count += 1.0;
        }
        (count > 0.0).then(|| Self(sum.0.map(|number| number / count)))
    }

    pub(crate) fn minus(mut self, other: &Self) -> Self {
        self.0.iter_mut().zip(&other.0).for_each(|(number, other)| *number -= other);
        self
    }

    /// The same direction with length 1.
    pub(crate) fn normalised(mut self) -> Self {
        let length = self.0.iter().map(|number| number * number).sum::<f32>().sqrt();
        if length > 0.0 {
            self.0.iter_mut().for_each(|number| *number /= length);
        }
        self
    }

    /// The vector that was packed into `bytes`.
    pub(crate) fn unpacked(scale: f32, bytes: &[u8]) -> Self {
        let mut vector = Self::nothing();
        for (number, byte) in vector.0.iter_mut().zip(bytes) {
            *number = scale * f32::from(byte.cast_signed());
        }
        vector
    }

    pub(crate) fn packed(&self) -> Packed {
        let most = self.0.iter().fold(0.0_f32, |most, number| most.max(number.abs()));
        let scale = most.max(f32::MIN_POSITIVE) / 127.0;
        Packed { scale, bytes: self.0.map(|number| ((number / scale).round() as i8).cast_unsigned()) }
    }
}

/// A vector in bytes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Packed {
    /// What gives its numbers back.
    pub(crate) scale: f32,
    pub(crate) bytes: [u8; DIMENSIONS],
}

impl Packed {
    /// How near another vector in bytes is, -1 to 1, where both have length 1.
    pub(crate) fn nearness(&self, scale: f32, bytes: &[u8; DIMENSIONS]) -> f32 {
        self.scale * scale * product(&self.bytes, bytes) as f32
    }

    /// The products with many vectors in bytes, by the widest instructions that the processor has.
    pub(crate) fn products(&self, vectors: &[[u8; DIMENSIONS]]) -> Vec<i32> {
        let mut products = vec![0; vectors.len()];
        pulp::Arch::new().dispatch(Products { one: &self.bytes, others: vectors, products: &mut products });
        products
    }
}

struct Products<'a> {
    one: &'a [u8; DIMENSIONS],
    others: &'a [[u8; DIMENSIONS]],
    products: &'a mut [i32],
}

impl pulp::NullaryFnOnce for Products<'_> {
    type Output = ();

    // Inlined, so that it is compiled for the processor that was found; a loop, because `collect` would not be.
    #[inline(always)]
    fn call(self) {
        for (place, other) in self.products.iter_mut().zip(self.others) {
            *place = product(self.one, other);
        }
    }
}

#[inline(always)]
fn product(one: &[u8; DIMENSIONS], other: &[u8; DIMENSIONS]) -> i32 {
    // The product of two bytes fits into 16 bits, and compilers are good at adding pairs of those.
    let product = |(&one, &other): (&u8, &u8)| i32::from(i16::from(one.cast_signed()) * i16::from(other.cast_signed()));
    one.iter().zip(other).map(product).sum()
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

/// The shortest word of the table that has `term` for its stem, as `stem` finds it; of equally short
/// ones the first. A term stands for its spellings in an index, but only words have vectors.
pub(crate) fn spelling(term: &str, stem: impl Fn(&str) -> String) -> Option<&'static str> {
    beginning_with(term).filter(|word| stem(word) == term).min_by_key(|word| word.len())
}

/// The words of the table that `word` is probably a slip of: the nearest by edits among those with the
/// same first letter that `known` says yes to. None when it is a word of the table itself.
pub(crate) fn misspelt(word: &str, known: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let Some(first) = word.chars().next().filter(|_| find(false, word).is_none()) else { return Vec::new() };
    let words = beginning_with(&word[..first.len_utf8()]).map(|other| (other, slip::letters(other)));
    slip::nearest(word, words, |other| other, known)
}

/// The words of the table that begin so, in alphabetical order.
fn beginning_with(start: &str) -> impl Iterator<Item = &'static str> {
    let (mut low, mut high) = (0, count());
    while low < high {
        let middle = low.midpoint(high);
        if piece(middle) < start.as_bytes() { low = middle + 1 } else { high = middle }
    }
    let pieces = (low..count()).map(piece).take_while(move |piece| piece.starts_with(start.as_bytes()));
    pieces.filter_map(|piece| std::str::from_utf8(piece).ok())
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
            let other = Vector::of(other).packed();
            Vector::of(one).packed().nearness(other.scale, &other.bytes)
        };
        assert!(near("the cat sleeps", "a kitten is asleep") > near("the cat sleeps", "interest rates rise"));
        assert!((near("boil water", "Boil the water!") - 1.0).abs() < 0.01);
        assert_eq!(near("", "water"), 0.0);
        assert_eq!(near("вода", "water"), 0.0);
    }
}
