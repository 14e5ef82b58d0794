//! What fits, why, and what would change it.

use layra_advise::gather::with_unit;
use layra_advise::{
    Action, Advice, Known, Need, Place, Quality, Reason, ReasonKind, Recommendation, Situation, Step, Turn, Verdict,
    Warning, Weighed, weigh,
};
use layra_catalog::condition::Truth;
use layra_catalog::pattern::Statement;
use layra_catalog::vocabulary::{FactKind, Vocabulary};
use layra_catalog::{Pattern, Slug};

use super::{Links, answered};
use crate::pages::compare;
use crate::told::Told;

/// Statements shown of which it is not known whether they hold.
const OPEN: usize = 4;

/// The answer, ready to be shown.
#[derive(Debug)]
pub(super) struct Answer<'a> {
    pub(super) verdict: String,
    /// What to know of how the situation was taken.
    pub(super) notes: Vec<String>,
    pub(super) about: Vec<About<'a>>,
    /// The address of those side by side, where there are several.
    pub(super) side_by_side: Option<String>,
    pub(super) recommended: Vec<Fit<'a>>,
    pub(super) warned: Vec<Against>,
    pub(super) turns: Vec<Turning>,
    pub(super) steps: Vec<Going>,
}

/// A pattern that somebody wants to know about.
#[derive(Debug)]
pub(super) struct About<'a> {
    pub(super) pattern: &'a Pattern,
    pub(super) stands: &'static str,
    pub(super) reasons: Vec<Because>,
    pub(super) against: Vec<Because>,
    /// Statements that may hold.
    pub(super) open: Vec<Open<'a>>,
    /// The address without it.
    pub(super) leave: String,
}

/// A statement of which nobody knows whether it holds.
#[derive(Debug)]
pub(super) struct Open<'a> {
    pub(super) speaks_for: bool,
    pub(super) say: &'a str,
    /// Questions that would tell, each with the address that asks it.
    pub(super) questions: Vec<(&'a str, String)>,
}

/// A pattern that is recommended.
#[derive(Debug)]
pub(super) struct Fit<'a> {
    pub(super) pattern: &'a Pattern,
    pub(super) score: String,
    pub(super) reasons: Vec<Because>,
    pub(super) against: Vec<Because>,
    pub(super) wins: Vec<Cited>,
    pub(super) costs: Vec<Cited>,
    pub(super) needs: Vec<Cited>,
    pub(super) review: Option<String>,
    /// Signs to look again, where no single change does.
    pub(super) watch: Vec<Cited>,
}

/// A pattern that is warned against.
#[derive(Debug)]
pub(super) struct Against {
    pub(super) slug: Slug,
    pub(super) name: String,
    pub(super) wished: bool,
    pub(super) reasons: Vec<Because>,
    /// Name of what stands in its place, and the address of both side by side.
    pub(super) instead: Option<(String, String)>,
}

/// A reason.
#[derive(Debug)]
pub(crate) struct Because {
    pub(crate) said: Cited,
    pub(crate) rules_out: bool,
    /// The facts that make it hold.
    pub(crate) facts: Vec<String>,
}

/// A sentence, with where it stands in the catalogue.
#[derive(Debug)]
pub(crate) struct Cited {
    pub(crate) say: String,
    pub(crate) place: Option<(String, String)>,
}

/// A change that would turn the answer.
#[derive(Debug)]
pub(super) struct Turning {
    pub(super) slug: Slug,
    pub(super) name: String,
    pub(super) to: &'static str,
    pub(super) say: String,
    /// The address of the answer with the change.
    pub(super) address: String,
}

/// A step from what there is today.
#[derive(Debug)]
pub(super) struct Going {
    pub(super) action: &'static str,
    pub(super) slug: Slug,
    pub(super) name: String,
    pub(super) instead_of: Option<String>,
    pub(super) reasons: Vec<Because>,
    pub(super) needs: Vec<Cited>,
    pub(super) exits: Vec<Cited>,
}

impl<'a> Answer<'a> {
    pub(super) fn new(links: Links<'a>, told: &Told, situation: &Situation, advice: &Advice) -> Self {
        let shower = Shower { links, told, advice };
        let about = weigh(links.catalog, situation, links.about);
        let side_by_side = (links.about.len() > 1).then(|| compare::address(links.catalog, links.about, told));
        Self {
            verdict: verdict(advice),
            notes: situation.notes.clone(),
            about: about.iter().filter_map(|one| shower.about(one, situation)).collect(),
            side_by_side,
            recommended: advice.recommended.iter().filter_map(|one| shower.fit(one)).collect(),
            warned: advice.warned.iter().map(|warning| shower.against(warning)).collect(),
            turns: advice.would_change.iter().map(|turn| shower.turning(turn)).collect(),
            steps: advice.path.iter().map(|step| shower.going(step)).collect(),
        }
    }
}

fn verdict(advice: &Advice) -> String {
    match (advice.verdict, advice.recommended.len()) {
        (Verdict::Recommended, 1) => "One pattern fits what is known.".to_owned(),
        (Verdict::Recommended, count) => format!("{count} patterns fit what is known, and one another."),
        (Verdict::NothingFits, _) => {
            "Nothing here fits: what speaks for a pattern is outweighed or ruled out.".to_owned()
        }
        (Verdict::NotDetermined, _) => "Not determined yet: too little is known to recommend anything.".to_owned(),
    }
}

/// What views of the answer are made from.
struct Shower<'t, 'a> {
    links: Links<'a>,
    told: &'t Told,
    advice: &'t Advice,
}

impl<'a> Shower<'_, 'a> {
    fn reasons(&self, reasons: &[Reason]) -> Vec<Because> {
        reasons.iter().map(|reason| because(self.links.catalog.vocabulary(), reason)).collect()
    }

    fn about(&self, one: &Weighed, situation: &Situation) -> Option<About<'a>> {
        let pattern = self.links.catalog.get(one.slug.as_str())?;
        let others: Vec<Slug> = self.links.about.iter().filter(|slug| **slug != one.slug).cloned().collect();
        let stands = match (one.recommended, one.ruled_out, one.reasons.is_empty() && one.against.is_empty()) {
            (true, ..) => "is recommended",
            (false, true, _) => "is ruled out",
            (false, false, true) => "is not recommended: nothing that is known speaks for it or against it",
            (false, false, false) => "is not recommended",
        };
        Some(About {
            pattern,
            stands,
            reasons: self.reasons(&one.reasons),
            against: self.reasons(&one.against),
            open: self.open(pattern, situation),
            leave: Links { about: &others, ..self.links }.to(self.told, None),
        })
    }

    /// Statements of the pattern that hold or not, as nobody knows, the heaviest first, with the questions that
    /// would tell.
    fn open(&self, pattern: &'a Pattern, situation: &Situation) -> Vec<Open<'a>> {
        let values = situation.values();
        let both = pattern.use_when.iter().map(|one| (true, one));
        let mut open: Vec<(bool, &Statement)> = both.chain(pattern.avoid_when.iter().map(|one| (false, one))).collect();
        let is_open = |statement: &Statement| {
            statement.condition.as_ref().is_some_and(|condition| condition.evaluate(&values) == Truth::Unknown)
        };
        open.retain(|(_, statement)| is_open(statement));
        open.sort_by_key(|(_, statement)| std::cmp::Reverse((statement.veto, statement.weight)));
        let questions = |statement: &'a Statement| {
            let facts = statement.condition.iter().flat_map(|condition| condition.facts());
            let unknown =
                facts.filter(|fact| !values.contains_key(*fact) && !situation.declined.iter().any(|id| id == fact));
            let facts = unknown.filter_map(|id| self.links.catalog.vocabulary().fact(id));
            facts.map(|fact| (fact.ask.as_str(), self.links.to(self.told, Some(&fact.id)))).collect::<Vec<_>>()
        };
        let shown =
            open.into_iter().map(|(speaks_for, one)| Open { speaks_for, say: &one.say, questions: questions(one) });
        shown.filter(|one| !one.questions.is_empty()).take(OPEN).collect()
    }

    fn fit(&self, one: &Recommendation) -> Option<Fit<'a>> {
        Some(Fit {
            pattern: self.links.catalog.get(one.slug.as_str())?,
            score: format!("{:.2}", one.score),
            reasons: self.reasons(&one.reasons),
            against: self.reasons(&one.against),
            wins: one.wins.iter().map(quality).collect(),
            costs: one.costs.iter().map(quality).collect(),
            needs: needs(&one.needs),
            review: one.review.as_ref().map(|turn| turn.say.clone()),
            watch: one.watch.iter().filter(|_| one.review.is_none()).map(sign).collect(),
        })
    }

    fn against(&self, warning: &Warning) -> Against {
        let rival = warning.reasons.iter().find(|reason| reason.kind == ReasonKind::Rival);
        let rival = rival.and_then(|reason| reason.cite.as_deref()).or_else(|| {
            let first = self.advice.recommended.first();
            first.map(|one| one.slug.as_str())
        });
        let instead = rival.and_then(|slug| self.links.catalog.get(slug)).map(|pattern| {
            let both = [warning.slug.clone(), pattern.slug.clone()];
            (pattern.name.clone(), compare::address(self.links.catalog, &both, self.told))
        });
        Against {
            slug: warning.slug.clone(),
            name: warning.name.clone(),
            wished: warning.wished,
            reasons: self.reasons(&warning.reasons),
            instead,
        }
    }

    fn turning(&self, turn: &Turn) -> Turning {
        let changes = turn.changes.iter().map(|change| answered(&change.fact, &change.to));
        Turning {
            slug: turn.slug.clone(),
            name: turn.name.clone(),
            to: match turn.to {
                Place::In => "comes in",
                Place::Out => "goes out",
            },
            say: turn.say.clone(),
            address: self.links.to(&self.told.with(changes), None),
        }
    }

    fn going(&self, step: &Step) -> Going {
        let old = step.instead_of.as_ref().and_then(|slug| self.links.catalog.get(slug.as_str()));
        Going {
            action: match step.action {
                Action::Keep => "Keep",
                Action::Leave => "Leave as it is:",
                Action::Introduce => "Bring in",
                Action::Replace => "Move to",
                Action::Retire => "Retire",
            },
            slug: step.slug.clone(),
            name: step.name.clone(),
            instead_of: old.map(|pattern| pattern.name.clone()),
            reasons: self.reasons(&step.reasons),
            needs: needs(&step.needs),
            exits: needs(&step.exits),
        }
    }
}

/// A reason as it is shown.
pub(crate) fn because(vocabulary: &Vocabulary, reason: &Reason) -> Because {
    Because {
        said: cited(&reason.say, reason.cite.as_deref()),
        rules_out: reason.rules_out,
        facts: reason.because.iter().map(|known| known_in_words(vocabulary, known)).collect(),
    }
}

/// A fact in few words: `team size 6 to 8 people`.
pub(crate) fn known_in_words(vocabulary: &Vocabulary, known: &Known) -> String {
    let name = known.fact.replace('-', " ");
    match vocabulary.fact(&known.fact) {
        Some(fact) if fact.kind == FactKind::Flag => format!("{name}: {}", with_unit(fact, &known.value)),
        Some(fact) => format!("{name}: {}", with_unit(fact, &known.value).replace('-', " ")),
        None => name,
    }
}

fn quality(quality: &Quality) -> Cited {
    cited(&quality.say, Some(&quality.cite))
}

fn sign(reason: &Reason) -> Cited {
    cited(&reason.say, reason.cite.as_deref())
}

fn needs(needs: &[Need]) -> Vec<Cited> {
    needs.iter().map(|need| cited(&need.say, Some(&need.cite))).collect()
}

/// A sentence with the address of what it cites: a statement as `slug#id`, or a pattern as `slug`.
fn cited(say: &str, cite: Option<&str>) -> Cited {
    let place = cite.map(|cite| {
        let label = cite.split_once('#').map_or(cite, |(_, id)| id);
        (format!("/pattern/{cite}"), label.to_owned())
    });
    Cited { say: say.to_owned(), place }
}
