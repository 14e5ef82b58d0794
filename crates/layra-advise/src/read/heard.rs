//! Listens to a text with the encoder: which patterns it makes right or wrong, which somebody wishes for, and
//! which facts it gives away.
//!
//! Its labels are `right:<slug>`, `wrong:<slug>`, `wish:<slug>` and `<fact>=<value>`. What the catalogue or
//! the vocabulary at hand does not have is passed over; what the encoder was not trained on is not heard.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use layra_catalog::condition::Value;
use layra_catalog::vocabulary::{Fact, FactKind};
use layra_catalog::{Catalog, Slug, Vocabulary};
use layra_encoder::Said;

use super::clauses::Clause;
use super::wishes::shortened;
use super::words::Word;
use crate::situation::{Echo, Known, Source, Wish};

/// How likely a fact must be said to be known.
const SURE: f32 = 0.8;
/// How likely a pattern must be wished for to be a wish.
const WISHED: f32 = 0.6;

static PLACES: LazyLock<BTreeMap<&str, usize>> =
    LazyLock::new(|| layra_encoder::labels().iter().copied().zip(0..).collect());

/// Where the encoder says that a pattern is `what`.
fn place(what: &str, slug: &str) -> Option<usize> {
    PLACES.get(format!("{what}:{slug}").as_str()).copied()
}

/// What the encoder hears in a text.
pub(super) struct Heard<'t> {
    text: &'t str,
    sentences: Vec<Range<usize>>,
    said: Vec<Said>,
}

impl<'t> Heard<'t> {
    /// Hears nothing where the encoder knows no pattern of the catalogue.
    pub(super) fn of(catalog: &Catalog, text: &'t str, words: &[Word], clauses: &[Clause]) -> Self {
        if !catalog.patterns().iter().any(|pattern| place("right", pattern.slug.as_str()).is_some()) {
            return Self { text, sentences: Vec::new(), said: Vec::new() };
        }
        let starts = clauses.chunk_by(|one, other| one.sentence == other.sentence);
        let starts: Vec<usize> = starts.map(|sentence| words[sentence[0].words.start].start).collect();
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        let sentences: Vec<Range<usize>> = starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect();
        let said = layra_encoder::read(text, &sentences);
        Self { text, sentences, said }
    }

    /// How the text speaks of a pattern; none where the encoder does not know it.
    pub(super) fn echo(&self, slug: &Slug) -> Option<Echo> {
        let said = |what| self.said.get(place(what, slug.as_str())?).copied();
        let (right, wrong) = (said("right")?, said("wrong")?);
        Some(Echo {
            slug: slug.clone(),
            strength: right.likely,
            words: self.words(right),
            against: wrong.likely,
            words_against: self.words(wrong),
        })
    }

    /// Whether somebody wishes for a pattern, be it by describing it.
    pub(super) fn wish(&self, slug: &Slug) -> Option<Wish> {
        let said = self.said.get(place("wish", slug.as_str())?)?;
        (said.likely >= WISHED).then(|| Wish { slug: slug.clone(), words: self.words(*said) })
    }

    /// The facts that are surely said, flags and choices alone, in the order of the vocabulary.
    pub(super) fn facts(&self, vocabulary: &Vocabulary) -> Vec<Known> {
        vocabulary.facts.iter().filter_map(|fact| self.fact(fact)).collect()
    }

    fn fact(&self, fact: &Fact) -> Option<Known> {
        let values: Vec<Value> = match fact.kind {
            FactKind::Flag => vec![Value::Flag(true), Value::Flag(false)],
            FactKind::Choice => fact.choices.iter().map(|choice| Value::Choice(choice.id.clone())).collect(),
            FactKind::Number => return None,
        };
        let said = values.into_iter().filter_map(|value| {
            let written = match &value {
                Value::Flag(flag) => flag.to_string(),
                Value::Choice(choice) => choice.clone(),
                Value::Number(_) => return None,
            };
            let place = PLACES.get(format!("{}={written}", fact.id).as_str())?;
            Some((self.said.get(*place).copied()?, value))
        });
        let (said, value) = said.max_by(|(one, _), (other, _)| one.likely.total_cmp(&other.likely))?;
        let source = Source::Read { words: self.words(said) };
        (said.likely >= SURE).then(|| Known { fact: fact.id.clone(), value, source })
    }

    /// The sentence that tells most of it, shortened.
    fn words(&self, said: Said) -> String {
        let sentence = self.sentences.get(said.part).and_then(|sentence| self.text.get(sentence.clone()));
        shortened(sentence.unwrap_or_default().trim_end_matches(|c: char| c.is_whitespace() || ".;:!?".contains(c)))
    }
}
