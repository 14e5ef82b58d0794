//! The index: a searchable form of a catalogue, as tables of bytes.
//!
//! It is built entry by entry ([`entry`]), put together by [`build`], and asked by
//! [`crate::evidence`]. Tables of bytes are packed and unpacked whole, so that an index that comes
//! with the binary or from a cache is there at once. The numbers of a table are little-endian.

mod build;
mod entry;

use serde::{Deserialize, Serialize};

use crate::dictionary::Dictionary;
use crate::flat::Flat;
use crate::meaning::{DIMENSIONS, Packed};
use crate::passage::Place;

/// A searchable form of one catalogue. It holds no text: it belongs to the catalogue it was built
/// from, and is asked together with it. What it was unpacked from is borrowed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Index<'b> {
    /// What was read of each pattern, as a number of 16 bytes: the same number, the same texts.
    #[serde(borrow)]
    stamps: Flat<'b>,
    #[serde(borrow)]
    pub(crate) dictionary: Dictionary<'b>,
    /// Where the rows of each term end.
    #[serde(borrow)]
    row_ends: Flat<'b>,
    /// [`Row`]s, term by term, each term's by pattern.
    #[serde(borrow)]
    rows: Flat<'b>,
    /// [`Spread`]s, one for each term.
    #[serde(borrow)]
    spreads: Flat<'b>,
    /// [`Occurrence`]s, row by row.
    #[serde(borrow)]
    occurrences: Flat<'b>,
    /// How many terms each pattern's entry has, weighted by place; and its questions.
    pub(crate) lengths: Vec<Lengths>,
    /// Their mean.
    pub(crate) mean_lengths: Lengths,
    /// How many questions there are in all.
    pub(crate) questions: u32,
    /// Where the passages of each pattern end.
    #[serde(borrow)]
    passage_ends: Flat<'b>,
    /// How many different terms each passage has, two bytes each.
    #[serde(borrow)]
    sizes: Flat<'b>,
    /// Where the vectors of each pattern end.
    #[serde(borrow)]
    vector_ends: Flat<'b>,
    /// [`VectorHead`]s, one for each vector.
    #[serde(borrow)]
    vector_heads: Flat<'b>,
    /// The passages' vectors, a byte for each dimension.
    #[serde(borrow)]
    vectors: Flat<'b>,
    /// For each pattern, what its entry means on the whole and others' do not.
    #[serde(borrow)]
    pub(crate) gists: Gists<'b>,
    /// What everybody asks about elsewhere.
    #[serde(borrow)]
    pub(crate) elsewhere: Gists<'b>,
}

/// How long an entry is, in terms.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Lengths {
    /// Terms of the entry, weighted by place.
    pub(crate) entry: f32,
    /// Terms of its questions.
    pub(crate) asked: f32,
}

/// Vectors of whole things, one for each.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Gists<'b> {
    scales: Vec<f32>,
    #[serde(borrow)]
    vectors: Flat<'b>,
}

impl Gists<'_> {
    fn push(&mut self, vector: &Packed) {
        self.scales.push(vector.scale);
        self.vectors.extend(vector.bytes);
    }

    fn into_owned(self) -> Gists<'static> {
        Gists { vectors: self.vectors.into_owned(), scales: self.scales }
    }

    /// How near the vector at `place` is to `asked`, -1 to 1.
    pub(crate) fn nearness_of(&self, place: usize, asked: &Packed) -> f32 {
        let vector = self.scales.get(place).zip(self.vectors.0.as_chunks().0.get(place));
        vector.map_or(0.0, |(scale, bytes)| asked.nearness(*scale, bytes))
    }

    /// How near each vector is to `asked`, -1 to 1, in order.
    pub(crate) fn nearness(&self, asked: &Packed) -> impl Iterator<Item = f32> {
        let products = asked.products(self.vectors.0.as_chunks().0);
        self.scales.iter().zip(products).map(|(scale, product)| asked.scale * scale * product as f32)
    }
}

/// A term in a pattern.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    pub(crate) pattern: u32,
    /// How often it stands in the entry, weighted by place.
    pub(crate) entry: f32,
    /// How often it stands in the questions.
    pub(crate) asked: f32,
    /// How many passages it stands in.
    passages: u8,
    /// Number of the first of its occurrences.
    first: u32,
}

impl Row {
    /// Four bytes for the pattern, two for the entry's weight in sixteenths, one for the questions',
    /// one for the number of passages, four for the first occurrence.
    const SIZE: usize = 12;
    const PARTS: f32 = 16.0;

    fn read(bytes: &[u8]) -> Self {
        let four = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let entry = f32::from(u16::from_le_bytes([bytes[4], bytes[5]])) / Self::PARTS;
        Self { pattern: four(0), entry, asked: f32::from(bytes[6]), passages: bytes[7], first: four(8) }
    }

    fn write(self, rows: &mut Flat<'_>) {
        rows.push(self.pattern);
        rows.extend(((self.entry * Self::PARTS).round() as u16).to_le_bytes());
        rows.extend([self.asked as u8, self.passages]);
        rows.push(self.first);
    }
}

/// In how many texts a term stands.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Spread {
    pub(crate) entries: u32,
    /// Patterns that are asked for with it.
    pub(crate) asked: u32,
    /// Passages of entries.
    pub(crate) passages: u32,
    pub(crate) questions: u32,
}

impl Spread {
    const NUMBERS: usize = 4;

    fn write(self, spreads: &mut Flat<'_>) {
        [self.entries, self.asked, self.passages, self.questions].into_iter().for_each(|number| spreads.push(number));
    }
}

/// A term in a passage.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Occurrence {
    /// Number of the passage in its pattern.
    pub(crate) passage: u16,
    pub(crate) place: Place,
    pub(crate) count: u8,
}

impl Occurrence {
    const SIZE: usize = 4;

    fn read(bytes: &[u8]) -> Option<Self> {
        let place = *Place::ALL.get(usize::from(bytes[2]))?;
        Some(Self { passage: u16::from_le_bytes([bytes[0], bytes[1]]), place, count: bytes[3] })
    }

    fn write(self, occurrences: &mut Flat<'_>) {
        occurrences.extend(self.passage.to_le_bytes());
        occurrences.extend([self.place as u8, self.count]);
    }
}

/// What is known of a vector besides its numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct VectorHead {
    /// Number of the passage in its pattern.
    pub(crate) passage: u16,
    pub(crate) place: Place,
    pub(crate) scale: f32,
}

impl VectorHead {
    const SIZE: usize = 8;

    fn read(bytes: &[u8]) -> Option<Self> {
        let place = *Place::ALL.get(usize::from(bytes[2]))?;
        let scale = f32::from_le_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]);
        Some(Self { passage: u16::from_le_bytes([bytes[0], bytes[1]]), place, scale })
    }

    fn write(self, heads: &mut Flat<'_>) {
        heads.extend(self.passage.to_le_bytes());
        heads.extend([self.place as u8, 0]);
        heads.extend(self.scale.to_le_bytes());
    }
}

impl Index<'_> {
    /// The same in memory of its own.
    pub fn into_owned(self) -> Index<'static> {
        Index {
            stamps: self.stamps.into_owned(),
            dictionary: self.dictionary.into_owned(),
            row_ends: self.row_ends.into_owned(),
            rows: self.rows.into_owned(),
            spreads: self.spreads.into_owned(),
            occurrences: self.occurrences.into_owned(),
            passage_ends: self.passage_ends.into_owned(),
            sizes: self.sizes.into_owned(),
            vector_ends: self.vector_ends.into_owned(),
            vector_heads: self.vector_heads.into_owned(),
            vectors: self.vectors.into_owned(),
            gists: self.gists.into_owned(),
            elsewhere: self.elsewhere.into_owned(),
            ..self
        }
    }

    /// How many patterns it knows.
    pub(crate) fn patterns(&self) -> usize {
        self.lengths.len()
    }

    /// How many passages it knows.
    pub(crate) fn passages(&self) -> usize {
        self.passage_ends.last() as usize
    }

    /// The patterns a term stands in, by number of the term.
    pub(crate) fn rows(&self, term: usize) -> impl ExactSizeIterator<Item = Row> + Clone {
        let bytes = self.rows.bytes(&self.row_ends, term, Row::SIZE);
        bytes.chunks_exact(Row::SIZE).map(Row::read)
    }

    /// In how many texts a term stands.
    pub(crate) fn spread(&self, term: usize) -> Spread {
        let number = |nth| self.spreads.number(Spread::NUMBERS * term + nth);
        Spread { entries: number(0), asked: number(1), passages: number(2), questions: number(3) }
    }

    /// The rows of a term for some patterns, which are given in order, each with its place among them.
    pub(crate) fn rows_of(
        &self,
        term: usize,
        patterns: impl Iterator<Item = u32>,
    ) -> impl Iterator<Item = (usize, Row)> {
        let rows = self.rows.bytes(&self.row_ends, term, Row::SIZE);
        let count = rows.len() / Row::SIZE;
        let at = move |number: usize| Row::read(&rows[number * Row::SIZE..]);
        let mut low = 0;
        patterns.enumerate().filter_map(move |(nth, pattern)| {
            // Strides that double find the next row near where the last one was.
            let mut stride = 1;
            while low + stride < count && at(low + stride).pattern < pattern {
                low += stride;
                stride *= 2;
            }
            let mut high = count.min(low + stride);
            while low < high {
                let middle = low.midpoint(high);
                if at(middle).pattern < pattern { low = middle + 1 } else { high = middle }
            }
            (low < count).then(|| at(low)).filter(|row| row.pattern == pattern).map(|row| (nth, row))
        })
    }

    /// The passages of a pattern that a term stands in, in order.
    pub(crate) fn occurrences(&self, row: Row) -> impl Iterator<Item = Occurrence> {
        let from = row.first as usize * Occurrence::SIZE;
        let to = from + usize::from(row.passages) * Occurrence::SIZE;
        let bytes = self.occurrences.0.get(from..to).unwrap_or_default();
        bytes.chunks_exact(Occurrence::SIZE).map_while(Occurrence::read)
    }

    /// How many different terms the passages of a pattern have.
    pub(crate) fn sizes(&self, pattern: usize) -> impl ExactSizeIterator<Item = u16> {
        let bytes = self.sizes.bytes(&self.passage_ends, pattern, 2);
        bytes.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]]))
    }

    /// Whether people's questions are known for a pattern.
    pub(crate) fn is_asked_for(&self, pattern: usize) -> bool {
        self.lengths.get(pattern).is_some_and(|lengths| lengths.asked > 0.0)
    }

    /// The vectors of a pattern; those of its questions are the last.
    pub(crate) fn vectors(&self, pattern: usize) -> impl Iterator<Item = (VectorHead, &[u8; DIMENSIONS])> {
        let heads = self.vector_heads.bytes(&self.vector_ends, pattern, VectorHead::SIZE);
        let vectors = self.vectors.bytes(&self.vector_ends, pattern, DIMENSIONS);
        let heads = heads.chunks_exact(VectorHead::SIZE).map_while(VectorHead::read);
        heads.zip(vectors.as_chunks().0)
    }

    /// How near the vectors of a pattern's questions, or of its entry, are to `asked`, -1 to 1.
    pub(crate) fn nearness(
        &self,
        pattern: usize,
        of_questions: bool,
        asked: &Packed,
    ) -> impl Iterator<Item = (VectorHead, f32)> {
        let heads = self.vector_heads.bytes(&self.vector_ends, pattern, VectorHead::SIZE).as_chunks().0;
        let vectors = self.vectors.bytes(&self.vector_ends, pattern, DIMENSIONS).as_chunks().0;
        let is_entry = |head: &[u8; VectorHead::SIZE]| usize::from(head[2]) != Place::Asked as usize;
        let questions = heads.partition_point(is_entry);
        let chosen = if of_questions { questions..heads.len() } else { 0..questions };
        let products = asked.products(vectors.get(chosen.clone()).unwrap_or_default());
        let heads = heads[chosen].iter().map_while(|head| VectorHead::read(head));
        heads.zip(products).map(|(head, product)| (head, asked.scale * head.scale * product as f32))
    }
}

#[cfg(test)]
mod tests {
    use layra_catalog::{Catalog, SourceText};

    use super::*;

    /// The catalogue of `count` entries, of which every third speaks of tea.
    fn index(count: usize) -> Index<'static> {
        let file = |number: usize| {
            let tea = if number.is_multiple_of(3) { "tea" } else { "coffee" };
            let text = format!(
                "name = \"Entry {number}\"\ncategory = \"data\"\ncomplexity = 1\nteam = {{ label = \"Any\", min = 1 }}\n\
                 summary = \"Speaks of {tea} and cups.\"\n"
            );
            SourceText { path: format!("patterns/entry-{number}/pattern.toml"), text }
        };
        let (catalog, problems) = Catalog::parse((0..count).map(file));
        assert!(problems.is_empty(), "{problems:?}");
        Index::build(&catalog)
    }

    #[test]
    fn rows_of_some_patterns_are_those_of_all_that_are_asked_for() {
        let index = index(100);
        let term = index.dictionary.find("tea").expect("known");
        let tea: Vec<u32> = index.rows(term).map(|row| row.pattern).collect();
        assert_eq!(tea.len(), 34);
        for step in 1..40 {
            let asked: Vec<u32> = (0..120).step_by(step).collect();
            let found: Vec<(usize, u32)> =
                index.rows_of(term, asked.iter().copied()).map(|(nth, row)| (nth, row.pattern)).collect();
            let expected = asked.iter().copied().enumerate().filter(|(_, pattern)| tea.contains(pattern));
            assert_eq!(found, expected.collect::<Vec<_>>(), "every {step}th");
        }
    }

    #[test]
    fn a_term_is_counted_in_all_it_stands_in() {
        let index = index(10);
        let spread = |term| index.spread(index.dictionary.find(term).expect("known"));
        assert_eq!(spread("tea"), Spread { entries: 4, asked: 0, passages: 4, questions: 0 });
        assert_eq!(spread("cup"), Spread { entries: 10, asked: 0, passages: 10, questions: 0 });
    }

    #[test]
    fn an_index_is_the_same_where_it_lies_and_in_memory_of_its_own() {
        let index = index(5);
        let packed = postcard::to_allocvec(&index).expect("packed");
        let borrowed: Index<'_> = postcard::from_bytes(&packed).expect("unpacked");
        assert!(matches!(borrowed.rows.0, std::borrow::Cow::Borrowed(_)));
        assert_eq!(borrowed, index);
        assert_eq!(borrowed.into_owned(), index);
    }
}
