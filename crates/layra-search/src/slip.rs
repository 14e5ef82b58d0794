//! Slips of the finger: which known words a word is a few letters away from.

use strsim::osa_distance;

/// Words shorter than this are not corrected, nor taken for others: too many are near.
const SHORTEST: usize = 4;
/// Words at least this long may have two slips.
const LONG: usize = 8;

/// Of `known` words the nearest to `word` by letters added, dropped, changed, or swapped with the
/// next, among those that `fits` says yes to; all that are equally near, none when they are too far.
/// Each is given with its [`letters`]; `spelt` is asked for the few that can be near.
pub(crate) fn nearest<'k, T: Copy>(
    word: &str,
    known: impl Iterator<Item = (T, u32)>,
    spelt: impl Fn(T) -> &'k str,
    fits: impl Fn(&str) -> bool,
) -> Vec<T> {
    let length = word.chars().count();
    let mut near = Vec::new();
    if length < SHORTEST || word.chars().all(|c| c.is_ascii_digit()) {
        return near;
    }
    let mut allowed = if length < LONG { 1 } else { 2 };
    let own = letters(word);
    for (which, letters) in known {
        // An edit changes two letters at most; most words are passed over by this alone.
        if (letters ^ own).count_ones() as usize > 2 * allowed {
            continue;
        }
        let known = spelt(which);
        if known.len() < SHORTEST || known.chars().count().abs_diff(length) > allowed {
            continue;
        }
        let distance = osa_distance(word, known);
        // Asked last: few words come near enough.
        if distance > allowed || !fits(known) {
            continue;
        }
        if distance < allowed {
            near.clear();
            allowed = distance;
        }
        near.push(which);
    }
    near
}

/// A bit for each letter or digit of a word, others by chance.
pub(crate) fn letters(word: &str) -> u32 {
    word.bytes().fold(0, |letters, byte| letters | 1 << (byte % 32))
}
