//! Numbers that look random and are the same in every run.

/// A generator of 64 bits. Source: G. Marsaglia, *Xorshift RNGs*, 2003, with the final multiplication
/// of S. Vigna, *An experimental exploration of Marsaglia's xorshift generators, scrambled*, 2016.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    /// The numbers of `seed`.
    pub(super) fn new(seed: u64) -> Self {
        // Not 0, from which nothing but 0 would come; and near seeds are to give unlike numbers.
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x2545_f491_4f6c_dd1d)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number from 0 up to 1, 1 left out.
    pub(super) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number from 0 up to `end`, `end` left out; 0 where there is none.
    pub(super) fn below(&mut self, end: usize) -> usize {
        ((self.share() * end as f64) as usize).min(end.saturating_sub(1))
    }

    /// One of `choices`; none of none.
    pub(super) fn one_of<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        choices.get(self.below(choices.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_spread_evenly_and_the_same_in_every_run() {
        let numbers = |seed| {
            let mut random = Random::new(seed);
            (0..10_000).map(|_| random.below(10)).collect::<Vec<_>>()
        };
        assert_eq!(numbers(1), numbers(1));
        assert_ne!(numbers(1), numbers(2));
        for wanted in 0..10 {
            let count = numbers(3).iter().filter(|number| **number == wanted).count();
            assert!((900..1_100).contains(&count), "{count} of {wanted}");
        }
    }
}
