//! How a pattern stands: what is true of it, weighed.

use layra_catalog::condition::Truth;

use super::sheet::{Entry, Line, Side};

/// What decision rows may add or take, as a share of what statements may: they compare two choices,
/// which is less than a situation that speaks for one.
const ROWS: f64 = 0.05;
/// What tells that a pattern is right where a text was read, as log odds: at an echo of full strength,
/// when all statements hold, when one holds, when one against it holds, and at the highest complexity;
/// and to begin with. From a logistic regression on `evals/fit-scenarios.jsonl` with the facts that are
/// read from the texts: readings miss much, so that one statement that holds says more than its share.
const ECHO_TELLS: f64 = 8.0;
const STATEMENTS_TELL: f64 = 4.7;
const ONE_FOR_TELLS: f64 = 1.9;
const ONE_AGAINST_TELLS: f64 = -1.4;
const COMPLEXITY_TELLS: f64 = -1.0;
const AT_FIRST: f64 = -3.9;
/// Weakest echo that speaks for a pattern by itself.
const FAINT: f64 = 0.05;

/// How one pattern stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Standing {
    /// What speaks for it less what speaks against it. 1 when statements worth half of the entry's
    /// weight hold and all of those speak for it: an entry with more statements has no advantage. Where
    /// a text was read, how likely the pattern is right, 0 to 1.
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
        let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        let told = share(statements, entry.weight);
        let compared = ROWS * share(rows, entry.rows);
        let echo = entry.echo.unwrap_or(0.0);
        let points = if entry.echo.is_some() {
            let odds = AT_FIRST
                + ECHO_TELLS * echo
                + STATEMENTS_TELL * (told + compared)
                + ONE_FOR_TELLS * f64::from(u8::from(spoken_for))
                + ONE_AGAINST_TELLS * f64::from(u8::from(spoken_against))
                + COMPLEXITY_TELLS * f64::from(entry.pattern.complexity) / 5.0;
            1.0 / (1.0 + (-odds).exp())
        } else {
            2.0 * (told + compared)
        };
        let echoed = echo >= FAINT;
        Self { points, spoken_for: spoken_for || echoed, echoed, vetoed }
    }
}
