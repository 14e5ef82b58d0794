//! The text of a decision record.
//!
//! Sentences of the catalogue are quoted with the id to cite them by. Words of people are escaped, so that
//! none of them becomes a heading, a link or a tag.

use layra_catalog::pattern::{Pattern, TradeOff};
use layra_catalog::{Catalog, Slug};
use layra_project::{FACTS_FENCE, Rejectable, Rejected};

use super::{Considered, Decided};
use crate::gather::{in_words, source_in_words, to_toml, with_unit};
use crate::{Advice, Known, Place, Reason, ReasonKind, Recommendation, Situation};

/// Trade-offs shown of what was chosen, on either side.
const CONSEQUENCES: usize = 6;
/// Trade-offs shown of what was not chosen, on either side.
const TRADE_OFFS: usize = 3;
/// Things to watch that are named.
const MEASURES: usize = 3;

/// All that a record is written from.
pub(super) struct Sheet<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) situation: &'a Situation,
    pub(super) advice: &'a Advice,
    pub(super) decided: &'a Decided,
    pub(super) title: &'a str,
    /// What was considered; the chosen one comes first.
    pub(super) options: &'a [Considered<'a>],
    pub(super) rejected: &'a [Rejected],
}

/// The record.
pub(super) fn text(sheet: &Sheet<'_>) -> String {
    let Some(chosen) = sheet.options.first() else { return String::new() };
    let decided = sheet.decided;
    let head = format!("---\nstatus: {}\ndate: {}\n---", decided.status.as_str(), decided.date);
    let blocks = [
        head,
        format!("# {}", escaped(sheet.title)),
        "## Context and Problem Statement".to_owned(),
        sheet.context(chosen.pattern),
        "## Considered Options".to_owned(),
        sheet.considered(),
        "## Decision Outcome".to_owned(),
        sheet.outcome(chosen),
        "### Consequences".to_owned(),
        sheet.consequences(chosen.pattern),
        "### Confirmation".to_owned(),
        confirmation(chosen.pattern),
        "## Pros and Cons of the Options".to_owned(),
        sheet.pros_and_cons(),
        "## More Information".to_owned(),
        sheet.more(chosen.pattern),
    ];
    joined(blocks)
}

impl Sheet<'_> {
    fn context(&self, chosen: &Pattern) -> String {
        let vocabulary = self.catalog.vocabulary();
        let concern = chosen.concern.as_deref().and_then(|id| vocabulary.concern(id));
        let question = concern.map(|concern| one_line(&concern.question)).unwrap_or_default();
        let scope = match self.decided.scope.as_str() {
            "" => String::new(),
            scope => format!("This is about `{scope}`."),
        };
        let known: Vec<String> = self.situation.facts.iter().map(|known| self.known(known)).collect();
        let facts = match known.as_slice() {
            [] => "No fact of the situation was stated.".to_owned(),
            facts => format!("What is known:\n\n{}", bullets(facts)),
        };
        let disputed = self.situation.disputed.iter().map(|disputed| {
            let said = disputed.said.iter();
            let said = said.map(|said| format!("{} ({})", in_words(&said.value), source_in_words(&said.source)));
            format!("`{}`: {}", disputed.fact, escaped(&said.collect::<Vec<_>>().join("; ")))
        });
        let wishes = self.situation.wishes.iter().map(|wish| {
            let name = self.catalog.get(wish.slug.as_str()).map_or(wish.slug.as_str(), |pattern| &pattern.name);
            format!("{name} (“{}”)", escaped(&wish.words))
        });
        joined([
            joined_words([scope, question]),
            facts,
            listed("Said in more than one way, and therefore not known:", disputed),
            listed("Wished for, which is no fact:", wishes),
        ])
    }

    /// A fact as the answer to its question.
    fn known(&self, known: &Known) -> String {
        let fact = self.catalog.vocabulary().fact(&known.fact);
        let ask = fact.map(|fact| one_line(&fact.ask)).unwrap_or_default();
        let value = fact.map_or_else(|| in_words(&known.value), |fact| with_unit(fact, &known.value));
        joined_words([ask, format!("{value} (`{}`; {})", known.fact, escaped(&source_in_words(&known.source)))])
    }

    fn considered(&self) -> String {
        let patterns = self.options.iter().map(|option| {
            let wished = if option.wished { ", which was wished for" } else { "" };
            format!("{} (`{}`){wished}", option.pattern.name, option.pattern.slug)
        });
        let technologies = self.technologies().map(|(name, id, _)| format!("{name} (`{id}`), a technology"));
        bullets(&patterns.chain(technologies).collect::<Vec<_>>())
    }

    /// Name, id and the reason against it, of each rejected technology.
    fn technologies(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.rejected.iter().filter_map(|rejected| match &rejected.what {
            Rejectable::Pattern(_) => None,
            Rejectable::Technology(id) => {
                let technology = self.catalog.vocabulary().technology(id);
                Some((technology.map_or(id.as_str(), |known| &known.name), id.as_str(), rejected.why.as_str()))
            }
        })
    }

    fn outcome(&self, chosen: &Considered<'_>) -> String {
        let name = &chosen.pattern.name;
        let reasons: Vec<&Reason> = match self.recommended(&chosen.pattern.slug) {
            Some(recommendation) => recommendation.reasons.iter().collect(),
            None => chosen.stands.reasons.iter().collect(),
        };
        let because = match reasons.as_slice() {
            [] => format!("Chosen option: \"{name}\". No statement of the catalogue is known to speak for it here."),
            reasons => {
                let items: Vec<String> = reasons.iter().map(|reason| said(reason)).collect();
                format!("Chosen option: \"{name}\", because:\n\n{}", bullets(&items))
            }
        };
        let against = chosen.stands.against.iter().map(said);
        let against_title = if chosen.stands.recommended {
            "What speaks against it, and is outweighed:"
        } else {
            "What speaks against it:"
        };
        let rejected = self.rejected.iter().map(|rejected| {
            let name = match &rejected.what {
                Rejectable::Pattern(slug) => {
                    self.catalog.get(slug.as_str()).map_or(slug.as_str(), |known| &known.name).to_owned()
                }
                Rejectable::Technology(id) => {
                    let technology = self.catalog.vocabulary().technology(id);
                    technology.map_or(id.as_str(), |known| &known.name).to_owned()
                }
            };
            format!("{name}: {}", escaped(&rejected.why))
        });
        joined([
            because,
            listed(against_title, against),
            self.other_advice(chosen),
            listed("Rejected, and not to come back without a new decision:", rejected),
        ])
    }

    fn recommended(&self, slug: &Slug) -> Option<&Recommendation> {
        self.advice.recommended.iter().find(|recommendation| recommendation.slug == *slug)
    }

    /// That the advice is another, where it is; else what it goes together with.
    fn other_advice(&self, chosen: &Considered<'_>) -> String {
        let is_rejected = |slug: &Slug| {
            self.rejected.iter().any(|rejected| matches!(&rejected.what, Rejectable::Pattern(other) if other == slug))
        };
        let others = self.advice.recommended.iter().filter(|other| other.slug != chosen.pattern.slug);
        let (against, together): (Vec<&Recommendation>, Vec<&Recommendation>) =
            others.partition(|other| !chosen.stands.recommended || is_rejected(&other.slug));
        let names = |others: &[&Recommendation]| {
            let names = others.iter().map(|other| format!("{} (`{}`)", other.name, other.slug));
            names.collect::<Vec<_>>().join(", ")
        };
        let unlike = match (against.as_slice(), chosen.stands.recommended) {
            ([], true) => String::new(),
            ([], false) => "On what is known, the advice recommends nothing yet.".to_owned(),
            (others, _) => format!("This is decided against the advice, which recommends {} here.", names(others)),
        };
        let alike = match together.as_slice() {
            [] => String::new(),
            others => format!("Recommended together with it: {}.", names(others)),
        };
        joined([unlike, alike])
    }

    fn consequences(&self, chosen: &Pattern) -> String {
        let needs = self.recommended(&chosen.slug).map_or(&[][..], |recommendation| &recommendation.needs);
        let needs =
            needs.iter().map(|need| format!("Neutral, because it needs first: {}", quoted(&need.say, &need.cite)));
        let items: Vec<String> = trade_offs(chosen, CONSEQUENCES).chain(needs).collect();
        match items.as_slice() {
            [] => "The catalogue names none.".to_owned(),
            items => bullets(items),
        }
    }

    fn pros_and_cons(&self) -> String {
        let patterns = self.options.iter().enumerate().map(|(nth, option)| {
            let pattern = option.pattern;
            let heading = format!("### {}", pattern.name);
            if nth == 0 {
                return joined([
                    heading,
                    one_line(&pattern.summary),
                    "What it wins and costs stands above.".to_owned(),
                ]);
            }
            let good = option.stands.reasons.iter().map(|reason| format!("Good, because {}", said(reason)));
            let bad = option.stands.against.iter().map(|reason| format!("Bad, because {}", said(reason)));
            let items: Vec<String> = good.chain(bad).chain(trade_offs(pattern, TRADE_OFFS)).collect();
            joined([heading, one_line(&pattern.summary), bullets(&items)])
        });
        let technologies = self
            .technologies()
            .map(|(name, _, why)| joined([format!("### {name}"), format!("* Bad, because {}", escaped(why))]));
        patterns.chain(technologies).map(|block| block.trim_end().to_owned()).collect::<Vec<_>>().join("\n\n")
    }

    fn more(&self, chosen: &Pattern) -> String {
        let reviews = self.recommended(&chosen.slug).and_then(|recommendation| recommendation.review.as_ref());
        let turns = self.advice.would_change.iter();
        let turns = turns.filter(|turn| turn.slug == chosen.slug && turn.to == Place::Out);
        let mut earlier: Vec<String> = reviews.into_iter().chain(turns).map(|turn| one_line(&turn.say)).collect();
        earlier.dedup();
        let date = self.decided.review;
        let review = match earlier.as_slice() {
            [] => format!("Review by {date}."),
            earlier => format!("Review by {date}, or earlier:\n\n{}", bullets(earlier)),
        };
        let facts = to_toml(self.catalog.vocabulary(), &self.situation.facts);
        let facts = match facts.as_str() {
            "" => String::new(),
            facts => {
                let intro = "`layra decisions` compares the facts on which this was decided with those of a later day:";
                format!("{intro}\n\n```{FACTS_FENCE}\n{facts}```")
            }
        };
        joined([review, facts])
    }
}

fn confirmation(chosen: &Pattern) -> String {
    let check = format!(
        "Run `layra check` at the root of the repository: it holds the code to the `[[decision]]` on `{}` in \
         `layra.toml`.",
        chosen.slug
    );
    let measures = chosen.measures.iter().take(MEASURES).map(|measure| {
        let cite = format!("{}#{}", chosen.slug, measure.id);
        format!("{}: {} (`{cite}`)", one_line(&measure.metric).trim_end_matches('.'), one_line(&measure.healthy))
    });
    joined([check, listed("What to watch once it runs:", measures)])
}

/// What a pattern wins and costs, what counts most first, `most` of either.
fn trade_offs(pattern: &Pattern, most: usize) -> impl Iterator<Item = String> {
    let side = move |label: &'static str, trade_offs: &'_ [TradeOff]| {
        let mut sorted: Vec<TradeOff> = trade_offs.to_vec();
        sorted.sort_by_key(|trade_off| trade_off.weight);
        let slug = pattern.slug.clone();
        sorted.into_iter().take(most).map(move |trade_off| {
            format!("{label}, because {}", quoted(&trade_off.say, &format!("{slug}#{}", trade_off.id)))
        })
    };
    side("Good", &pattern.pros).chain(side("Bad", &pattern.cons))
}

/// A reason with what makes it hold.
fn said(reason: &Reason) -> String {
    let say = match (&reason.cite, reason.kind) {
        (Some(cite), _) => quoted(&reason.say, cite),
        (None, ReasonKind::Echo) => escaped(&reason.say),
        (None, _) => one_line(&reason.say),
    };
    let because: Vec<String> =
        reason.because.iter().map(|known| format!("`{}` {}", known.fact, in_words(&known.value))).collect();
    let rules_out = if reason.rules_out { ", which rules it out" } else { "" };
    if because.is_empty() { format!("{say}{rules_out}") } else { format!("{say}{rules_out}: {}", because.join(", ")) }
}

/// A sentence of the catalogue with where it stands.
fn quoted(say: &str, cite: &str) -> String {
    format!("“{}” (`{cite}`)", one_line(say))
}

fn bullets(items: &[String]) -> String {
    items.iter().map(|item| format!("* {item}")).collect::<Vec<_>>().join("\n")
}

/// A list with a line above it; empty without items.
fn listed(title: &str, items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.collect();
    if items.is_empty() { String::new() } else { format!("{title}\n\n{}", bullets(&items)) }
}

/// The blocks that are not empty with a blank line between them, and a line end.
fn joined(blocks: impl IntoIterator<Item = String>) -> String {
    let blocks = blocks.into_iter().map(|block| block.trim_end().to_owned()).filter(|block| !block.is_empty());
    blocks.collect::<Vec<_>>().join("\n\n") + "\n"
}

fn joined_words<const N: usize>(parts: [String; N]) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The text on one line, without control characters.
pub(super) fn one_line(text: &str) -> String {
    let visible: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words of people on one line, with nothing that Markdown would take for markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in one_line(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
