//! How a pattern stands: what is true of it, weighed.

use layra_catalog::condition::Truth;

use super::sheet::{Entry, Line, Side};

/// What decision rows may add or take, as a share of what statements may: they compare two choices,
/// which is less than a situation that speaks for one.
const ROWS: f64 = 0.05;
/// What an echo adds at full strength. It goes with the square of the strength: everything sounds a
/// little like a text, and only what stands out says something.
const ECHO: f64 = 1.5;
/// What an echo may add at most: it is a likeness of words, and no statement.
const LOUDEST: f64 = 0.8;
/// Weakest echo that speaks for a pattern by itself.
const FAINT: f64 = 0.05;

/// How one pattern stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Standing {
    /// What speaks for it less what speaks against it. 1 when statements worth half of the entry's
    /// weight hold and all of those speak for it: an entry with more statements has no advantage.
    pub(crate) points: f64,
    /// Whether anything at all speaks for it: a statement, or an echo.
    pub(crate) spoken_for: bool,
    /// Whether the text sounds like it, and that counts.
    pub(crate) echoed: bool,
    /// Whether a statement rules it out.
    pub(crate) vetoed: bool,
}

impl Standing {
    pub(super) fn of(entry: &Entry, lines: &[Line<'_>], truths: &[Truth]) -> Self {
        let (mut statements, mut rows) = (0.0, 0.0);
        let (mut spoken_for, mut spoken_against, mut vetoed) = (false, false, false);
        for at in entry.lines.clone() {
            if truths[at] != Truth::True {
                continue;
            }
            match lines[at].side {
                Side::For(statement) => {
                    statements += f64::from(statement.weight);
                    spoken_for = true;
                }
                Side::Against(statement) => {
                    statements -= f64::from(statement.weight);
                    spoken_against = true;
                    vetoed |= statement.veto;
                }
                Side::Prefer(_) => rows += 1.0,
                Side::Other(_) => rows -= 1.0,
            }
        }
        let share = |part: f64, whole: f64| if whole > 0.0 { part / (whole / 2.0) } else { 0.0 };
        // Where facts speak only against a pattern, a likeness of words is no argument.
        let echo = if spoken_against && !spoken_for { 0.0 } else { entry.echo };
        let points =
            share(statements, entry.weight) + ROWS * share(rows, entry.rows) + (ECHO * echo * echo).min(LOUDEST);
        let echoed = echo >= FAINT;
        Self { points, spoken_for: spoken_for || echoed, echoed, vetoed }
    }
}
