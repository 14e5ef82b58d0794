//! `search_patterns`: the patterns that answer a question.

use layra_catalog::Category;
use layra_search::{Answer, Query};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Answered, Asker, Task, excerpt};
use crate::library::Library;

/// Longest question, in characters.
const LONGEST: usize = 2000;
/// Patterns given when nobody says how many.
const USUAL: usize = 5;
/// Most patterns given.
const MOST: usize = 20;
/// Longest passage given, in characters; `get_pattern` has the whole.
const PASSAGE: usize = 240;

pub(super) struct Search;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// The problem or question in plain words; names work, too
    #[schemars(length(min = 1, max = 2000))]
    query: String,
    /// At most so many, 5 if left out
    #[schemars(range(min = 1, max = 20))]
    limit: Option<usize>,
    /// Only patterns of this category
    category: Option<Category>,
}

impl Task for Search {
    const NAME: &'static str = "search_patterns";
    const TITLE: &'static str = "Search architecture patterns";
    const DESCRIPTION: &'static str = "Find architecture patterns by a problem, symptom or question in plain words, \
        when no pattern is named yet. Gives the best ones, each with a score (how likely it helps, 0 to 1) and the \
        passages that speak for it. No results means that none answers; `near` then names the nearest. To choose \
        for a described situation (team, load, constraints) use advise.";
    type Arguments = Arguments;
    type Result = Answer;

    fn answer(library: &Library, arguments: Arguments, _: &Asker) -> Result<Answered<Answer>, String> {
        let Arguments { query, limit, category } = arguments;
        let text = query.trim();
        if text.is_empty() || text.chars().count() > LONGEST {
            return Err(format!("`query`: ask with 1 to {LONGEST} characters"));
        }
        let limit = limit.unwrap_or(USUAL);
        if !(1..=MOST).contains(&limit) {
            return Err(format!("`limit`: goes from 1 to {MOST}"));
        }
        let mut answer = library.index.search(&library.catalog, &Query { text, limit, category, section: None });
        for reason in answer.results.iter_mut().flat_map(|hit| &mut hit.reasons) {
            reason.text = excerpt(&reason.text, PASSAGE);
        }
        Ok(Answered::Done(answer, None))
    }
}
