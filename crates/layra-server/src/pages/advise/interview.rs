//! What is asked, and what was told.

use layra_advise::gather::{GatherError, source_in_words, with_unit};
use layra_advise::{Advice, Disputed, Known, Outcome, Question, Situation, Source, ask};
use layra_catalog::Slug;
use layra_catalog::vocabulary::{Fact, FactKind};

use super::{ASK, Links, answered};
use crate::told::{Told, capitalised};

/// Most questions asked of one's own accord.
pub(super) const MOST: usize = 8;

/// A question that somebody chose.
#[derive(Debug)]
pub(super) struct Ask<'a> {
    pub(super) fact: &'a Fact,
    /// What they typed in answer to it.
    pub(super) typed: String,
    /// What that says.
    pub(super) reply: Option<Result<Known, GatherError>>,
}

/// The question that is open, and what was told before.
#[derive(Debug)]
pub(super) struct Interview<'a> {
    pub(super) open: Option<Open<'a>>,
    /// One question more than are asked of one's own accord: what it asks, and its address.
    pub(super) one_more: Option<(&'a str, String)>,
    pub(super) stated: Vec<Stated<'a>>,
    pub(super) disputed: Vec<Dispute<'a>>,
    pub(super) wishes: Vec<Wished<'a>>,
    pub(super) skipped: Vec<Link<'a>>,
    /// What there is today, with addresses that leave it out.
    pub(super) today: Vec<Link<'a>>,
    /// What can be told besides, by the heading it is listed under.
    pub(super) groups: Vec<(&'a str, Vec<&'a Fact>)>,
}

/// A question, and the ways to answer it.
#[derive(Debug)]
pub(super) struct Open<'a> {
    pub(super) fact: &'a Fact,
    /// Which of the questions it is; `None` for one that somebody chose.
    pub(super) number: Option<usize>,
    /// What is known already.
    pub(super) known: Option<String>,
    pub(super) choices: Vec<Choice<'a>>,
    /// For a number, a field to type it into.
    pub(super) field: Option<Field<'a>>,
    /// The address that leaves it open.
    pub(super) skip: String,
    /// For a question that somebody chose, the address without it.
    pub(super) back: Option<String>,
}

/// An answer to choose.
#[derive(Debug)]
pub(super) struct Choice<'a> {
    pub(super) label: String,
    pub(super) means: &'a str,
    pub(super) address: String,
    /// What it would do to what is recommended.
    pub(super) effect: String,
    pub(super) is_known: bool,
}

/// A field for a number.
#[derive(Debug)]
pub(super) struct Field<'a> {
    pub(super) unit: &'a str,
    pub(super) typed: String,
    pub(super) fault: Option<String>,
    /// What is sent along.
    pub(super) kept: Vec<(&'static str, String)>,
}

/// A fact that was told.
#[derive(Debug)]
pub(super) struct Stated<'a> {
    pub(super) fact: &'a Fact,
    pub(super) value: String,
    /// The words it was read from.
    pub(super) words: Option<&'a str>,
    /// Whether they only tell most of it, and do not state it.
    pub(super) heard: bool,
    pub(super) change: String,
    pub(super) drop: String,
}

/// A fact of which two things are said.
#[derive(Debug)]
pub(super) struct Dispute<'a> {
    pub(super) fact: &'a Fact,
    /// Each value, where it is said, and the address that takes it.
    pub(super) said: Vec<(String, String, String)>,
    pub(super) skip: String,
}

/// A pattern that was wished for.
#[derive(Debug)]
pub(super) struct Wished<'a> {
    pub(super) slug: &'a Slug,
    pub(super) name: &'a str,
    pub(super) words: &'a str,
}

/// Something with an address that does something to it.
#[derive(Debug)]
pub(super) struct Link<'a> {
    pub(super) name: &'a str,
    pub(super) address: String,
}

impl<'a> Interview<'a> {
    pub(super) fn new(
        links: Links<'a>,
        told: &Told,
        situation: &'a Situation,
        advice: &Advice,
        chosen: Option<Ask<'a>>,
    ) -> Self {
        let vocabulary = links.catalog.vocabulary();
        let fact = |id: &str| vocabulary.fact(id);
        let teller = Teller { links, told, situation, advice };
        let chosen = chosen.filter(|ask| !matches!(ask.reply, Some(Ok(_))));
        let next = || advice.next_question.as_ref().and_then(|question| Some((fact(&question.fact)?, question)));
        let number = told.facts.len() + told.skipped.len() + 1;
        let (open, one_more) = match (chosen, next()) {
            (Some(chosen), _) => (teller.chosen(chosen), None),
            (None, Some((fact, question))) if number <= MOST => {
                (Some(teller.open(fact, question, Some(number), None)), None)
            }
            (None, next) => (None, next.map(|(fact, _)| (fact.ask.as_str(), links.to(told, Some(&fact.id))))),
        };
        let disputed =
            situation.disputed.iter().filter_map(|dispute| Some(teller.dispute(fact(&dispute.fact)?, dispute)));
        let skipped = situation.declined.iter().filter_map(|id| fact(id));
        let named = |slug: &Slug| links.catalog.get(slug.as_str());
        Self {
            open,
            one_more,
            stated: situation.facts.iter().filter_map(|known| Some(teller.stated(fact(&known.fact)?, known))).collect(),
            disputed: disputed.collect(),
            wishes: situation
                .wishes
                .iter()
                .filter_map(|wish| {
                    let pattern = named(&wish.slug)?;
                    Some(Wished { slug: &pattern.slug, name: &pattern.name, words: &wish.words })
                })
                .collect(),
            skipped: skipped.map(|fact| Link { name: &fact.ask, address: links.to(told, Some(&fact.id)) }).collect(),
            today: told
                .today
                .iter()
                .filter_map(|slug| {
                    Some(Link { name: &named(slug)?.name, address: links.to(&told.leaving(slug), None) })
                })
                .collect(),
            groups: groups(&vocabulary.facts, situation),
        }
    }
}

/// What views of what was told are made from.
struct Teller<'t, 'a> {
    links: Links<'a>,
    told: &'t Told,
    situation: &'a Situation,
    advice: &'t Advice,
}

impl<'a> Teller<'_, 'a> {
    fn chosen(&self, chosen: Ask<'a>) -> Option<Open<'a>> {
        let fact = chosen.fact;
        let question = ask(self.links.catalog, self.situation, &fact.id)?;
        let mut open = self.open(fact, &question, None, Some(self.links.to(self.told, None)));
        if let Some(field) = &mut open.field {
            field.typed = chosen.typed;
            field.fault = chosen.reply.and_then(Result::err).map(|error| fault(fact, &error));
        }
        Some(open)
    }

    fn open(&self, fact: &'a Fact, question: &Question, number: Option<usize>, back: Option<String>) -> Open<'a> {
        let known = self.situation.facts.iter().find(|known| known.fact == fact.id);
        let choice = |outcome: &Outcome| Choice {
            label: capitalised(&outcome.answer.replace('-', " ")),
            means: fact.choice(&outcome.answer).map_or("", |choice| choice.means.as_str()),
            address: self.links.to(&self.told.with([answered(&fact.id, &outcome.value)]), None),
            effect: self.effect(&outcome.recommended),
            is_known: known.is_some_and(|known| known.value == outcome.value),
        };
        let field = || Field {
            unit: fact.unit.as_deref().unwrap_or_default(),
            typed: String::new(),
            fault: None,
            kept: {
                let mut kept = self.links.parameters(&self.told.without(&fact.id));
                kept.push((ASK, fact.id.clone()));
                kept
            },
        };
        Open {
            fact,
            number,
            known: known.map(|known| with_unit(fact, &known.value)),
            choices: question.outcomes.iter().map(choice).collect(),
            field: (fact.kind == FactKind::Number).then(field),
            skip: self.links.to(&self.told.skipping(&fact.id), None),
            back,
        }
    }

    /// What becomes of the set that is recommended.
    fn effect(&self, recommended: &[Slug]) -> String {
        let now: Vec<&Slug> = self.advice.recommended.iter().map(|one| &one.slug).collect();
        let name = |slug: &Slug| {
            let pattern = self.links.catalog.get(slug.as_str());
            pattern.map_or_else(|| slug.to_string(), |pattern| pattern.name.clone())
        };
        let come: Vec<String> = recommended.iter().filter(|slug| !now.contains(slug)).map(name).collect();
        let go: Vec<String> = now.into_iter().filter(|slug| !recommended.contains(slug)).map(name).collect();
        match (come.as_slice(), go.as_slice()) {
            ([], []) if recommended.is_empty() => "nothing recommended yet".to_owned(),
            ([], []) => "the same patterns".to_owned(),
            (come, []) => format!("brings in {}", come.join(", ")),
            ([], go) => format!("takes out {}", go.join(", ")),
            (come, go) => format!("brings in {}; takes out {}", come.join(", "), go.join(", ")),
        }
    }

    fn stated(&self, fact: &'a Fact, known: &'a Known) -> Stated<'a> {
        let words = match &known.source {
            Source::Read { words } | Source::Heard { words } => Some(words.as_str()),
            _ => None,
        };
        // What was read would be read again, so it is left open instead.
        let without = if words.is_some() { self.told.skipping(&fact.id) } else { self.told.without(&fact.id) };
        Stated {
            fact,
            value: with_unit(fact, &known.value),
            words,
            heard: matches!(known.source, Source::Heard { .. }),
            change: self.links.to(self.told, Some(&fact.id)),
            drop: self.links.to(&without, None),
        }
    }

    fn dispute(&self, fact: &'a Fact, dispute: &Disputed) -> Dispute<'a> {
        let said = dispute.said.iter().map(|said| {
            let address = self.links.to(&self.told.with([answered(&fact.id, &said.value)]), None);
            (with_unit(fact, &said.value), source_in_words(&said.source), address)
        });
        let skip = self.links.to(&self.told.skipping(&fact.id), None);
        Dispute { fact, said: said.collect(), skip }
    }
}

/// What is wrong with what was typed into the field for a number.
fn fault(fact: &Fact, error: &GatherError) -> String {
    let unit = fact.unit.as_deref().unwrap_or("units");
    match error {
        GatherError::OutOfRange { low, high, .. } => format!("It lies between {low} and {high} {unit}."),
        _ => format!("That was not understood. Write a number of {unit}, as 6, 6-8 or 8+."),
    }
}

/// The facts that are not known, by group, in the order of the vocabulary.
fn groups<'a>(facts: &'a [Fact], situation: &Situation) -> Vec<(&'a str, Vec<&'a Fact>)> {
    let mut groups: Vec<(&str, Vec<&Fact>)> = Vec::new();
    for fact in facts.iter().filter(|fact| !situation.facts.iter().any(|known| known.fact == fact.id)) {
        match groups.iter_mut().find(|(group, _)| *group == fact.group) {
            Some((_, facts)) => facts.push(fact),
            None => groups.push((&fact.group, vec![fact])),
        }
    }
    groups
}
