//! One reason: what the entry says, the condition that holds, the facts that make it hold.

use layra_catalog::Slug;
use layra_catalog::condition::Truth;

use super::Judged;
use crate::Echo;
use crate::advice::{Reason, ReasonKind};
use crate::judge::Side;

impl Judged<'_> {
    /// What speaks for a pattern, heaviest first.
    pub(super) fn reasons_for(&self, entry: usize) -> Vec<Reason> {
        let mut reasons = self.lines_of(entry, |side| matches!(side, Side::For(_) | Side::Prefer(_)));
        if let Some(echo) = self.echo(entry).filter(|_| self.state.standings[entry].echoed) {
            let say = format!("“{}” tells of a situation that it is for.", echo.words);
            reasons.push(Reason { say, ..blank(ReasonKind::Echo) });
        }
        reasons
    }

    /// What speaks against a pattern, heaviest first.
    pub(super) fn reasons_against(&self, entry: usize) -> Vec<Reason> {
        let mut reasons = self.lines_of(entry, |side| matches!(side, Side::Against(_) | Side::Other(_)));
        if let Some(echo) = self.echo(entry).filter(|_| self.state.standings[entry].heard_wrong) {
            let say = format!("“{}” tells of a situation that it is wrong for.", echo.words_against);
            reasons.push(Reason { say, ..blank(ReasonKind::Echo) });
        }
        reasons
    }

    /// What would speak against a pattern and does not hold, `most` at most: what is known to be otherwise first, since
    /// a change would be seen, and the heaviest of that.
    pub(super) fn open_against(&self, entry: usize, most: usize) -> Vec<Reason> {
        let is_open = |at: &usize| {
            self.state.truths[*at] != Truth::True && matches!(self.sheet.lines[*at].side, Side::Against(_))
        };
        let lines = self.sheet.entries[entry].lines.clone().filter(is_open);
        let mut open: Vec<(bool, Reason)> =
            lines.map(|at| (self.state.truths[at] == Truth::Unknown, self.reason(at))).collect();
        // Stable: what weighs the same stays in the order of the entry.
        open.sort_by_key(|(is_unknown, reason)| (*is_unknown, !reason.rules_out, std::cmp::Reverse(reason.weight)));
        open.into_iter().take(most).map(|(_, reason)| reason).collect()
    }

    fn echo(&self, entry: usize) -> Option<&Echo> {
        self.situation.echoes.iter().find(|echo| echo.slug == *self.slug(entry))
    }

    /// What a row of a pattern's decision matrix says here: whether for the pattern, and why. Both sides hold
    /// where the entry contradicts itself.
    pub(crate) fn row_holds(&self, slug: &Slug, row: &str) -> Vec<(bool, Reason)> {
        let Some(entry) = self.sheet.entry_of(slug.as_str()) else { return Vec::new() };
        let lines = self.sheet.entries[entry].lines.clone().filter(|&at| self.state.truths[at] == Truth::True);
        let held = lines.filter_map(|at| match self.sheet.lines[at].side {
            Side::Prefer(own) if own.id == row => Some((true, self.reason(at))),
            Side::Other(own) if own.id == row => Some((false, self.reason(at))),
            _ => None,
        });
        held.collect()
    }

    fn lines_of(&self, entry: usize, wanted: impl Fn(Side<'_>) -> bool) -> Vec<Reason> {
        let lines = self.sheet.entries[entry].lines.clone();
        let holds = |at: &usize| self.state.truths[*at] == Truth::True && wanted(self.sheet.lines[*at].side);
        let mut reasons: Vec<Reason> = lines.filter(holds).map(|at| self.reason(at)).collect();
        // Stable: what weighs the same stays in the order of the entry.
        reasons.sort_by_key(|reason| (!reason.rules_out, std::cmp::Reverse(reason.weight)));
        reasons
    }

    fn reason(&self, at: usize) -> Reason {
        let line = &self.sheet.lines[at];
        let (kind, id, say, weight, rules_out) = match line.side {
            Side::For(statement) => (ReasonKind::UseWhen, &statement.id, &statement.say, statement.weight, false),
            Side::Against(statement) => {
                (ReasonKind::AvoidWhen, &statement.id, &statement.say, statement.weight, statement.veto)
            }
            Side::Prefer(row) | Side::Other(row) => (ReasonKind::DecisionRow, &row.id, &row.say, 0, false),
        };
        let because = self.sheet.support(at, &self.state).into_iter().filter_map(|fact| self.known(fact));
        Reason {
            kind,
            cite: Some(format!("{}#{id}", self.slug(line.entry))),
            say: say.clone(),
            condition: Some(line.condition.text().to_owned()),
            because: because.cloned().collect(),
            weight,
            rules_out,
        }
    }
}

/// A reason that is no line of an entry.
pub(super) fn blank(kind: ReasonKind) -> Reason {
    Reason { kind, cite: None, say: String::new(), condition: None, because: Vec::new(), weight: 0, rules_out: false }
}
