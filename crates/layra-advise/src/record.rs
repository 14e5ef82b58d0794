//! A decision on record: the text of a decision record, and what `layra.toml` keeps of it.
//!
//! The record follows MADR 4.0.0 (<https://adr.github.io/madr/>). All that it says comes from the
//! situation, the advice on it and the catalogue; the day is given. The facts stand in it as a facts file,
//! so that [`crate::look_again`] can compare them with what is known later.

mod markdown;

use layra_catalog::pattern::Pattern;
use layra_catalog::relation::RelationKind;
use layra_catalog::vocabulary::{Choose, Technology};
use layra_catalog::{Catalog, Slug, nearest};
use layra_project::{Date, Decision, Rejectable, Rejected, RepoPath};

use crate::{Advice, Situation, Weighed, advise, weigh};

/// Rivals that are set beside what was chosen, besides what was rejected.
const RIVALS: usize = 3;

/// What somebody decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// The pattern that was chosen.
    pub pattern: Slug,
    /// What the record is called; a title is made of the pattern's name when there is none.
    pub title: Option<String>,
    /// The folder it holds for; empty for the whole repository.
    pub scope: RepoPath,
    /// How far the decision has got.
    pub status: Status,
    /// The day of the decision.
    pub date: Date,
    /// The day by which to look at it again.
    pub review: Date,
    /// What was considered and is not to be used, each with a reason; without one, what the catalogue says
    /// against it in this situation is the reason.
    pub rejected: Vec<(Rejectable, Option<String>)>,
}

/// How far a decision has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It is put up for discussion.
    Proposed,
    /// It holds.
    Accepted,
}

impl Status {
    /// The word it is written as.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Accepted => "accepted",
        }
    }
}

/// A decision record, and what to keep of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// The record's title.
    pub title: String,
    /// What its file is called, behind the number: `use-kettle.md`.
    pub file: String,
    /// The record, Markdown.
    pub text: String,
    /// Whether the advice recommends the pattern here.
    pub advised: bool,
    /// What `layra.toml` keeps, without the path of the record.
    decision: Decision,
}

impl Recorded {
    /// What `layra.toml` keeps when the record stands at `adr`.
    pub fn decision(&self, adr: RepoPath) -> Decision {
        Decision { adr: Some(adr), ..self.decision.clone() }
    }
}

/// Why a decision cannot be recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// The catalogue has no such pattern.
    #[error("no pattern is called `{0}`")]
    UnknownPattern(Slug),
    /// The vocabulary has no such technology.
    #[error("no technology is called `{0}`")]
    UnknownTechnology(String),
    /// The pattern is chosen and rejected.
    #[error("`{0}` is chosen and rejected at once")]
    Both(Slug),
    /// Nothing is known that speaks against it here.
    #[error("nothing that is known speaks against `{0}` here; say why it is rejected")]
    NoReason(String),
}

/// A name of neither a pattern nor a technology.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no pattern or technology is called `{}`", .name.escape_debug())]
pub struct UnknownName {
    /// What was written.
    pub name: String,
    /// What was probably meant.
    pub nearest: Option<String>,
}

/// Puts a decision on record: what was known, what was considered, why it was decided so, what follows,
/// and when to look again.
///
/// Wishes that the advice warns against are rejected with its reasons, unless one of them was chosen.
///
/// # Errors
/// When the catalogue does not have what is chosen or rejected, or a rejection has no reason.
pub fn record(catalog: &Catalog, situation: &Situation, decided: &Decided) -> Result<Recorded, RecordError> {
    let chosen = known_pattern(catalog, &decided.pattern)?;
    let advice = advise(catalog, situation, &[]);
    let rejected = rejected(catalog, situation, &advice, chosen, &decided.rejected)?;
    let options = options(catalog, situation, chosen, &rejected);
    let title = match decided.title.as_deref().map(markdown::one_line).filter(|title| !title.is_empty()) {
        Some(title) => title,
        None if decided.scope == RepoPath::default() => format!("Use {}", chosen.name),
        None => format!("Use {} in {}", chosen.name, decided.scope),
    };
    let file = format!("{}.md", Slug::from_name(&title).as_ref().unwrap_or(&chosen.slug));
    let text = markdown::text(&markdown::Sheet {
        catalog,
        situation,
        advice: &advice,
        decided,
        title: &title,
        options: &options,
        rejected: &rejected,
    });
    let decision = Decision {
        pattern: chosen.slug.clone(),
        adr: None,
        scope: decided.scope.clone(),
        roles: Default::default(),
        rejected,
    };
    let advised = advice.recommended.iter().any(|recommendation| recommendation.slug == chosen.slug);
    Ok(Recorded { title, file, text, advised, decision })
}

/// What somebody means to reject by `name`: a technology by its id, a pattern by its slug or a name, a
/// technology by a name.
///
/// # Errors
/// When it is none of them.
pub fn rejectable(catalog: &Catalog, name: &str) -> Result<Rejectable, UnknownName> {
    let vocabulary = catalog.vocabulary();
    let named = |known: &&Technology| {
        [&known.id, &known.name].into_iter().chain(&known.aka).any(|known| known.eq_ignore_ascii_case(name))
    };
    if let Some(known) = vocabulary.technology(name) {
        return Ok(Rejectable::Technology(known.id.clone()));
    }
    if let Some(pattern) = catalog.find(name) {
        return Ok(Rejectable::Pattern(pattern.slug.clone()));
    }
    match vocabulary.technologies.iter().find(named) {
        Some(known) => Ok(Rejectable::Technology(known.id.clone())),
        None => {
            let slugs = catalog.patterns().iter().map(|pattern| pattern.slug.as_str());
            let nearest = nearest::nearest(name, slugs.chain(vocabulary.technology_ids()));
            Err(UnknownName { name: name.to_owned(), nearest: nearest.map(str::to_owned) })
        }
    }
}

/// A pattern that was considered.
struct Considered<'a> {
    pattern: &'a Pattern,
    stands: Weighed,
    /// Whether somebody wished for it.
    wished: bool,
}

fn known_pattern<'a>(catalog: &'a Catalog, slug: &Slug) -> Result<&'a Pattern, RecordError> {
    catalog.get(slug.as_str()).ok_or_else(|| RecordError::UnknownPattern(slug.clone()))
}

/// What is rejected, each once: what somebody named, then wishes that the advice warns against.
fn rejected(
    catalog: &Catalog,
    situation: &Situation,
    advice: &Advice,
    chosen: &Pattern,
    named: &[(Rejectable, Option<String>)],
) -> Result<Vec<Rejected>, RecordError> {
    // What a text only sounds like was perhaps never wished for: nothing is held to that.
    let named_wish = |slug: &Slug| situation.wishes.iter().any(|wish| wish.named && wish.slug == *slug);
    let wishes = advice.warned.iter().filter(|warning| named_wish(&warning.slug) && warning.slug != chosen.slug);
    let wishes = wishes.filter_map(|warning| {
        let why = against(catalog, situation, chosen, catalog.get(warning.slug.as_str())?)?;
        Some((Rejectable::Pattern(warning.slug.clone()), Some(why)))
    });
    let mut rejected: Vec<Rejected> = Vec::new();
    for (what, why) in named.iter().cloned().chain(wishes) {
        if rejected.iter().any(|other| other.what == what) {
            continue;
        }
        let why = match (&what, why.as_deref().map(markdown::one_line).filter(|why| !why.is_empty())) {
            (Rejectable::Pattern(slug), _) if *slug == chosen.slug => return Err(RecordError::Both(slug.clone())),
            (Rejectable::Pattern(slug), why) => {
                let pattern = known_pattern(catalog, slug)?;
                match why {
                    Some(why) => why,
                    None => against(catalog, situation, chosen, pattern)
                        .ok_or_else(|| RecordError::NoReason(slug.to_string()))?,
                }
            }
            (Rejectable::Technology(id), why) => {
                catalog.vocabulary().technology(id).ok_or_else(|| RecordError::UnknownTechnology(id.clone()))?;
                why.ok_or_else(|| RecordError::NoReason(id.clone()))?
            }
        };
        rejected.push(Rejected { what, why });
    }
    Ok(rejected)
}

/// What speaks most against a pattern in this situation; else that the chosen one answers the same question.
fn against(catalog: &Catalog, situation: &Situation, chosen: &Pattern, pattern: &Pattern) -> Option<String> {
    let stands = weigh(catalog, situation, std::slice::from_ref(&pattern.slug)).pop()?;
    if let Some(reason) = stands.against.first() {
        return Some(reason.say.clone());
    }
    let concern = catalog.vocabulary().concern(pattern.concern.as_deref()?)?;
    let same = concern.choose == Choose::One && chosen.concern == pattern.concern;
    same.then(|| format!("{} was chosen for the same question: {}", chosen.name, concern.question))
}

/// The patterns that were considered: the chosen one, those rejected and wished for, and the best of its
/// rivals in this situation.
fn options<'a>(
    catalog: &'a Catalog,
    situation: &Situation,
    chosen: &'a Pattern,
    rejected: &[Rejected],
) -> Vec<Considered<'a>> {
    let mut slugs = vec![chosen.slug.clone()];
    let mut add = |slug: &Slug| {
        if !slugs.contains(slug) {
            slugs.push(slug.clone());
        }
    };
    rejected.iter().for_each(|rejected| {
        if let Rejectable::Pattern(slug) = &rejected.what {
            add(slug);
        }
    });
    situation.wishes.iter().for_each(|wish| add(&wish.slug));
    let mut rivals: Vec<Weighed> = weigh(catalog, situation, &rivals(catalog, chosen));
    rivals.retain(|rival| !slugs.contains(&rival.slug));
    // Those that answer the same question come first. Stable: what weighs the same stays in the order of the
    // catalogue.
    let same = |rival: &Weighed| catalog.get(rival.slug.as_str()).is_some_and(|one| one.concern == chosen.concern);
    rivals.sort_by(|one, other| {
        let rank = |rival: &Weighed| (rival.recommended, same(rival));
        rank(other).cmp(&rank(one)).then_with(|| other.score.total_cmp(&one.score))
    });
    slugs.extend(rivals.into_iter().take(RIVALS).map(|rival| rival.slug));
    let stands = weigh(catalog, situation, &slugs);
    let considered = stands.into_iter().filter_map(|stands| {
        let wished = situation.wishes.iter().any(|wish| wish.slug == stands.slug);
        Some(Considered { pattern: catalog.get(stands.slug.as_str())?, stands, wished })
    });
    considered.collect()
}

/// Patterns that people choose between when they consider this one, in the order of the catalogue.
fn rivals(catalog: &Catalog, chosen: &Pattern) -> Vec<Slug> {
    let concern = chosen.concern.as_deref().and_then(|id| catalog.vocabulary().concern(id));
    let concern = concern.filter(|concern| concern.choose == Choose::One).map(|concern| &concern.id);
    let relations = catalog.relations_of(chosen);
    let is_rival = |pattern: &&Pattern| {
        let answers_it = concern.is_some() && pattern.concern.as_ref() == concern;
        let alternative =
            relations.iter().any(|view| view.slug == pattern.slug && view.kind == RelationKind::AlternativeTo);
        let compared = chosen.versus.iter().any(|row| row.pattern.as_ref() == Some(&pattern.slug));
        pattern.slug != chosen.slug && (answers_it || alternative || compared)
    };
    catalog.patterns().iter().filter(is_rival).map(|pattern| pattern.slug.clone()).collect()
}

#[cfg(test)]
mod tests;
