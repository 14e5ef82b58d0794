//! Made-up catalogues whose words are as frequent as those of real ones, and questions to them.
//!
//! Words are drawn from the built-in catalogue's own, most frequent first, and then from invented
//! ones, so that a word is about as frequent as its rank is low (G. K. Zipf, *Human Behavior and the
//! Principle of Least Effort*, 1949). Each entry has a few words that it comes back to, as real ones
//! have: they are what it is about.

use std::collections::{BTreeMap, HashSet};

use anyhow::{Context, Result};
use layra_catalog::pattern::{Category, Component, DecisionRow, Statement, TradeOff, Weight};
use layra_catalog::{Catalog, Contents, Pattern, Slug, SourceText};
use layra_search::passages;

use super::random::Random;

/// Invented words for each entry: catalogues that grow speak of more and more things.
const INVENTED: usize = 4;
/// How much less frequent the first ranks are than their rank says (B. Mandelbrot, 1953).
const SHIFT: f64 = 2.7;
/// Ranks before this one are nobody's own words: every text has them.
const EVERYBODYS: usize = 150;
/// Words that an entry comes back to, and how often.
const OWN: usize = 24;
const OWN_SHARE: f64 = 0.25;
/// Of how many questions one has a slip.
const SLIPS: usize = 5;
const SHORTEST_WITH_SLIP: usize = 5;

/// An entry in the shape of a made-up one, without its texts.
const BLANK: &str = "name = \"Blank\"\ncategory = \"system\"\ncomplexity = 3\nsummary = \"Blank.\"\n\
                     team = { label = \"Any\", min = 1 }\n";

/// A made-up catalogue.
pub(super) struct Made {
    pub(super) catalog: Catalog,
}

/// A question made of the words of an entry.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) text: String,
    /// The entry.
    pub(super) slug: Slug,
}

impl Made {
    /// A catalogue of `size` entries; the same in every run.
    ///
    /// # Errors
    /// When the form of entries has changed and this module has not.
    pub(super) fn new(size: usize) -> Result<Self> {
        let blank = blank()?;
        let words = Words::new(size);
        let mut random = Random::new(1);
        let patterns: Vec<Pattern> =
            (0..size).map(|number| entry(number, &blank, &words, &mut random)).collect::<Result<_>>()?;
        Ok(Self { catalog: Contents { patterns, ..Contents::default() }.into() })
    }

    /// `count` questions of 3 to 15 words of an entry each, a fifth of them with a slip.
    pub(super) fn questions(&self, count: usize) -> Vec<Question> {
        let mut random = Random::new(2);
        let mut questions = Vec::new();
        while questions.len() < count {
            let Some(pattern) = random.one_of(self.catalog.patterns()) else { break };
            let passages = passages(pattern, self.catalog.vocabulary());
            let known: Vec<&str> = passages.iter().flat_map(|passage| words_of(&passage.text)).collect();
            let length = 3 + random.below(13);
            let mut words: Vec<String> =
                (0..length).filter_map(|_| random.one_of(&known)).map(|word| word.to_lowercase()).collect();
            if questions.len() % SLIPS == 0
                && let Some(word) = words.iter_mut().find(|word| word.chars().count() >= SHORTEST_WITH_SLIP)
            {
                *word = with_slip(word, &mut random);
            }
            questions.push(Question { text: words.join(" "), slug: pattern.slug.clone() });
        }
        questions
    }

    /// `count` questions of 6 words that hardly any entry has.
    pub(super) fn strange_questions(&self, count: usize) -> Vec<String> {
        let mut random = Random::new(5);
        (0..count).map(|_| (0..6).map(|_| invented(&mut random)).collect::<Vec<_>>().join(" ")).collect()
    }
}

fn blank() -> Result<Pattern> {
    let file = SourceText { path: "patterns/blank/pattern.toml".to_owned(), text: BLANK.to_owned() };
    let (catalog, problems) = Catalog::parse([file]);
    let blank = catalog.patterns().first().cloned();
    blank.with_context(|| format!("no entry is made of the blank one: {problems:?}"))
}

fn entry(number: usize, blank: &Pattern, words: &Words, random: &mut Random) -> Result<Pattern> {
    let mut text = Writer { words, own: (0..OWN).map(|_| words.own(random)).collect(), random };
    let name = format!("{} {}", text.own_word(), text.own_word());
    Ok(Pattern {
        slug: Slug::parse(&format!("made-up-{number}"))?,
        name,
        category: *text.random.one_of(Category::ALL).unwrap_or(&Category::Data),
        summary: text.sentence(25),
        use_when: text.statements("use", 5),
        avoid_when: text.statements("avoid", 4),
        components: text.items("part", 4, |id, text| Component {
            id,
            name: text.own_word().to_owned(),
            does: text.sentence(18),
        }),
        pros: text.trade_offs("pro", 4),
        cons: text.trade_offs("con", 4),
        versus: text.items("or", 3, |id, text| DecisionRow {
            other: text.own_word().to_owned(),
            say: text.sentence(20),
            id,
            pattern: None,
            prefer_if: None,
            other_if: None,
        }),
        overview: [text.sentence(40), text.sentence(40), String::new(), text.sentence(40), text.sentence(40)]
            .join("\n"),
        asked: (0..8).map(|_| text.sentence(10)).collect(),
        ..blank.clone()
    })
}

/// Writes the texts of one entry.
struct Writer<'a> {
    words: &'a Words,
    own: Vec<&'a str>,
    random: &'a mut Random,
}

impl<'a> Writer<'a> {
    fn own_word(&mut self) -> &'a str {
        self.random.one_of(&self.own).copied().unwrap_or_default()
    }

    fn sentence(&mut self, length: usize) -> String {
        let word = |writer: &mut Self| match writer.random.share() < OWN_SHARE {
            true => writer.own_word(),
            false => writer.words.any(writer.random),
        };
        (0..length).map(|_| word(self)).collect::<Vec<_>>().join(" ") + "."
    }

    fn items<T>(&mut self, kind: &str, count: usize, item: impl Fn(String, &mut Self) -> T) -> Vec<T> {
        (0..count).map(|nth| item(format!("{kind}-{nth}"), self)).collect()
    }

    fn statements(&mut self, kind: &str, count: usize) -> Vec<Statement> {
        self.items(kind, count, |id, text| Statement {
            id,
            say: text.sentence(18),
            condition: None,
            weight: 1,
            veto: false,
        })
    }

    fn trade_offs(&mut self, kind: &str, count: usize) -> Vec<TradeOff> {
        self.items(kind, count, |id, text| TradeOff {
            id,
            weight: Weight::Medium,
            quality: Vec::new(),
            say: text.sentence(18),
        })
    }
}

/// Words, most frequent first, and how frequent they are up to each.
struct Words {
    words: Vec<String>,
    up_to: Vec<f64>,
}

impl Words {
    /// The built-in catalogue's words, and invented ones for `size` entries.
    fn new(size: usize) -> Self {
        let catalog = layra_builtin::catalog();
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for pattern in catalog.patterns() {
            for passage in passages(pattern, catalog.vocabulary()) {
                words_of(&passage.text).for_each(|word| *counts.entry(word.to_lowercase()).or_default() += 1);
            }
        }
        let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let mut words: Vec<String> = counts.into_iter().map(|(word, _)| word).collect();
        let mut known: HashSet<String> = words.iter().cloned().collect();
        let mut random = Random::new(3);
        let wanted = words.len() + INVENTED * size;
        while words.len() < wanted {
            let word = invented(&mut random);
            if known.insert(word.clone()) {
                words.push(word);
            }
        }
        let mut sum = 0.0;
        let frequency = |rank: usize| 1.0 / (rank as f64 + 1.0 + SHIFT);
        let up_to = (0..words.len()).map(|rank| {
            sum += frequency(rank);
            sum
        });
        Self { up_to: up_to.collect(), words }
    }

    /// Any word, by its frequency.
    fn any(&self, random: &mut Random) -> &str {
        self.after(0.0, random)
    }

    /// A word that may be an entry's own, by its frequency.
    fn own(&self, random: &mut Random) -> &str {
        self.after(self.up_to.get(EVERYBODYS).copied().unwrap_or_default(), random)
    }

    fn after(&self, least: f64, random: &mut Random) -> &str {
        let total = self.up_to.last().copied().unwrap_or_default();
        let drawn = least + random.share() * (total - least);
        let rank = self.up_to.partition_point(|up_to| *up_to <= drawn);
        self.words.get(rank).map_or("", String::as_str)
    }
}

/// A word of two to five syllables.
fn invented(random: &mut Random) -> String {
    const CONSONANTS: &[u8] = b"bcdfghjklmnpqrstvwxz";
    const VOWELS: &[u8] = b"aeiouy";
    let mut word = String::new();
    for _ in 0..2 + random.below(4) {
        for letters in [CONSONANTS, VOWELS] {
            word.extend(random.one_of(letters).copied().map(char::from));
        }
    }
    if random.below(2) == 0 {
        word.extend(random.one_of(CONSONANTS).copied().map(char::from));
    }
    word
}

/// The word with a letter dropped, doubled, changed, or swapped with the next.
fn with_slip(word: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    // The first letter is hardly ever the wrong one.
    let at = 1 + random.below(letters.len().saturating_sub(2));
    match random.below(4) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        2 => letters[at] = if letters[at] == 'e' { 'a' } else { 'e' },
        _ => letters.swap(at, at + 1),
    }
    letters.into_iter().collect()
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn catalogues_and_questions_are_the_same_in_every_run() {
        let (made, again) = (Made::new(20).expect("made"), Made::new(20).expect("made"));
        assert_eq!(made.catalog, again.catalog);
        let questions = made.questions(50);
        assert_eq!(questions, again.questions(50));
        let lengths = questions.iter().map(|question| question.text.split(' ').count());
        assert!(lengths.clone().min() == Some(3) && lengths.max() == Some(15));
    }

    #[test]
    fn common_words_stand_in_most_entries_and_most_words_in_few() {
        let made = Made::new(200).expect("made");
        let mut entries: BTreeMap<String, usize> = BTreeMap::new();
        for pattern in made.catalog.patterns() {
            let texts = passages(pattern, made.catalog.vocabulary());
            let words: HashSet<&str> = texts.iter().flat_map(|passage| words_of(&passage.text)).collect();
            words.into_iter().for_each(|word| *entries.entry(word.to_owned()).or_default() += 1);
        }
        let share = |fits: &dyn Fn(usize) -> bool| {
            entries.values().filter(|count| fits(**count)).count() as f64 / entries.len() as f64
        };
        assert!(entries["the"] == 200 && share(&|count| count > 100) < 0.05 && share(&|count| count < 10) > 0.5);
    }

    #[test]
    fn a_slip_changes_a_word_by_one_letter() {
        let mut random = Random::new(4);
        for _ in 0..100 {
            let slip = with_slip("kettle", &mut random);
            assert!(slip.starts_with('k') && slip.len().abs_diff(6) <= 1, "{slip}");
        }
    }
}
