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
/// from, and is asked together with it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Index {
    /// What was read of each pattern, as a number of 16 bytes: the same number, the same texts.
    stamps: Flat,
    pub(crate) dictionary: Dictionary,
    /// Where the rows of each term end.
    row_ends: Flat,
    /// [`Row`]s, term by term, each term's by pattern.
    rows: Flat,
    /// [`Occurrence`]s, row by row.
    occurrences: Flat,
    /// How many terms each pattern's entry has, weighted by place; and its questions.
    pub(crate) lengths: Vec<Lengths>,
    /// Their mean.
    pub(crate) mean_lengths: Lengths,
    /// How many questions there are in all.
    pub(crate) questions: u32,
    /// Where the passages of each pattern end.
    passage_ends: Flat,
    /// How many different terms each passage has, two bytes each.
    sizes: Flat,
    /// Where the vectors of each pattern end.
    vector_ends: Flat,
    /// [`VectorHead`]s, one for each vector.
    vector_heads: Flat,
    /// The passages' vectors, a byte for each dimension.
    vectors: Flat,
    /// For each pattern, what its entry means on the whole and others' do not.
    pub(crate) gists: Gists,
    /// What everybody asks about elsewhere.
    pub(crate) elsewhere: Gists,
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
pub(crate) struct Gists {
    scales: Vec<f32>,
    vectors: Flat,
}

impl Gists {
    fn push(&mut self, vector: &Packed) {
        self.scales.push(vector.scale);
        self.vectors.0.extend(vector.bytes);
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
    /// How many passages it stands in.
    pub(crate) fn passages(self) -> f32 {
        f32::from(self.passages)
    }

    /// Four bytes for the pattern, two for the entry's weight in sixteenths, one for the questions',
    /// one for the number of passages, four for the first occurrence.
    const SIZE: usize = 12;
    const PARTS: f32 = 16.0;

    fn read(bytes: &[u8]) -> Self {
        let four = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let entry = f32::from(u16::from_le_bytes([bytes[4], bytes[5]])) / Self::PARTS;
        Self { pattern: four(0), entry, asked: f32::from(bytes[6]), passages: bytes[7], first: four(8) }
    }

    fn write(self, rows: &mut Flat) {
        rows.push(self.pattern);
        rows.0.extend(((self.entry * Self::PARTS).round() as u16).to_le_bytes());
        rows.0.extend([self.asked as u8, self.passages]);
        rows.push(self.first);
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

    fn write(self, occurrences: &mut Flat) {
        occurrences.0.extend(self.passage.to_le_bytes());
        occurrences.0.extend([self.place as u8, self.count]);
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

    fn write(self, heads: &mut Flat) {
        heads.0.extend(self.passage.to_le_bytes());
        heads.0.extend([self.place as u8, 0]);
        heads.0.extend(self.scale.to_le_bytes());
    }
}

impl Index {
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

    /// The row of a term for a pattern.
    pub(crate) fn row(&self, term: usize, pattern: u32) -> Option<Row> {
        let rows = self.rows.bytes(&self.row_ends, term, Row::SIZE);
        let at = |number: usize| Row::read(&rows[number * Row::SIZE..]);
        let (mut low, mut high) = (0, rows.len() / Row::SIZE);
        while low < high {
            let middle = low.midpoint(high);
            if at(middle).pattern < pattern { low = middle + 1 } else { high = middle }
        }
        (low < rows.len() / Row::SIZE).then(|| at(low)).filter(|row| row.pattern == pattern)
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
