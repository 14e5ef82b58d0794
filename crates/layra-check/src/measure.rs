//! Measures a repository, one function for each [`Measure`].

use std::collections::{BTreeMap, BTreeSet};

use layra_catalog::vocabulary::{Measure, Sight, Vocabulary};
use layra_codegraph::files::history::History;
use layra_codegraph::paths::folder_of;
use layra_codegraph::{Fact, What};

use crate::observe::SeenTechnology;
use crate::technologies::{is_apart, place};

/// How far back what happens today is looked for, in days.
const LATELY: i64 = 90;
/// Seconds of a day.
const DAY: i64 = 24 * 60 * 60;
/// Days of a month.
const MONTH: f64 = 365.25 / 12.0;
/// Most places that are named for one fact.
const MOST_PLACES: usize = 3;
/// The place of what commits show.
const HISTORY: &str = "git history";

/// What is there to be measured.
pub(crate) struct Measures<'a> {
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) facts: &'a [Fact],
    pub(crate) technologies: &'a [SeenTechnology],
    pub(crate) history: Option<History>,
}

/// What came of a measure.
pub(crate) struct Measured {
    pub(crate) number: f64,
    /// Whether there cannot be more than was seen.
    pub(crate) is_all: bool,
    /// Where it is seen.
    pub(crate) place: String,
}

impl Measures<'_> {
    /// Measures what `sight` names; none when nothing can be said.
    pub(crate) fn of(&self, sight: &Sight) -> Option<Measured> {
        match sight.measure {
            Measure::Authors => self.authors(),
            Measure::Owners => Some(self.owners()),
            Measure::Months => self.months(),
            Measure::TagsPerMonth => self.tags_per_month(),
            Measure::Services => Some(self.services()),
            Measure::Technologies => Some(self.technologies(sight)),
        }
    }

    /// Who lately wrote a commit. Where the history was cut off since, there may be others.
    fn authors(&self) -> Option<Measured> {
        let history = self.history.as_ref()?;
        let since = since(history)?;
        let lately = history.commits.iter().filter(|made| made.time > since);
        let authors: BTreeSet<&str> = lately.filter_map(|made| made.author.as_deref()).collect();
        covers(history, since).then(|| of_history(authors.len() as f64))
    }

    /// From the oldest commit that is known to the newest.
    fn months(&self) -> Option<Measured> {
        let history = self.history.as_ref()?;
        let newest = history.commits.first()?.time;
        let oldest = history.commits.iter().map(|made| made.time).min()?;
        let days = newest.saturating_sub(oldest) / DAY;
        Some(Measured { is_all: history.known_since.is_none(), ..of_history(rounded(days as f64 / MONTH)) })
    }

    /// What was lately tagged. A history that began since says nothing of what is usual.
    fn tags_per_month(&self) -> Option<Measured> {
        let history = self.history.as_ref()?;
        let since = since(history)?;
        let newest = history.commits.first()?.time;
        let is_older = history.commits.iter().any(|made| made.time <= since);
        let lately = history.tagged.iter().filter(|time| (since + 1..=newest).contains(*time)).count();
        (is_older && covers(history, since)).then(|| of_history(rounded(lately as f64 * MONTH / LATELY as f64)))
    }

    fn owners(&self) -> Measured {
        let mut known = BTreeSet::new();
        let groups = self.facts.iter().filter(|fact| match &fact.what {
            What::Owner { name } => known.insert(name.to_lowercase()),
            _ => false,
        });
        at_least(groups.map(place).collect())
    }

    /// The files of one folder describe one system, each a variant of it: the folder with the most counts.
    fn services(&self) -> Measured {
        let mut folders: BTreeMap<&str, BTreeMap<&str, String>> = BTreeMap::new();
        for fact in self.facts.iter().filter(|fact| !is_apart(&fact.path)) {
            if let What::Service { name, built: true, .. } = &fact.what {
                folders.entry(folder_of(&fact.path)).or_default().entry(name).or_insert_with(|| place(fact));
            }
        }
        // Of folders with as many the first.
        let most = folders.into_values().rev().max_by_key(BTreeMap::len).unwrap_or_default();
        at_least(most.into_values().collect())
    }

    fn technologies(&self, sight: &Sight) -> Measured {
        let counts = |seen: &&SeenTechnology| {
            self.vocabulary.technology(&seen.technology).is_some_and(|technology| sight.counts(technology))
        };
        let places = self.technologies.iter().filter(counts).filter_map(|seen| seen.places.first().cloned());
        at_least(places.collect())
    }
}

/// The moment since which something happened lately: it counts back from the commit that is checked out.
fn since(history: &History) -> Option<i64> {
    Some(history.commits.first()?.time.saturating_sub(LATELY * DAY))
}

/// Whether every commit since then is known.
fn covers(history: &History, since: i64) -> bool {
    history.known_since.is_none_or(|known| known <= since)
}

/// A number that all commits together show.
fn of_history(number: f64) -> Measured {
    Measured { number, is_all: true, place: HISTORY.to_owned() }
}

/// As many as there are places, or more. One place may stand for several.
fn at_least(mut places: Vec<String>) -> Measured {
    let number = places.len() as f64;
    places.dedup();
    let more = places.len().saturating_sub(MOST_PLACES);
    let mut place = places.into_iter().take(MOST_PLACES).collect::<Vec<_>>().join(", ");
    if more > 0 {
        place.push_str(&format!(" and {more} more"));
    }
    Measured { number, is_all: false, place }
}

/// A number with two digits behind the point.
fn rounded(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}
