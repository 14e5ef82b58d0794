//! The weights, read where they lie.
//!
//! The file holds, all numbers with the lowest byte first: how many pieces, labels, layers and positions
//! there are, as numbers of four bytes; where the text of each piece ends, and the texts; the length of the
//! labels in bytes, and the labels, a line each; then matrices and vectors in the order in which
//! [`Weights::of`] takes them. A matrix is a scale of four bytes for each row, and a byte for each number;
//! a vector has four bytes for each.

use crate::pieces::{Piece, Pieces};

/// Numbers that describe a piece.
pub(crate) const WIDTH: usize = 384;
/// Numbers between the two halves of a layer's second step.
pub(crate) const INNER: usize = 1536;

/// All that was learnt.
#[derive(Debug)]
pub(crate) struct Weights {
    pub(crate) pieces: Pieces,
    pub(crate) opens: Piece,
    pub(crate) closes: Piece,
    pub(crate) labels: Vec<&'static str>,
    /// What each piece means by itself.
    pub(crate) meanings: Matrix,
    /// What standing at a place adds to that.
    pub(crate) positions: Matrix,
    pub(crate) norm: Norm,
    pub(crate) layers: Vec<Layer>,
    /// What each label looks for.
    pub(crate) look: Matrix,
    /// What tells it.
    pub(crate) tell: Matrix,
    /// Its log odds when nothing tells it.
    pub(crate) begins: Vec<f32>,
}

/// One layer.
#[derive(Debug)]
pub(crate) struct Layer {
    /// Queries, keys and values, one after another.
    pub(crate) attention: Linear,
    pub(crate) mixed: Linear,
    pub(crate) mixed_norm: Norm,
    pub(crate) inner: Linear,
    pub(crate) outer: Linear,
    pub(crate) outer_norm: Norm,
}

/// A matrix whose rows are what a row of numbers is multiplied with.
#[derive(Debug)]
pub(crate) struct Matrix {
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    pub(crate) scales: Vec<f32>,
    bytes: &'static [u8],
}

impl Matrix {
    /// A row, to be multiplied by its scale.
    pub(crate) fn row(&self, row: usize) -> &'static [u8] {
        &self.bytes[row * self.columns..(row + 1) * self.columns]
    }
}

/// A matrix and what is added to its products.
#[derive(Debug)]
pub(crate) struct Linear {
    pub(crate) matrix: Matrix,
    pub(crate) bias: Vec<f32>,
}

/// What numbers are multiplied by and what is added once their mean is 0 and their variance 1.
#[derive(Debug)]
pub(crate) struct Norm {
    pub(crate) factors: Vec<f32>,
    pub(crate) bias: Vec<f32>,
}

impl Weights {
    /// # Panics
    /// When `bytes` are not what this module says: they are part of the program.
    pub(crate) fn of(bytes: &'static [u8]) -> Self {
        let mut rest = Rest(bytes);
        let [pieces, labels, layers, positions] = std::array::from_fn(|_| rest.count());
        let ends = rest.take(4 * pieces);
        let length = ends.last_chunk().map_or(0, |end| u32::from_le_bytes(*end) as usize);
        let texts = rest.take(length);
        let length = rest.count();
        let names = std::str::from_utf8(rest.take(length)).unwrap_or_default();
        let known = Pieces { ends, texts, unknown: 0 };
        let special = |name: &str| known.find("", name).unwrap_or_default();
        let (unknown, opens, closes) = (special("[UNK]"), special("[CLS]"), special("[SEP]"));
        let weights = Self {
            pieces: Pieces { unknown, ..known },
            opens,
            closes,
            labels: names.lines().collect(),
            meanings: rest.matrix(pieces, WIDTH),
            positions: rest.matrix(positions, WIDTH),
            norm: rest.norm(),
            layers: (0..layers).map(|_| rest.layer()).collect(),
            look: rest.matrix(labels, WIDTH),
            tell: rest.matrix(labels, WIDTH),
            begins: rest.numbers(labels),
        };
        assert!(rest.0.is_empty() && weights.labels.len() == labels, "the file of weights is not whole");
        weights
    }
}

/// What has not been taken yet.
struct Rest(&'static [u8]);

impl Rest {
    fn take(&mut self, length: usize) -> &'static [u8] {
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest;
        taken
    }

    fn count(&mut self) -> usize {
        self.take(4).first_chunk().map_or(0, |four| u32::from_le_bytes(*four) as usize)
    }

    fn numbers(&mut self, count: usize) -> Vec<f32> {
        let (fours, _) = self.take(4 * count).as_chunks();
        fours.iter().map(|four| f32::from_le_bytes(*four)).collect()
    }

    fn matrix(&mut self, rows: usize, columns: usize) -> Matrix {
        Matrix { rows, columns, scales: self.numbers(rows), bytes: self.take(rows * columns) }
    }

    fn linear(&mut self, rows: usize, columns: usize) -> Linear {
        Linear { matrix: self.matrix(rows, columns), bias: self.numbers(rows) }
    }

    fn norm(&mut self) -> Norm {
        Norm { factors: self.numbers(WIDTH), bias: self.numbers(WIDTH) }
    }

    fn layer(&mut self) -> Layer {
        Layer {
            attention: self.linear(3 * WIDTH, WIDTH),
            mixed: self.linear(WIDTH, WIDTH),
            mixed_norm: self.norm(),
            inner: self.linear(INNER, WIDTH),
            outer: self.linear(WIDTH, INNER),
            outer_norm: self.norm(),
        }
    }
}
