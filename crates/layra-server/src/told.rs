//! What a request tells of a situation: facts, facts left open, a text, what there is today.
//!
//! Pages and the API read it with the same code, and pages write it into the addresses they link to. Nothing
//! of it is kept: the address is all there is.

use axum::http::StatusCode;
use form_urlencoded::Serializer;
use layra_advise::gather::{self, Contradictions, GatherError};
use layra_advise::{Known, Situation, Source, read};
use layra_catalog::{Pattern, Slug, Vocabulary};

use crate::pages::fault::{Fault, shorten};
use crate::site::Site;

/// Names of the parameters.
pub(crate) const FACT: &str = "fact";
pub(crate) const SKIP: &str = "skip";
pub(crate) const FROM: &str = "from";
pub(crate) const TEXT: &str = "text";
/// Most patterns that a team has today.
const MOST_TODAY: usize = 20;

/// What somebody told.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Told {
    /// Facts that were stated, in the order of the vocabulary.
    pub(crate) facts: Vec<Known>,
    /// Ids of facts that are left open, whatever the text seems to say.
    pub(crate) skipped: Vec<String>,
    /// What there is today.
    pub(crate) today: Vec<Slug>,
    /// The situation in words, without blanks around it.
    pub(crate) text: String,
}

/// What somebody wrote, before it is looked up.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// Facts that are stated.
    pub(crate) facts: Vec<Known>,
    /// Names of facts to leave open.
    pub(crate) skip: Vec<String>,
    /// Names of patterns that are there today.
    pub(crate) from: Vec<String>,
    /// The situation in words.
    pub(crate) text: String,
}

/// What may be told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    /// Characters of a text.
    pub(crate) longest: usize,
    /// What becomes of facts that are stated twice and differ.
    pub(crate) contradictions: Contradictions,
}

impl Told {
    /// What stands behind the `?`; `source` is where its facts are said to be known from.
    ///
    /// # Errors
    /// A [`Fault`] when a fact or a pattern is none, or it is more or other than `rules` allow.
    pub(crate) fn read<'a>(site: &'a Site, query: &str, source: &Source, rules: Rules) -> Result<Self, Fault<'a>> {
        let vocabulary = site.catalog().vocabulary();
        let fact = |flag: String| gather::from_flag(vocabulary, &flag, FACT);
        let from_source = |known: Known| Known { source: source.clone(), ..known };
        let facts: Result<Vec<Known>, GatherError> =
            values(query, FACT).map(|flag| fact(flag).map(from_source)).collect();
        let names = |name| values(query, name).flat_map(|names| listed(&names)).collect();
        let written = Written {
            facts: facts.map_err(|error| refused(&error))?,
            skip: names(SKIP),
            from: names(FROM),
            text: values(query, TEXT).collect::<Vec<_>>().join("\n"),
        };
        Self::new(site, &written, rules)
    }

    /// What was stated, each part as it was written.
    ///
    /// # Errors
    /// As [`Told::read`].
    pub(crate) fn new<'a>(site: &'a Site, written: &Written, rules: Rules) -> Result<Self, Fault<'a>> {
        let vocabulary = site.catalog().vocabulary();
        let text = written.text.trim();
        let longest = rules.longest;
        if text.chars().count() > longest {
            let message = format!("A situation may be told in {longest} characters.");
            return Err(Fault::new(StatusCode::BAD_REQUEST, message).with_hint("Say it in a few sentences."));
        }
        let facts = gather::merge(vocabulary, written.facts.iter().cloned(), rules.contradictions);
        let facts = facts.map_err(|error| refused(&error))?;
        let stated = Situation { facts: facts.clone(), ..Situation::default() };
        let open = gather::skip(vocabulary, stated, written.skip.iter().map(String::as_str), SKIP);
        let skipped = open.map_err(|error| refused(&error))?.declined;
        let mut today: Vec<Slug> = Vec::new();
        for name in &written.from {
            let slug = &named(site, name)?.slug;
            if !today.contains(slug) {
                today.push(slug.clone());
            }
            if today.len() > MOST_TODAY {
                let message = format!("At most {MOST_TODAY} patterns can be there today.");
                return Err(Fault::new(StatusCode::BAD_REQUEST, message).with_hint("Leave some out."));
            }
        }
        Ok(Self { facts, skipped, today, text: text.to_owned() })
    }

    /// Whether nothing is told of the situation.
    pub(crate) fn is_silent(&self) -> bool {
        self.facts.is_empty() && self.skipped.is_empty() && self.text.is_empty()
    }

    /// The situation that this describes.
    pub(crate) fn situation(&self, site: &Site) -> Situation {
        let (catalog, vocabulary) = (site.catalog(), site.catalog().vocabulary());
        let heard = if self.text.is_empty() { Situation::default() } else { read(catalog, site.index(), &self.text) };
        let situation = gather::combine(vocabulary, heard, self.facts.clone());
        let open = self.skipped.iter().map(String::as_str);
        gather::skip(vocabulary, situation, open, SKIP).expect("names of facts were looked up when they were read")
    }

    /// The same with facts stated, in place of what was said of them.
    pub(crate) fn with(&self, facts: impl IntoIterator<Item = Known>) -> Self {
        let mut told = self.clone();
        for known in facts {
            told = told.without(&known.fact);
            told.facts.push(known);
        }
        told
    }

    /// The same without what was said of a fact.
    pub(crate) fn without(&self, fact: &str) -> Self {
        let mut told = self.clone();
        told.facts.retain(|known| known.fact != fact);
        told.skipped.retain(|id| id != fact);
        told
    }

    /// The same with a fact left open.
    pub(crate) fn skipping(&self, fact: &str) -> Self {
        let mut told = self.without(fact);
        told.skipped.push(fact.to_owned());
        told
    }

    /// The same without a pattern that is there today.
    pub(crate) fn leaving(&self, slug: &Slug) -> Self {
        let mut told = self.clone();
        told.today.retain(|other| other != slug);
        told
    }

    /// All of it as parameters, in the order in which addresses have them.
    pub(crate) fn parameters(&self, vocabulary: &Vocabulary) -> Vec<(&'static str, String)> {
        let facts = self.facts.iter().filter_map(|known| gather::to_flag(vocabulary, known));
        let parameters = facts.map(|fact| (FACT, fact));
        let parameters = parameters.chain(self.skipped.iter().map(|fact| (SKIP, fact.clone())));
        let parameters = parameters.chain(self.today.iter().map(|slug| (FROM, slug.to_string())));
        let text = Some(self.text.clone()).filter(|text| !text.is_empty());
        parameters.chain(text.map(|text| (TEXT, text))).collect()
    }
}

/// An address with parameters behind the `?`, where there are any.
pub(crate) fn address<'a>(path: &str, parameters: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let mut query = Serializer::new(String::new());
    query.extend_pairs(parameters);
    match query.finish() {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

/// The values of a parameter that are not blank. A form sends fields that nobody filled in, too.
pub(crate) fn values<'q>(query: &'q str, name: &'q str) -> impl Iterator<Item = String> + 'q {
    let values = form_urlencoded::parse(query.as_bytes()).filter(move |(key, _)| key == name);
    values.map(|(_, value)| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// Names with commas between them.
fn listed(names: &str) -> Vec<String> {
    names.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// The pattern somebody means by `name`.
///
/// # Errors
/// A [`Fault`] with those that are near, when there is none.
pub(crate) fn named<'a>(site: &'a Site, name: &str) -> Result<&'a Pattern, Fault<'a>> {
    site.catalog().find(name.trim()).ok_or_else(|| {
        Fault::new(StatusCode::NOT_FOUND, format!("There is no pattern `{}`.", shorten(name.trim())))
            .with_hint("All patterns are on the first page.")
            .with_suggestions(site, name)
    })
}

/// What is wrong with a fact, and what is known instead.
pub(crate) fn refused(error: &GatherError) -> Fault<'static> {
    let meant = |nearest: &Option<String>| nearest.as_ref().map(|nearest| format!("Did you mean `{nearest}`?"));
    let (message, hint) = match error {
        GatherError::Syntax { place, message } => (format!("`{place}` cannot be read."), format!("{message}.")),
        GatherError::UnknownFact { fact, nearest, .. } => {
            let hint = meant(nearest).unwrap_or_else(|| "`layra facts` lists them.".to_owned());
            (format!("There is no fact `{fact}`."), hint)
        }
        GatherError::UnknownChoice { fact, choice, nearest, choices, .. } => {
            let hint = meant(nearest).unwrap_or_else(|| format!("It is one of {}.", choices.join(", ")));
            (format!("`{fact}` has no choice `{choice}`."), hint)
        }
        GatherError::WrongValue { fact, found, expected, .. } => {
            (format!("`{fact}` cannot be `{found}`."), format!("{}.", capitalised(expected)))
        }
        GatherError::OutOfRange { fact, found, low, high, unit, .. } => {
            (format!("`{fact}` cannot be {found}."), format!("It lies between {low} and {high} {unit}."))
        }
        GatherError::Contradiction { fact, one, other, .. } => {
            let message = format!("`{fact}` is stated twice, as {one} and as {other}.");
            (message, "Leave one of them out, or let the last one count with `assume=last`.".to_owned())
        }
    };
    Fault::new(StatusCode::BAD_REQUEST, message).with_hint(hint)
}

/// A clause as the beginning of a sentence.
pub(crate) fn capitalised(clause: &str) -> String {
    let mut letters = clause.chars();
    letters.next().map(char::to_uppercase).into_iter().flatten().chain(letters).collect()
}
