//! Runs pieces through the layers.
//!
//! Source: Devlin et al., *BERT*, 2019, and Wang et al., *MiniLM*, 2020. Rows of numbers are multiplied with
//! the weights as whole numbers: weights are bytes, and a row is rounded to [`FINEST`] steps, so that the sums
//! are exact whatever their order.

use pulp::Arch;
use rayon::prelude::*;

use crate::pieces::Piece;
use crate::weights::{INNER, Linear, Matrix, Norm, WIDTH, Weights};

/// Heads of the attention, and numbers in each.
const HEADS: usize = 12;
const HEAD: usize = WIDTH / HEADS;
/// What is added to a variance, as in training.
const LEAST_VARIANCE: f32 = 1e-12;
/// The largest whole number in a row: the sum of [`INNER`] products with bytes stays in four bytes.
const FINEST: f32 = 8191.0;
/// Rows that one thread works at together: they stay in its cache.
const TOGETHER: usize = 32;
/// Rows that are multiplied at once.
const AT_ONCE: usize = 4;

/// Rows of equally many numbers.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    width: usize,
    numbers: Vec<f32>,
}

/// Rows rounded to whole numbers, each with what gives its numbers back.
pub(crate) struct Packed {
    width: usize,
    scales: Vec<f32>,
    numbers: Vec<i16>,
}

/// The pieces as rows, after all layers.
pub(crate) fn encode(weights: &Weights, pieces: &[Piece]) -> Rows {
    let mut rows = Rows { width: WIDTH, numbers: Vec::with_capacity(WIDTH * pieces.len()) };
    for (place, piece) in pieces.iter().enumerate() {
        let meaning = dequantised(&weights.meanings, *piece as usize);
        rows.numbers.extend(meaning.zip(dequantised(&weights.positions, place)).map(|(one, other)| one + other));
    }
    rows.normalise(&weights.norm);
    for layer in &weights.layers {
        let mixed = attend(&rows.packed().through(&layer.attention));
        rows.add(&mixed.packed().through(&layer.mixed));
        rows.normalise(&layer.mixed_norm);
        let mut inner = rows.packed().through(&layer.inner);
        inner.bend();
        rows.add(&inner.packed().through(&layer.outer));
        rows.normalise(&layer.outer_norm);
    }
    rows
}

fn dequantised(matrix: &Matrix, row: usize) -> impl Iterator<Item = f32> {
    let scale = matrix.scales[row];
    matrix.row(row).iter().map(move |byte| scale * f32::from(byte.cast_signed()))
}

impl Rows {
    pub(crate) fn iter(&self) -> std::slice::ChunksExact<'_, f32> {
        self.numbers.chunks_exact(self.width)
    }

    fn len(&self) -> usize {
        self.numbers.len() / self.width
    }

    fn add(&mut self, other: &Self) {
        self.numbers.iter_mut().zip(&other.numbers).for_each(|(number, other)| *number += other);
    }

    fn normalise(&mut self, norm: &Norm) {
        for row in self.numbers.chunks_exact_mut(self.width) {
            let of = row.len() as f32;
            let mean = sum(row.iter().copied()) / of;
            row.iter_mut().for_each(|number| *number -= mean);
            let variance = sum(row.iter().map(|number| number * number)) / of;
            let factor = 1.0 / (variance + LEAST_VARIANCE).sqrt();
            for ((number, by), bias) in row.iter_mut().zip(&norm.factors).zip(&norm.bias) {
                *number = *number * factor * by + bias;
            }
        }
    }

    /// Each number `x` becomes `x` times the probability that a normal variable is below it.
    /// Source: Hendrycks and Gimpel, *Gaussian Error Linear Units*, 2016.
    fn bend(&mut self) {
        self.numbers.par_chunks_mut(TOGETHER * self.width).for_each(|numbers| Arch::new().dispatch(Bend(numbers)));
    }

    pub(crate) fn packed(&self) -> Packed {
        let mut packed =
            Packed { width: self.width, scales: Vec::with_capacity(self.len()), numbers: vec![0; self.numbers.len()] };
        for (row, whole) in self.iter().zip(packed.numbers.chunks_exact_mut(self.width)) {
            let most = row.iter().fold(f32::MIN_POSITIVE, |most, number| most.max(number.abs()));
            let by = FINEST / most;
            whole.iter_mut().zip(row).for_each(|(whole, number)| *whole = (number * by).round() as i16);
            packed.scales.push(most / FINEST);
        }
        packed
    }
}

/// A sum whose order does not depend on the processor: eight sums side by side.
fn sum(numbers: impl Iterator<Item = f32>) -> f32 {
    let mut sums = [0.0_f32; 8];
    for (at, number) in numbers.enumerate() {
        sums[at % 8] += number;
    }
    sums.iter().sum()
}

impl Packed {
    fn through(&self, linear: &Linear) -> Rows {
        self.times(&linear.matrix, &linear.bias)
    }

    /// Each row's products with the rows of `matrix`, and what is added to them, if anything.
    pub(crate) fn times(&self, matrix: &Matrix, bias: &[f32]) -> Rows {
        let mut products = Rows { width: matrix.rows, numbers: vec![0.0; matrix.rows * self.scales.len()] };
        products
            .numbers
            .par_chunks_mut(TOGETHER * matrix.rows)
            .zip(self.numbers.par_chunks(TOGETHER * self.width))
            .zip(self.scales.par_chunks(TOGETHER))
            .for_each(|((products, rows), scales)| {
                Arch::new().dispatch(Products { matrix, bias, rows, scales, products });
            });
        products
    }
}

/// The products of some rows with all rows of a matrix.
struct Products<'a> {
    matrix: &'a Matrix,
    bias: &'a [f32],
    rows: &'a [i16],
    scales: &'a [f32],
    products: &'a mut [f32],
}

impl pulp::NullaryFnOnce for Products<'_> {
    type Output = ();

    // Inlined, so that it is compiled for the processor that was found.
    #[inline(always)]
    fn call(self) {
        let Self { matrix, bias, rows, scales, products } = self;
        let width = matrix.columns;
        let mut wide = [0_i16; INNER];
        let wide = &mut wide[..width];
        for column in 0..matrix.rows {
            for (wide, byte) in wide.iter_mut().zip(matrix.row(column)) {
                *wide = i16::from(byte.cast_signed());
            }
            let bias = bias.get(column).copied().unwrap_or_default();
            let mut give = |at: usize, product: i32| {
                products[at * matrix.rows + column] = product as f32 * (scales[at] * matrix.scales[column]) + bias;
            };
            let mut fours = rows.chunks_exact(AT_ONCE * width);
            for (four, rows) in fours.by_ref().enumerate() {
                for (at, product) in four_products(wide, rows).into_iter().enumerate() {
                    give(AT_ONCE * four + at, product);
                }
            }
            let done = scales.len() - scales.len() % AT_ONCE;
            for (at, row) in fours.remainder().chunks_exact(width).enumerate() {
                give(done + at, product(wide, row));
            }
        }
    }
}

#[inline(always)]
fn product(one: &[i16], other: &[i16]) -> i32 {
    one.iter().zip(other).map(|(one, other)| i32::from(*one) * i32::from(*other)).sum()
}

#[inline(always)]
fn four_products(one: &[i16], rows: &[i16]) -> [i32; AT_ONCE] {
    let width = one.len();
    let row = |at: usize| &rows[at * width..(at + 1) * width];
    [product(one, row(0)), product(one, row(1)), product(one, row(2)), product(one, row(3))]
}

/// What each row takes from all rows, head by head, where a row holds queries, keys and values.
fn attend(rows: &Rows) -> Rows {
    let count = rows.len();
    // Keys with one number of all rows after another: what is added up side by side lies side by side.
    let mut keys = vec![0.0; WIDTH * count];
    for (at, row) in rows.iter().enumerate() {
        for (number, key) in row[WIDTH..2 * WIDTH].iter().enumerate() {
            keys[number * count + at] = *key;
        }
    }
    let mut mixed = Rows { width: WIDTH, numbers: vec![0.0; WIDTH * count] };
    mixed.numbers.par_chunks_mut(TOGETHER * WIDTH).enumerate().for_each(|(chunk, mixed)| {
        Arch::new().dispatch(Attend { rows, keys: &keys, first: chunk * TOGETHER, mixed });
    });
    mixed
}

struct Attend<'a> {
    rows: &'a Rows,
    keys: &'a [f32],
    first: usize,
    mixed: &'a mut [f32],
}

impl pulp::NullaryFnOnce for Attend<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { rows, keys, first, mixed } = self;
        let count = rows.len();
        let mut shares = vec![0.0_f32; count];
        for (at, mixed) in mixed.chunks_exact_mut(WIDTH).enumerate() {
            let row = &rows.numbers[(first + at) * rows.width..];
            for head in 0..HEADS {
                shares.fill(0.0);
                for number in head * HEAD..(head + 1) * HEAD {
                    let query = row[number] / (HEAD as f32).sqrt();
                    let keys = &keys[number * count..(number + 1) * count];
                    shares.iter_mut().zip(keys).for_each(|(share, key)| *share += query * key);
                }
                let most = shares.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                shares.iter_mut().for_each(|share| *share = power(*share - most));
                let whole = sum(shares.iter().copied());
                let mut sums = [0.0_f32; HEAD];
                for (share, other) in shares.iter().zip(rows.iter()) {
                    let values = &other[2 * WIDTH + head * HEAD..][..HEAD];
                    sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += share * value);
                }
                let mixed = &mut mixed[head * HEAD..(head + 1) * HEAD];
                mixed.iter_mut().zip(sums).for_each(|(mixed, sum)| *mixed = sum / whole);
            }
        }
    }
}

struct Bend<'a>(&'a mut [f32]);

impl pulp::NullaryFnOnce for Bend<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for number in self.0 {
            *number *= below(*number);
        }
    }
}

/// The probability that a normal variable is below `x`, to within 1e-6.
/// Source: Abramowitz and Stegun, *Handbook of Mathematical Functions*, 1964, 7.1.26.
#[inline(always)]
fn below(x: f32) -> f32 {
    let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let tail = ((((1.061_405_4 * t - 1.453_152) * t + 1.421_413_7) * t - 0.284_496_74) * t + 0.254_829_6) * t;
    let half = 0.5 * tail * power(-z * z);
    if x < 0.0 { half } else { 1.0 - half }
}

/// `e` to a power that is not above 0, to within four millionths of the result. The standard library's is as good
/// and cannot be worked out for many numbers side by side.
#[inline(always)]
fn power(x: f32) -> f32 {
    let x = x.max(-87.0) * std::f32::consts::LOG2_E;
    // The whole part goes into the exponent; a polynomial gives 2 to what is left, -1/2 to 1/2.
    let whole = (x - 0.5) as i32;
    let rest = x - whole as f32;
    let polynomial = ((((0.001_339_887 * rest + 0.009_618_437) * rest + 0.055_503_324) * rest + 0.240_226_48) * rest
        + std::f32::consts::LN_2)
        * rest
        + 1.0;
    polynomial * f32::from_bits(((whole + 127) << 23) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_and_probabilities_are_near_enough() {
        for step in 0..2000 {
            let x = -0.02 * step as f32;
            let (near, exact) = (power(x), x.exp());
            assert!((near - exact).abs() <= 4e-6 * exact.max(1e-30), "e^{x}: {near}, {exact}");
        }
        for (x, exact) in [(0.0, 0.5), (1.0, 0.841_344_8), (-1.0, 0.158_655_25), (3.0, 0.998_650_1), (-6.0, 9.9e-10)] {
            assert!((below(x) - exact).abs() <= 1e-6, "{x}");
        }
    }
}
