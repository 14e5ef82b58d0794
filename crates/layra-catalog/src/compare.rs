//! Lays patterns side by side.
//!
//! Says what is alike and what differs in what the entries themselves state. It recommends nothing:
//! which pattern suits a situation is advice, and needs the facts of that situation.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::catalog::Catalog;
use crate::pattern::{Category, Component, DecisionRow, Pattern, Statement, Team, TradeOff};
use crate::relation::{RelationKind, RelationView};
use crate::slug::Slug;

/// Patterns side by side.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Comparison {
    /// The patterns compared, in the order asked for.
    pub patterns: Vec<Fit>,
    /// Their trade-offs, by the quality they are about, in the vocabulary's order.
    pub trade_offs: Vec<QualityTradeOffs>,
    /// Rows of their decision matrices that speak of another one compared.
    pub decisions: Vec<Decision>,
    /// How they stand to one another.
    pub relations: Vec<RelationBetween>,
    /// What they are built with; what most of them share comes first.
    pub technologies: Vec<TechnologyUse>,
}

/// What a pattern is and whom it suits.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Fit {
    /// Its key.
    pub slug: Slug,
    /// Its name.
    pub name: String,
    /// What it is, in a sentence or two.
    pub summary: String,
    /// The part of a system it shapes.
    pub category: Category,
    /// The question it answers.
    pub concern: Option<Named>,
    /// How hard it is to build and run, 1 to 5.
    pub complexity: u8,
    /// The size of team it suits.
    pub team: Team,
    /// Situations that speak for it.
    pub use_when: Vec<Statement>,
    /// Situations that speak against it.
    pub avoid_when: Vec<Statement>,
    /// What it is made of.
    pub components: Vec<Component>,
}

/// A word of the vocabulary: its id, and its name as people say it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Named {
    /// Its name in entries.
    pub id: String,
    /// Its name as people say it.
    pub name: String,
}

/// What the compared patterns win and pay in one quality.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct QualityTradeOffs {
    /// The quality; `null` for trade-offs that name none.
    pub quality: Option<Named>,
    /// One for each pattern compared, in their order; lists may be empty.
    pub sides: Vec<Side>,
}

/// One pattern's part in a quality.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Side {
    /// The pattern.
    pub slug: Slug,
    /// What it wins.
    pub pros: Vec<TradeOff>,
    /// What it costs.
    pub cons: Vec<TradeOff>,
}

impl Side {
    /// How much it wins and how much it pays, as points of [`Weight`](crate::pattern::Weight).
    pub fn points(&self) -> (u32, u32) {
        let sum = |items: &[TradeOff]| items.iter().map(|item| item.weight.points()).sum();
        (sum(&self.pros), sum(&self.cons))
    }
}

/// A row of one pattern's decision matrix that speaks of another one.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Decision {
    /// The pattern whose entry says it.
    pub slug: Slug,
    /// The pattern it is weighed against.
    pub against: Slug,
    /// What it says.
    pub row: DecisionRow,
}

/// A relation between two of the compared patterns.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RelationBetween {
    /// The pattern it is read from.
    pub slug: Slug,
    /// How it stands to the other one.
    pub relation: RelationView,
}

/// A technology and which of the compared patterns are built with it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct TechnologyUse {
    /// The technology.
    pub technology: Named,
    /// The patterns whose stacks name it.
    pub used_by: Vec<Slug>,
}

/// Lays `patterns` of `catalog` side by side, in the order given.
///
/// A trade-off stands once, under the first quality it names, taken without its finer part
/// (`reliability` for `reliability.fault-tolerance`), so that sides meet in the same group.
pub fn compare(catalog: &Catalog, patterns: &[&Pattern]) -> Comparison {
    Comparison {
        patterns: patterns.iter().map(|pattern| fit(catalog, pattern)).collect(),
        trade_offs: trade_offs(catalog, patterns),
        decisions: decisions(catalog, patterns),
        relations: relations(catalog, patterns),
        technologies: technologies(catalog, patterns),
    }
}

fn fit(catalog: &Catalog, pattern: &Pattern) -> Fit {
    let concern = pattern.concern.as_deref().map(|id| {
        let name = catalog.vocabulary().concern(id).map_or(id, |concern| concern.name.as_str());
        Named { id: id.to_owned(), name: name.to_owned() }
    });
    Fit {
        slug: pattern.slug.clone(),
        name: pattern.name.clone(),
        summary: pattern.summary.clone(),
        category: pattern.category,
        concern,
        complexity: pattern.complexity,
        team: pattern.team.clone(),
        use_when: pattern.use_when.clone(),
        avoid_when: pattern.avoid_when.clone(),
        components: pattern.components.clone(),
    }
}

fn trade_offs(catalog: &Catalog, patterns: &[&Pattern]) -> Vec<QualityTradeOffs> {
    let empty = || -> Vec<Side> {
        let side = |pattern: &&Pattern| Side { slug: pattern.slug.clone(), pros: Vec::new(), cons: Vec::new() };
        patterns.iter().map(side).collect()
    };
    // Ranked by where the vocabulary has the quality; trade-offs without one come last.
    let mut groups: BTreeMap<(usize, &str), Vec<Side>> = BTreeMap::new();
    for (at, pattern) in patterns.iter().enumerate() {
        for item in &pattern.pros {
            groups.entry(rank(catalog, item)).or_insert_with(empty)[at].pros.push(item.clone());
        }
        for item in &pattern.cons {
            groups.entry(rank(catalog, item)).or_insert_with(empty)[at].cons.push(item.clone());
        }
    }
    let named = |id: &str| {
        let name = catalog.vocabulary().quality(id).map_or(id, |quality| quality.name.as_str());
        (!id.is_empty()).then(|| Named { id: id.to_owned(), name: name.to_owned() })
    };
    groups.into_iter().map(|((_, id), sides)| QualityTradeOffs { quality: named(id), sides }).collect()
}

fn rank<'a>(catalog: &Catalog, item: &'a TradeOff) -> (usize, &'a str) {
    let id = item.quality.first().map_or("", |id| id.split('.').next().unwrap_or(id));
    let at = catalog.vocabulary().qualities.iter().position(|quality| quality.id == id);
    (at.unwrap_or(usize::MAX), id)
}

fn decisions(catalog: &Catalog, patterns: &[&Pattern]) -> Vec<Decision> {
    let compared = |slug: &Slug| patterns.iter().any(|pattern| pattern.slug == *slug);
    let mut decisions = Vec::new();
    for pattern in patterns {
        for row in &pattern.versus {
            // Imported rows name the other choice in words only.
            let against = row.pattern.as_ref().or_else(|| catalog.find(&row.other).map(|other| &other.slug));
            if let Some(against) = against.filter(|slug| **slug != pattern.slug && compared(slug)) {
                decisions.push(Decision { slug: pattern.slug.clone(), against: against.clone(), row: row.clone() });
            }
        }
    }
    decisions
}

/// Each pair once, read from the pattern that was named first.
fn relations(catalog: &Catalog, patterns: &[&Pattern]) -> Vec<RelationBetween> {
    let mut relations = Vec::new();
    for (at, pattern) in patterns.iter().enumerate() {
        for other in &patterns[at + 1..] {
            let between = |from: &Pattern, to: &Pattern| -> Vec<RelationBetween> {
                let views = catalog.relations_of(from).into_iter().filter(|view| view.slug == to.slug);
                views.map(|relation| RelationBetween { slug: from.slug.clone(), relation }).collect()
            };
            let mut pair = between(pattern, other);
            if pair.is_empty() {
                // An untyped relation has no inverse: only the entry that states it knows of it.
                let mut backwards = between(other, pattern);
                backwards.retain(|between| between.relation.kind == RelationKind::Related);
                pair = backwards;
            }
            relations.append(&mut pair);
        }
    }
    relations
}

fn technologies(catalog: &Catalog, patterns: &[&Pattern]) -> Vec<TechnologyUse> {
    let mut uses: Vec<TechnologyUse> = Vec::new();
    for technology in &catalog.vocabulary().technologies {
        let names_it = |pattern: &&&Pattern| pattern.stacks.iter().any(|stack| stack.uses.contains(&technology.id));
        let used_by: Vec<Slug> = patterns.iter().filter(names_it).map(|pattern| pattern.slug.clone()).collect();
        if !used_by.is_empty() {
            let technology = Named { id: technology.id.clone(), name: technology.name.clone() };
            uses.push(TechnologyUse { technology, used_by });
        }
    }
    uses.sort_by_key(|technology| usize::MAX - technology.used_by.len());
    uses
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::problem::SourceText;

    const VOCABULARY: [(&str, &str); 2] = [
        (
            "vocabulary/qualities.toml",
            "[[quality]]\nid = \"cost\"\nname = \"Cost\"\nmeans = \"What it costs.\"\n\
             [[quality]]\nid = \"speed\"\nname = \"Speed\"\nmeans = \"How fast.\"\n\
             [[quality]]\nid = \"speed.start\"\nname = \"Start\"\nmeans = \"How fast it starts.\"\n",
        ),
        (
            "vocabulary/technologies.toml",
            "[[technology]]\nid = \"rope\"\nname = \"Rope\"\nkind = \"tool\"\n\
             [[technology]]\nid = \"glue\"\nname = \"Glue\"\nkind = \"tool\"\n",
        ),
    ];

    fn check(entries: &[(&str, &str)], expected: Expect) {
        let scalars = |slug: &str| {
            format!(
                "name = \"{slug}\"\ncategory = \"system\"\ncomplexity = 2\n\
                 team = {{ label = \"Any\", min = 1 }}\nsummary = \"s\"\n"
            )
        };
        let file = |path: String, text: String| SourceText { path, text };
        let pack = file("pack.toml".into(), "schema = 1\nonly = true\n".into());
        let words = VOCABULARY.iter().map(|(path, text)| file((*path).into(), (*text).into()));
        let patterns = entries
            .iter()
            .map(|(slug, text)| file(format!("patterns/{slug}/pattern.toml"), format!("{}{text}", scalars(slug))));
        let (catalog, problems) = Catalog::parse(std::iter::once(pack).chain(words).chain(patterns));
        assert_eq!(problems, []);
        let compared: Vec<&Pattern> = entries.iter().map(|(slug, _)| catalog.get(slug).expect("loaded")).collect();
        expected.assert_eq(&shown(&compare(&catalog, &compared)));
    }

    fn shown(comparison: &Comparison) -> String {
        let mut lines = Vec::new();
        for group in &comparison.trade_offs {
            let ids = |items: &[TradeOff], sign: &str| -> String {
                items.iter().map(|item| format!(" {sign}{}", item.id)).collect()
            };
            let side = |side: &Side| format!("{}:{}{}", side.slug, ids(&side.pros, "+"), ids(&side.cons, "-"));
            let sides: Vec<String> = group.sides.iter().map(side).collect();
            let quality = group.quality.as_ref().map_or("none", |quality| quality.name.as_str());
            lines.push(format!("{quality} | {}", sides.join(" | ")));
        }
        for decision in &comparison.decisions {
            lines.push(format!("{} against {}: {}", decision.slug, decision.against, decision.row.id));
        }
        for RelationBetween { slug, relation } in &comparison.relations {
            lines.push(format!("{slug} {} {}", relation.label, relation.slug));
        }
        for technology in &comparison.technologies {
            let used_by: Vec<&str> = technology.used_by.iter().map(Slug::as_str).collect();
            lines.push(format!("{}: {}", technology.technology.name, used_by.join(", ")));
        }
        lines.join("\n")
    }

    fn trade_off(kind: &str, id: &str, quality: &str) -> String {
        format!("[[{kind}]]\nid = \"{id}\"\nweight = \"low\"\nquality = [{quality}]\nsay = \"s\"\n")
    }

    #[test]
    fn sides_meet_in_the_quality_they_are_about() {
        let one = [
            trade_off("pro", "quick", "\"speed.start\", \"cost\""),
            trade_off("con", "dear", "\"cost\""),
            trade_off("con", "odd", ""),
        ];
        let two = [trade_off("con", "slow", "\"speed\"")];
        check(
            &[("one", &one.concat()), ("two", &two.concat())],
            expect![[r#"
                Cost | one: -dear | two:
                Speed | one: +quick | two: -slow
                none | one: -odd | two:"#]],
        );
    }

    #[test]
    fn rows_and_relations_between_the_compared_are_found_by_slug_and_by_name() {
        let row = |id: &str, other: &str| format!("[[versus]]\nid = \"{id}\"\nother = \"{other}\"\nsay = \"s\"\n");
        let relation = |to: &str, kind: &str| format!("[[relation]]\nto = \"{to}\"\nkind = \"{kind}\"\n");
        let slug_row = "[[versus]]\nid = \"by-slug\"\npattern = \"one\"\nsay = \"s\"\n";
        check(
            &[
                ("one", &[row("by-name", "Two"), row("unknown", "something else")].concat()),
                ("two", &[slug_row, &relation("one", "requires")].concat()),
                ("three", &relation("one", "related")),
            ],
            expect![[r#"
                one against two: by-name
                two against one: by-slug
                one required by two
                three related to one"#]],
        );
    }

    #[test]
    fn what_is_shared_comes_before_what_differs() {
        let stack = |uses: &str| format!("[[stack]]\nname = \"n\"\nitems = \"i\"\nuses = [{uses}]\n");
        check(
            &[("one", &stack("\"rope\", \"glue\"")), ("two", &stack("\"glue\""))],
            expect![[r#"
                Glue: one, two
                Rope: one"#]],
        );
    }
}
