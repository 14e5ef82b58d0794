//! A small transformer that was trained to tell what a situation says: a text in, how likely each of its
//! labels is said, and where.
//!
//! [`read`] cuts a text into word pieces (`pieces`), runs them through the layers (`layers`) and asks
//! for each label which pieces it looks at and what these say. The weights (`weights`) are part of the
//! binary and are used where they lie, so nothing is loaded. What the labels mean is for the caller to
//! know: they are names in the file of weights, which `xtask/encoder` makes.
//!
//! **Invariants.** The same text gives the same bits on every processor and with any number of threads:
//! no sum depends on how wide its instructions are. The cost is bounded whatever the text.

mod layers;
mod pieces;
mod weights;

use std::ops::Range;
use std::sync::LazyLock;

use layers::Rows;
use pieces::Piece;
use weights::Weights;

/// Most windows of a text that are read: what comes later is not.
const MOST_WINDOWS: usize = 4;

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| Weights::of(include_bytes!("weights.bin")));

/// What the encoder tells apart, in the order in which [`read`] answers.
pub fn labels() -> &'static [&'static str] {
    &WEIGHTS.labels
}

/// How a text says one label.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// How likely it is said, 0 to 1.
    pub likely: f32,
    /// What each part of the text does for it, up to the last part that is read. Where another window of the text
    /// says it likelier, nothing.
    pub parts: Vec<Tells>,
}

/// What a part of a text does for a label.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Tells {
    /// What it adds to the log odds.
    pub odds: f32,
    /// Its share of what the label looks at, 0 to 1.
    pub share: f32,
}

/// How each of [`labels`] is said in `text`, of which `parts` are the sentences, in order, as ranges of
/// bytes. Text outside them is not read; nothing is said where there are none.
///
/// A text that is longer than the encoder can see at once is read in windows of whole parts, and a label is
/// as likely as in the window where it is likeliest. Only the first few windows are read.
pub fn read(text: &str, parts: &[Range<usize>]) -> Vec<Said> {
    let weights = &*WEIGHTS;
    let windows = windows(weights, text, parts);
    let read = windows.last().and_then(|window| window.last()).map_or(0, |(_, part)| part + 1);
    let mut said = vec![Said { likely: 0.0, parts: vec![Tells::default(); read] }; weights.labels.len()];
    for window in windows {
        for (said, heard) in said.iter_mut().zip(hear(weights, &window, read)) {
            if heard.likely > said.likely {
                *said = heard;
            }
        }
    }
    said
}

/// The pieces of a text with the part each stands in, in as many windows as it takes.
fn windows(weights: &Weights, text: &str, parts: &[Range<usize>]) -> Vec<Vec<(Piece, usize)>> {
    // One piece opens a window and one closes it.
    let most = weights.positions.rows - 2;
    let mut windows: Vec<Vec<(Piece, usize)>> = Vec::new();
    for (part, range) in parts.iter().enumerate() {
        let said = text.get(range.clone()).unwrap_or_default();
        let pieces: Vec<(Piece, usize)> =
            pieces::pieces(&weights.pieces, said).take(most).map(|piece| (piece, part)).collect();
        let full = windows.len() == MOST_WINDOWS;
        match windows.last_mut() {
            Some(window) if window.len() + pieces.len() <= most => window.extend(pieces),
            _ if full => break,
            _ => windows.push(pieces),
        }
    }
    windows.retain(|window| !window.is_empty());
    windows
}

/// How each label is said in one window of a text of which so many parts are read.
fn hear(weights: &Weights, window: &[(Piece, usize)], parts: usize) -> Vec<Said> {
    let pieces = window.iter().map(|(piece, _)| *piece);
    let pieces: Vec<Piece> = [weights.opens].into_iter().chain(pieces).chain([weights.closes]).collect();
    let rows = layers::encode(weights, &pieces);
    let packed = rows.packed();
    let looked = packed.times(&weights.look, &[]);
    let told = packed.times(&weights.tell, &[]);
    (0..weights.labels.len())
        .map(|label| {
            let column = |rows: &Rows| rows.iter().map(|row| row[label]).collect::<Vec<f32>>();
            let (looked, told) = (column(&looked), column(&told));
            let most = looked.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let shares: Vec<f32> = looked.iter().map(|look| (look - most).exp()).collect();
            let whole: f32 = shares.iter().sum();
            let mut by_part = vec![Tells::default(); parts];
            let mut odds = weights.begins[label];
            for (at, (share, told)) in shares.iter().zip(&told).enumerate() {
                let share = share / whole;
                odds += share * told;
                // The pieces that open and close a window stand in no part.
                if let Some((_, part)) = at.checked_sub(1).and_then(|at| window.get(at)) {
                    by_part[*part].odds += share * told;
                    by_part[*part].share += share;
                }
            }
            Said { likely: 1.0 / (1.0 + (-odds).exp()), parts: by_part }
        })
        .collect()
}

#[cfg(test)]
mod tests;
