//! Puts an index together from entries read anew and entries that another index knows already.

use std::collections::HashMap;

use layra_catalog::Catalog;

use crate::meaning::{DIMENSIONS, Vector};

use super::entry::{Entry, Terms, Texts};
use super::{Gists, Index, Lengths, Occurrence, Row, Spread};
use crate::passage::Place;

/// Bytes of a stamp.
const STAMP: usize = 16;

/// A term's rows while they are gathered: pattern, and where its occurrences begin and end.
#[derive(Default)]
struct Gathered {
    rows: Vec<(u32, u32, u32)>,
    occurrences: Vec<Occurrence>,
}

impl Gathered {
    fn add(&mut self, pattern: u32, occurrences: impl IntoIterator<Item = Occurrence>) {
        let start = self.occurrences.len() as u32;
        self.occurrences.extend(occurrences);
        self.rows.push((pattern, start, self.occurrences.len() as u32));
    }
}

impl Index<'_> {
    /// Reads all of `catalog`.
    pub fn build(catalog: &Catalog) -> Index<'static> {
        Index::default().update(catalog)
    }

    /// The index of `catalog`: the same as [`Index::build`] gives, but entries whose texts this index
    /// was built from are taken over and not read again.
    pub fn update(&self, catalog: &Catalog) -> Index<'static> {
        let known: HashMap<&[u8], usize> =
            self.stamps.0.chunks_exact(STAMP).enumerate().map(|(number, stamp)| (stamp, number)).collect();
        // For each pattern of this index, its number in the new one.
        let mut moved: Vec<Option<u32>> = vec![None; self.patterns()];
        let mut index = Index::default();
        let mut terms = Terms::default();
        let mut gathered: Vec<Gathered> = Vec::new();
        for (number, pattern) in (0_u32..).zip(catalog.patterns()) {
            let texts = Texts::of(pattern, catalog.vocabulary());
            // Two patterns with the same texts: the second is read.
            let old = known.get(&texts.stamp[..]).copied().filter(|old| moved[*old].is_none());
            if let Some(old) = old {
                moved[old] = Some(number);
                index.take_over(self, old);
            } else {
                let Entry { terms, sizes, vectors } = texts.read(&mut terms);
                for (term, occurrences) in terms {
                    gathered.resize_with(gathered.len().max(term as usize + 1), Gathered::default);
                    gathered[term as usize].add(number, occurrences);
                }
                sizes.iter().for_each(|size| index.sizes.extend(size.to_le_bytes()));
                for (head, bytes) in vectors {
                    head.write(&mut index.vector_heads);
                    index.vectors.extend(bytes);
                }
            }
            index.stamps.extend(texts.stamp);
            index.passage_ends.push((index.sizes.0.len() / 2) as u32);
            index.vector_ends.push((index.vectors.0.len() / DIMENSIONS) as u32);
        }
        if moved.iter().any(Option::is_some) {
            self.move_rows(&moved, &mut terms, &mut gathered);
        }
        index.write_rows(catalog.patterns().len(), terms, gathered);
        index.measure();
        index.gists = index.gists();
        for line in include_str!("../elsewhere.txt").lines() {
            index.elsewhere.push(&Vector::of(line).packed());
        }
        index
    }

    /// Copies passages and vectors of pattern `old` of another index.
    fn take_over(&mut self, other: &Index<'_>, old: usize) {
        self.sizes.extend(other.sizes.bytes(&other.passage_ends, old, 2).iter().copied());
        for (head, bytes) in other.vectors(old) {
            head.write(&mut self.vector_heads);
            self.vectors.extend(*bytes);
        }
    }

    /// Adds the rows of the patterns that moved.
    fn move_rows(&self, moved: &[Option<u32>], terms: &mut Terms, gathered: &mut Vec<Gathered>) {
        for old in 0..self.dictionary.len() {
            let rows = self.rows(old).filter_map(|row| Some((row, moved.get(row.pattern as usize).copied()??)));
            let mut rows = rows.peekable();
            if rows.peek().is_none() {
                continue;
            }
            let term = terms.number(self.dictionary.term(old)) as usize;
            gathered.resize_with(gathered.len().max(term + 1), Gathered::default);
            rows.for_each(|(row, pattern)| gathered[term].add(pattern, self.occurrences(row)));
        }
    }

    /// Writes dictionary, rows and occurrences, and measures the entries.
    fn write_rows(&mut self, patterns: usize, terms: Terms, mut gathered: Vec<Gathered>) {
        self.lengths = vec![Lengths::default(); patterns];
        for (term, number) in terms.sorted() {
            let Gathered { mut rows, occurrences } = std::mem::take(&mut gathered[number as usize]);
            rows.sort_unstable();
            self.dictionary.push(&term);
            let mut spread = Spread::default();
            for (pattern, from, to) in rows {
                let (mut entry, mut asked) = (0.0, 0.0);
                let first = (self.occurrences.0.len() / Occurrence::SIZE) as u32;
                for occurrence in &occurrences[from as usize..to as usize] {
                    let count = f32::from(occurrence.count);
                    match occurrence.place {
                        Place::Asked => {
                            asked += count;
                            spread.questions += 1;
                        }
                        place => {
                            entry += place.boost() * count;
                            spread.passages += 1;
                        }
                    }
                    occurrence.write(&mut self.occurrences);
                }
                let row = Row { pattern, entry, asked, passages: (to - from) as u8, first };
                row.write(&mut self.rows);
                spread.entries += u32::from(entry > 0.0);
                spread.asked += u32::from(asked > 0.0);
                let lengths = &mut self.lengths[pattern as usize];
                lengths.entry += entry;
                lengths.asked += asked;
            }
            spread.write(&mut self.spreads);
            self.row_ends.push((self.rows.0.len() / Row::SIZE) as u32);
        }
    }

    /// Means and sums over all patterns.
    fn measure(&mut self) {
        let count = self.patterns().max(1) as f32;
        self.mean_lengths = Lengths {
            entry: self.lengths.iter().map(|lengths| lengths.entry).sum::<f32>() / count,
            asked: self.lengths.iter().map(|lengths| lengths.asked).sum::<f32>() / count,
        };
        let is_asked = |pattern| self.vectors(pattern).filter(|(head, _)| head.place == Place::Asked).count();
        self.questions = (0..self.patterns()).map(is_asked).sum::<usize>() as u32;
    }

    /// What sets the mean of each entry apart from the mean of all: all entries are about software,
    /// and that they are tells nothing.
    fn gists(&self) -> Gists<'static> {
        let means: Vec<Option<Vector>> = (0..self.patterns())
            .map(|pattern| {
                let vectors = self.vectors(pattern).filter(|(head, _)| head.place != Place::Asked);
                Vector::mean(vectors.map(|(head, bytes)| Vector::unpacked(head.scale, bytes)))
            })
            .collect();
        let Some(all) = Vector::mean(means.iter().flatten().cloned()) else { return Gists::default() };
        let mut gists = Gists::default();
        for mean in means {
            let apart = mean.map(|mean| mean.minus(&all).normalised());
            gists.push(&apart.unwrap_or_else(Vector::nothing).packed());
        }
        gists
    }
}
