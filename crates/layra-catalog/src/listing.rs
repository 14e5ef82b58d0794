//! Picks patterns out of a catalogue by what their entries state.
//!
//! Filters are exact: a pattern passes or it does not. What *matches* a question is
//! retrieval and ranked; what *suits* a situation is advice.

use schemars::JsonSchema;
use serde::Serialize;

use crate::catalog::Catalog;
use crate::nearest;
use crate::pattern::{Category, Pattern, Team};
use crate::slug::Slug;

/// What patterns are picked by; what is `None` lets every pattern pass.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The part of a system they shape.
    pub category: Option<Category>,
    /// Id or name of the question they answer.
    pub concern: Option<String>,
    /// Most complexity they may have, 1 to 5.
    pub max_complexity: Option<u8>,
    /// Number of engineers they must suit.
    pub team: Option<u32>,
    /// Id or name of a technology that one of their stacks names.
    pub technology: Option<String>,
    /// Id or name of a quality, or of one it is a part of, that they win something in.
    pub quality: Option<String>,
}

/// The patterns that passed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Listing {
    /// They, in the order in which they are shown.
    pub patterns: Vec<Item>,
    /// Slugs without an entry; none when anything is filtered, as nothing is known of them.
    pub announced: Vec<Slug>,
}

/// A pattern in brief.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Item {
    /// Its key.
    pub slug: Slug,
    /// Its name.
    pub name: String,
    /// The part of a system it shapes.
    pub category: Category,
    /// Id of the question it answers.
    pub concern: Option<String>,
    /// How hard it is to build and run, 1 to 5.
    pub complexity: u8,
    /// The size of team it suits.
    pub team: Team,
    /// What it is, in a sentence or two.
    pub summary: String,
}

/// A filter that names a word which the vocabulary does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no {kind} is called `{}`", .word.escape_debug())]
pub struct UnknownWord {
    /// What sort of word: `concern`, `technology`, `quality`.
    pub kind: &'static str,
    /// The word as given, shortened when it is very long.
    pub word: String,
    /// Id of the known word nearest to it.
    pub nearest: Option<String>,
}

/// The patterns of `catalog` that pass `filter`.
///
/// # Errors
/// When the filter names a concern, technology or quality that the vocabulary does not have: an
/// empty list would say that no pattern passes.
pub fn list(catalog: &Catalog, filter: &Filter) -> Result<Listing, UnknownWord> {
    let vocabulary = catalog.vocabulary();
    let concern = known("concern", filter.concern.as_deref(), || {
        vocabulary.concerns.iter().map(|concern| (concern.id.as_str(), vec![concern.name.as_str()])).collect()
    })?;
    let technology = known("technology", filter.technology.as_deref(), || {
        vocabulary
            .technologies
            .iter()
            .map(|technology| {
                let aka = technology.aka.iter().map(String::as_str);
                (technology.id.as_str(), std::iter::once(technology.name.as_str()).chain(aka).collect())
            })
            .collect()
    })?;
    let quality = known("quality", filter.quality.as_deref(), || {
        vocabulary.qualities.iter().map(|quality| (quality.id.as_str(), vec![quality.name.as_str()])).collect()
    })?;

    let passes = |pattern: &&Pattern| {
        let of_quality = |id: &String, wanted: &str| {
            id.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        filter.category.is_none_or(|category| pattern.category == category)
            && concern.is_none_or(|concern| pattern.concern.as_deref() == Some(concern))
            && filter.max_complexity.is_none_or(|most| pattern.complexity <= most)
            && filter
                .team
                .is_none_or(|size| pattern.team.min <= size && pattern.team.max.is_none_or(|most| size <= most))
            && technology.is_none_or(|id| pattern.stacks.iter().any(|stack| stack.uses.iter().any(|uses| uses == id)))
            && quality
                .is_none_or(|wanted| pattern.pros.iter().any(|pro| pro.quality.iter().any(|id| of_quality(id, wanted))))
    };
    let announced = if *filter == Filter::default() { catalog.announced().to_vec() } else { Vec::new() };
    Ok(Listing { patterns: catalog.patterns().iter().filter(passes).map(Item::from).collect(), announced })
}

impl From<&Pattern> for Item {
    fn from(pattern: &Pattern) -> Self {
        Self {
            slug: pattern.slug.clone(),
            name: pattern.name.clone(),
            category: pattern.category,
            concern: pattern.concern.clone(),
            complexity: pattern.complexity,
            team: pattern.team.clone(),
            summary: pattern.summary.clone(),
        }
    }
}

/// The id of the word that has `wanted` as its id or one of its names, whatever the case.
fn known<'a>(
    kind: &'static str,
    wanted: Option<&str>,
    words: impl FnOnce() -> Vec<(&'a str, Vec<&'a str>)>,
) -> Result<Option<&'a str>, UnknownWord> {
    let Some(wanted) = wanted else { return Ok(None) };
    let words = words();
    let by_id = words.iter().find(|(id, _)| *id == wanted);
    let named = |(_, names): &&(&str, Vec<&str>)| names.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    if let Some((id, _)) = by_id.or_else(|| words.iter().find(named)) {
        return Ok(Some(id));
    }
    let names = words.iter().flat_map(|(id, names)| std::iter::once(*id).chain(names.iter().copied()));
    let near = nearest::nearest(wanted, names);
    let owner = words.iter().find(|(id, names)| near.is_some_and(|near| near == *id || names.contains(&near)));
    let nearest = owner.map(|(id, _)| (*id).to_owned());
    Err(UnknownWord { kind, word: wanted.chars().take(80).collect(), nearest })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::SourceText;

    fn catalog() -> Catalog {
        let file = |path: &str, text: &str| SourceText { path: path.into(), text: text.into() };
        let entry = |slug: &str, rest: &str| {
            let text = format!("name = \"{slug}\"\nsummary = \"s\"\n{rest}");
            file(&format!("patterns/{slug}/pattern.toml"), &text)
        };
        let (catalog, problems) = Catalog::parse([
            file("pack.toml", "schema = 1\nonly = true\norder = [\"big\", \"small\", \"later\"]\n"),
            file(
                "vocabulary/concerns.toml",
                "[[concern]]\nid = \"shape\"\nname = \"The Shape\"\nquestion = \"?\"\nchoose = \"one\"\n",
            ),
            file(
                "vocabulary/technologies.toml",
                "[[technology]]\nid = \"rope\"\nname = \"Rope\"\nkind = \"tool\"\naka = [\"Cord\"]\n",
            ),
            file(
                "vocabulary/qualities.toml",
                "[[quality]]\nid = \"speed\"\nname = \"Speed\"\nmeans = \"m\"\n\
                 [[quality]]\nid = \"speed.start\"\nname = \"Start\"\nmeans = \"m\"\n",
            ),
            entry(
                "big",
                "category = \"system\"\ncomplexity = 5\nteam = { label = \"Large\", min = 10 }\nconcern = \"shape\"\n\
                 [[pro]]\nid = \"p\"\nweight = \"low\"\nquality = [\"speed.start\"]\nsay = \"s\"\n",
            ),
            entry(
                "small",
                "category = \"data\"\ncomplexity = 1\nteam = { label = \"Small\", min = 1, max = 9 }\n\
                 [[stack]]\nname = \"n\"\nitems = \"i\"\nuses = [\"rope\"]\n",
            ),
        ]);
        assert!(!crate::problem::has_errors(&problems), "{problems:?}");
        catalog
    }

    fn check(filter: Filter, expected: &[&str]) {
        let listing = list(&catalog(), &filter).expect("known words");
        let slugs: Vec<&str> = listing.patterns.iter().map(|item| item.slug.as_str()).collect();
        assert_eq!(slugs, expected, "{filter:?}");
    }

    #[test]
    fn each_filter_lets_the_right_ones_pass() {
        check(Filter::default(), &["big", "small"]);
        check(Filter { category: Some(Category::Data), ..Filter::default() }, &["small"]);
        check(Filter { max_complexity: Some(4), ..Filter::default() }, &["small"]);
        check(Filter { team: Some(9), ..Filter::default() }, &["small"]);
        check(Filter { team: Some(10), ..Filter::default() }, &["big"]);
        check(Filter { concern: Some("the shape".into()), ..Filter::default() }, &["big"]);
        check(Filter { technology: Some("cord".into()), ..Filter::default() }, &["small"]);
        check(Filter { quality: Some("speed".into()), ..Filter::default() }, &["big"]);
        check(Filter { quality: Some("speed.start".into()), ..Filter::default() }, &["big"]);
    }

    #[test]
    fn an_unknown_word_is_not_an_empty_list() {
        let filter = Filter { technology: Some("roep".into()), ..Filter::default() };
        let error = list(&catalog(), &filter).expect_err("unknown");
        assert_eq!(
            (error.to_string().as_str(), error.nearest.as_deref()),
            ("no technology is called `roep`", Some("rope"))
        );
    }

    #[test]
    fn announced_slugs_stand_at_the_end_of_the_whole_list_only() {
        let announced = |filter| list(&catalog(), &filter).expect("known words").announced.len();
        assert_eq!(announced(Filter::default()), 1);
        assert_eq!(announced(Filter { team: Some(1), ..Filter::default() }), 0);
    }
}
