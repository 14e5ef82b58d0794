//! A limit on the work put into making a diagram better.
//!
//! Every step of the layout has a cheap first answer and spends the rest of its time improving it.
//! Counting steps rather than seconds keeps the result the same on every machine.

/// Steps that may still be spent.
#[derive(Debug, Clone)]
pub struct Work {
    left: usize,
}

impl Work {
    /// An allowance of `steps`, each about as much as looking at one number.
    pub fn new(steps: usize) -> Self {
        Self { left: steps }
    }

    /// Takes `steps` off, or says that they are no longer there.
    #[must_use]
    pub(crate) fn spend(&mut self, steps: usize) -> bool {
        match self.left.checked_sub(steps) {
            Some(left) => {
                self.left = left;
                true
            }
            None => {
                self.left = 0;
                false
            }
        }
    }
}
