//! `get_pattern`: one pattern, or what is most useful of it.

use layra_catalog::Slug;
use layra_catalog::export::{LEAST_BUDGET, LeftOut, Reader, Wanted, fitted};
use layra_catalog::nearest;
use layra_catalog::section::Section;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Answered, Asker, Task, pattern};
use crate::library::Library;
use crate::mcp::shown;

/// Tokens given when nobody says what is wanted.
const USUAL: usize = 2000;

pub(super) struct Get;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// Its slug or name
    slug: String,
    /// Only these: use-when, avoid-when, components, trade-offs, stacks, examples, versus, references, overview,
    /// related, failures, adopt, exits, measures, smells, terms
    sections: Option<Vec<String>>,
    /// Most tokens (o200k_base), 150 or more
    #[schemars(range(min = 150))]
    budget: Option<usize>,
}

/// A pattern, or a part of it.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Got {
    slug: Slug,
    name: String,
    text: String,
    tokens: usize,
    left_out: Vec<LeftOut>,
}

impl Task for Get {
    const NAME: &'static str = "get_pattern";
    const TITLE: &'static str = "Read an architecture pattern";
    const DESCRIPTION: &'static str = "Read one named architecture pattern as Markdown: when to use it and when not \
        to, trade-offs, components, failure modes, steps to adopt it, ways out. The most useful comes first, cut \
        between statements only; what is left out is named. 300 to 600 tokens decide whether it fits; without \
        `budget` and `sections` it gives 2,000.";
    type Arguments = Arguments;
    type Result = Got;

    fn answer(library: &Library, arguments: Arguments, _: &Asker) -> Result<Answered<Got>, String> {
        let pattern = pattern(&library.catalog, "slug", &arguments.slug)?;
        let names = arguments.sections.unwrap_or_default();
        let sections: Vec<Section> = names.iter().map(|name| section(name)).collect::<Result<_, _>>()?;
        let budget = match arguments.budget {
            Some(budget) if budget < LEAST_BUDGET => {
                return Err(format!("`budget`: is a number of tokens from {LEAST_BUDGET} up"));
            }
            Some(budget) => budget,
            None if sections.is_empty() => USUAL,
            None => usize::MAX,
        };
        let wanted = Wanted { sections: &sections, budget, reader: Reader::Agent };
        let fitted = fitted(&library.catalog, pattern, &wanted, &library.tokens);
        let got = Got {
            slug: pattern.slug.clone(),
            name: pattern.name.clone(),
            text: fitted.text.clone(),
            tokens: fitted.tokens,
            left_out: fitted.left_out,
        };
        Ok(Answered::Done(got, Some(fitted.text)))
    }
}

fn section(name: &str) -> Result<Section, String> {
    Section::from_id(name).ok_or_else(|| {
        let ids = || Section::ALL.iter().map(|section| section.id());
        let hint = match nearest::nearest(name, ids()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", ids().collect::<Vec<_>>().join(", ")),
        };
        format!("`sections`: there is no section {}; {hint}", shown(name))
    })
}
