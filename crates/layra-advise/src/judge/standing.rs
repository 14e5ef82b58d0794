//! How a pattern stands: what is true of it, weighed.

use layra_catalog::condition::Truth;

use super::sheet::{Entry, Line, Side};
use crate::situation::Echo;

/// What decision rows may add or take, as a share of what statements may: they compare two choices,
/// which is less than a situation that speaks for one.
const ROWS: f64 = 0.05;
/// What tells that a pattern is right where a text was read, as log odds: for each unit of the log odds at
/// which the text makes it right and wrong, when all statements hold, when one holds, and when one against it
/// holds; and to begin with. From a logistic regression on `evals/fit-scenarios.jsonl`, each counted twice, and
/// `evals/unseen-situations.jsonl`, none of which the encoder was trained on, with the facts that are read from
/// the texts.
const RIGHT_TELLS: f64 = 0.95;
const WRONG_TELLS: f64 = -0.15;
const STATEMENTS_TELL: f64 = 2.83;
const ONE_FOR_TELLS: f64 = 0.33;
const ONE_AGAINST_TELLS: f64 = -0.06;
const AT_FIRST: f64 = -1.53;
/// Log odds beyond which a text says no more, either way.
const CERTAIN: f64 = 6.0;
/// How likely a text must make a pattern right to speak for it by itself.
const FAINT: f64 = 0.2;

/// How a text speaks of a pattern.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Speech {
    /// How likely it makes it right, and wrong, 0 to 1.
    right: f64,
    wrong: f64,
}

impl Speech {
    /// What an echo says; none is as little as can be said.
    pub(super) fn of(echo: Option<&Echo>) -> Self {
        Self {
            right: echo.map_or(0.0, |echo| echo.strength.into()),
            wrong: echo.map_or(0.0, |echo| echo.against.into()),
        }
    }

    fn odds(&self) -> f64 {
        let odds = |likely: f64| (likely / (1.0 - likely)).ln().clamp(-CERTAIN, CERTAIN);
        RIGHT_TELLS * odds(self.right) + WRONG_TELLS * odds(self.wrong)
    }
}

/// How one pattern stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Standing {
    /// What speaks for it less what speaks against it. 1 when statements worth half of the entry's
    /// weight hold and all of those speak for it: an entry with more statements has no advantage. Where
    /// a text was read, how likely the pattern is right, 0 to 1.
    pub(crate) points: f64,
    /// Whether anything at all speaks for it: a statement, or an echo.
    pub(crate) spoken_for: bool,
    /// Whether the text speaks for it, and that counts.
    pub(crate) echoed: bool,
    /// Whether the text makes it more likely wrong than not.
    pub(crate) heard_wrong: bool,
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
        let points = if let Some(heard) = &entry.echo {
            let odds = AT_FIRST
                + heard.odds()
                + STATEMENTS_TELL * (told + compared)
                + ONE_FOR_TELLS * f64::from(u8::from(spoken_for))
                + ONE_AGAINST_TELLS * f64::from(u8::from(spoken_against));
            1.0 / (1.0 + (-odds).exp())
        } else {
            2.0 * (told + compared)
        };
        let echoed = entry.echo.is_some_and(|heard| heard.right >= FAINT);
        let heard_wrong = entry.echo.is_some_and(|heard| heard.wrong >= 0.5 && heard.wrong > heard.right);
        Self { points, spoken_for: spoken_for || echoed, echoed, heard_wrong, vetoed }
    }
}
