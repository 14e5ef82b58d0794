//! Listens to a text with the encoder: which patterns it makes right or wrong, which somebody wishes for, and
//! which facts it gives away.
//!
//! Its labels are `right:<slug>`, `wrong:<slug>`, `wish:<slug>`, `<fact>=<value>` and `number:<fact>`. What the
//! catalogue or the vocabulary at hand does not have is passed over; what the encoder was not trained on is not
//! heard.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use layra_catalog::condition::Value;
use layra_catalog::vocabulary::{Fact, FactKind};
use layra_catalog::{Catalog, Slug, Vocabulary};
use layra_encoder::Said;

use super::clauses::{Clause, Mood};
use super::quantities::Quantity;
use super::scale::{Scale, within};
use super::wishes::shortened;
use super::words::Word;
use crate::situation::{Echo, Known, Source, Wish};

/// How likely a fact must be said to be known.
const SURE: f32 = 0.8;
/// The same of a brief text, of a kind that the encoder was not trained on; and of a wish there.
const SURE_IN_BRIEF: f32 = 0.96;
const WISHED_IN_BRIEF: f32 = 0.92;
/// Words of a brief text, at most.
pub(super) const BRIEF: usize = 45;
/// How likely it must be said that a number tells a fact, and how much of its look must go to that number.
const COUNTED: f32 = 0.8;
const LOOKED_AT: f32 = 0.5;
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
    parts: Vec<Part>,
    said: Vec<Said>,
    /// How likely a fact, and a wish, must be said to count.
    sure: f32,
    wished: f32,
}

/// A part of a text: a number, or what of a sentence stands between numbers.
struct Part {
    sentence: usize,
    text: Range<usize>,
    /// What the number says, if it is one and stated.
    quantity: Option<Quantity>,
}

impl<'t> Heard<'t> {
    /// Hears nothing where the encoder knows no pattern of the catalogue.
    pub(super) fn of(
        catalog: &Catalog,
        text: &'t str,
        words: &[Word],
        clauses: &[Clause],
        quantities: Vec<Quantity>,
    ) -> Self {
        if !catalog.patterns().iter().any(|pattern| place("right", pattern.slug.as_str()).is_some()) {
            return Self::nothing(text);
        }
        let parts = parts(text, words, clauses, quantities);
        let ranges: Vec<Range<usize>> = parts.iter().map(|part| part.text.clone()).collect();
        let said = layra_encoder::read(text, &ranges);
        let is_brief = words.len() <= BRIEF;
        let (sure, wished) = if is_brief { (SURE_IN_BRIEF, WISHED_IN_BRIEF) } else { (SURE, WISHED) };
        Self { text, parts, said, sure, wished }
    }

    /// A text that was not listened to.
    pub(super) fn nothing(text: &'t str) -> Self {
        Self { text, parts: Vec::new(), said: Vec::new(), sure: SURE, wished: WISHED }
    }

    /// How the text speaks of a pattern; none where the encoder does not know it.
    pub(super) fn echo(&self, slug: &Slug) -> Option<Echo> {
        let said = |what| self.said.get(place(what, slug.as_str())?);
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
        (said.likely >= self.wished).then(|| Wish { slug: slug.clone(), words: self.words(said), named: false })
    }

    /// How likely somebody wishes for a pattern; none where that was not listened for.
    pub(super) fn wished(&self, slug: &Slug) -> Option<f32> {
        Some(self.said.get(place("wish", slug.as_str())?)?.likely)
    }

    /// The facts that are surely said, in the order of the vocabulary.
    pub(super) fn facts(&self, vocabulary: &Vocabulary) -> Vec<Known> {
        vocabulary.facts.iter().filter_map(|fact| self.fact(fact)).collect()
    }

    fn fact(&self, fact: &Fact) -> Option<Known> {
        let values: Vec<Value> = match fact.kind {
            FactKind::Flag => vec![Value::Flag(true), Value::Flag(false)],
            FactKind::Choice => fact.choices.iter().map(|choice| Value::Choice(choice.id.clone())).collect(),
            FactKind::Number => return self.number(fact),
        };
        let said = values.into_iter().filter_map(|value| {
            let written = match &value {
                Value::Flag(flag) => flag.to_string(),
                Value::Choice(choice) => choice.clone(),
                Value::Number(_) => return None,
            };
            let place = PLACES.get(format!("{}={written}", fact.id).as_str())?;
            Some((self.said.get(*place)?, value))
        });
        let (said, value) = said.max_by(|(one, _), (other, _)| one.likely.total_cmp(&other.likely))?;
        let source = || Source::Heard { words: self.words(said) };
        (said.likely >= self.sure).then(|| Known { fact: fact.id.clone(), value, source: source() })
    }

    /// The number that a fact which is said looks at, if it measures the same.
    fn number(&self, fact: &Fact) -> Option<Known> {
        let said = self.said.get(place("number", &fact.id)?).filter(|said| said.likely >= COUNTED)?;
        let scale = Scale::of(fact)?;
        let numbers = self.parts.iter().zip(&said.parts).filter(|(part, _)| part.quantity.is_some());
        let (part, tells) = numbers.max_by(|(_, one), (_, other)| one.share.total_cmp(&other.share))?;
        let quantity = part.quantity.as_ref().filter(|_| tells.share >= LOOKED_AT)?;
        let interval = within(quantity.in_units(scale.factor(quantity)?)?, fact.range)?;
        // The number stands there, whatever tells what it counts.
        let source = Source::Read { words: self.sentence(part.sentence) };
        Some(Known { fact: fact.id.clone(), value: Value::Number(interval), source })
    }

    /// The sentence that tells most of it, shortened.
    fn words(&self, said: &Said) -> String {
        let mut tells: BTreeMap<usize, f32> = BTreeMap::new();
        for (part, told) in self.parts.iter().zip(&said.parts).filter(|(_, told)| told.share > 0.0) {
            *tells.entry(part.sentence).or_default() += told.odds;
        }
        let most = tells.iter().max_by(|(at, one), (other_at, other)| one.total_cmp(other).then(other_at.cmp(at)));
        most.map(|(sentence, _)| self.sentence(*sentence)).unwrap_or_default()
    }

    fn sentence(&self, number: usize) -> String {
        let mut own = self.parts.iter().filter(|part| part.sentence == number).map(|part| part.text.clone());
        let whole = own.next().map(|first| first.start..own.next_back().map_or(first.end, |last| last.end));
        let sentence = whole.and_then(|whole| self.text.get(whole)).unwrap_or_default();
        shortened(sentence.trim_end_matches(|c: char| c.is_whitespace() || ".;:!?".contains(c)))
    }
}

/// The sentences of a text, with the numbers in them as parts of their own.
fn parts(text: &str, words: &[Word], clauses: &[Clause], quantities: Vec<Quantity>) -> Vec<Part> {
    let mut left = quantities.into_iter().peekable();
    let sentences: Vec<&[Clause]> = clauses.chunk_by(|one, other| one.sentence == other.sentence).collect();
    let start_of = |sentence: &[Clause]| words[sentence[0].words.start].start;
    let ends = sentences.iter().skip(1).map(|next| start_of(next)).chain([text.len()]);
    let mut parts = Vec::new();
    for (sentence, end) in sentences.iter().zip(ends) {
        let mut at = start_of(sentence);
        let mut add = |text: Range<usize>, quantity| {
            if !text.is_empty() {
                parts.push(Part { sentence: sentence[0].sentence, text, quantity });
            }
        };
        while let Some(quantity) = left.next_if(|quantity| words[quantity.number.start].start < end) {
            let number = &words[quantity.number.clone()];
            let (first, last) = (number[0].start.max(at), number[number.len() - 1].end.clamp(at, end));
            let clause = clauses.partition_point(|clause| clause.words.end <= quantity.number.start);
            let is_stated = clauses.get(clause).is_some_and(|clause| clause.mood == Mood::Fact);
            add(at..first, None);
            add(first..last, is_stated.then_some(quantity));
            at = last;
        }
        add(at..end, None);
    }
    parts
}
