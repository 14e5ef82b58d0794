//! A pattern's page: the whole entry, in the order in which people read it.
//!
//! Sections have the ids and titles of [`Section`]; items are anchored by their ids, so that
//! `slug#id` is an address wherever it is cited.

use askama::Template;
use layra_catalog::Pattern;
use layra_catalog::compare::compare;
use layra_catalog::diagram;
use layra_catalog::pattern::{AdoptStep, Component, Example, Failure, Measure, Smell, Statement, Term};
use layra_catalog::section::Section;

use super::balance::{self, Row};
use super::blueprint_view::{self, BlueprintView};
use super::layout::{Here, Layout};
use super::pattern_view::{self, ExitView, ReferenceView, RelationGroup, RowView, StackView, TradeOffView};
use super::{filters, html, map};
use crate::anchor::{Anchored, Anchors};
use crate::asset::COPY;
use crate::page::Page;
use crate::prose;
use crate::site::Site;

/// The sections as people read them: what decides first, then how it is lived with, then where to
/// go from here.
const ORDER: [Section; 16] = [
    Section::UseWhen,
    Section::AvoidWhen,
    Section::Overview,
    Section::Components,
    Section::TradeOffs,
    Section::Versus,
    Section::Stacks,
    Section::Examples,
    Section::Failures,
    Section::Adopt,
    Section::Exits,
    Section::Measures,
    Section::Smells,
    Section::Terms,
    Section::Related,
    Section::References,
];

#[derive(Debug, Template)]
#[template(path = "pattern.html", whitespace = "minimize")]
struct PatternPage<'a> {
    layout: Layout<'a>,
    pattern: &'a Pattern,
    concern: Option<(&'a str, &'a str)>,
    markdown: String,
    diagram: Option<String>,
    /// What it wins and pays, by quality.
    qualities: Vec<Row>,
    /// Its place on the map.
    on_map: String,
    sections: Vec<Section>,
    use_when: Vec<Anchored<'a, Statement>>,
    avoid_when: Vec<Anchored<'a, Statement>>,
    overview: String,
    components: Vec<Anchored<'a, Component>>,
    pros: Vec<TradeOffView<'a>>,
    cons: Vec<TradeOffView<'a>>,
    versus: Vec<RowView<'a>>,
    stacks: Vec<StackView<'a>>,
    examples: Vec<Anchored<'a, Example>>,
    failures: Vec<Anchored<'a, Failure>>,
    adopt: Vec<Anchored<'a, AdoptStep>>,
    exits: Vec<ExitView<'a>>,
    measures: Vec<Anchored<'a, Measure>>,
    smells: Vec<Anchored<'a, Smell>>,
    terms: Vec<Anchored<'a, Term>>,
    related: Vec<RelationGroup>,
    references: Vec<ReferenceView<'a>>,
    blueprint: Option<BlueprintView<'a>>,
}

/// The page of `pattern`.
pub(super) fn page(site: &Site, pattern: &Pattern) -> Page {
    let catalog = site.catalog();
    let mut anchors = own_anchors(pattern);
    let comparison = compare(catalog, &[pattern]);
    html(&PatternPage {
        layout: Layout::new(site, pattern.name.clone(), Here::Elsewhere)
            .about([&pattern.slug])
            .with_script(&COPY)
            .described(&pattern.summary),
        pattern,
        concern: pattern.concern.as_deref().map(|id| {
            catalog
                .vocabulary()
                .concern(id)
                .map_or((id, ""), |concern| (concern.name.as_str(), concern.question.as_str()))
        }),
        markdown: super::text::markdown_address(&pattern.slug),
        diagram: if pattern.flows.is_empty() { None } else { diagram::svg(pattern) },
        qualities: balance::rows(&comparison.trade_offs),
        on_map: map::place(catalog, pattern),
        sections: ORDER.into_iter().filter(|&section| has(site, pattern, section)).collect(),
        use_when: anchors.items(&pattern.use_when, |item| &item.id),
        avoid_when: anchors.items(&pattern.avoid_when, |item| &item.id),
        components: anchors.items(&pattern.components, |item| &item.id),
        pros: pattern_view::trade_offs(catalog, &pattern.pros, &mut anchors),
        cons: pattern_view::trade_offs(catalog, &pattern.cons, &mut anchors),
        versus: pattern_view::rows(catalog, pattern, &mut anchors),
        failures: anchors.items(&pattern.failures, |item| &item.id),
        adopt: anchors.items(&pattern.adopt, |item| &item.id),
        exits: pattern_view::exits(catalog, &pattern.exits, &mut anchors),
        measures: anchors.items(&pattern.measures, |item| &item.id),
        smells: anchors.items(&pattern.smells, |item| &item.id),
        // Items without ids of their own come last: they take what is left.
        stacks: pattern_view::stacks(catalog, &pattern.stacks, &mut anchors),
        examples: anchors.named("example", &pattern.examples, |item| &item.org),
        terms: anchors.named("term", &pattern.terms, |item| &item.name),
        related: pattern_view::relations(catalog, pattern, &mut anchors),
        references: pattern_view::references(&pattern.references, &mut anchors),
        blueprint: site
            .blueprints()
            .get(pattern.slug.as_str())
            .map(|blueprint| blueprint_view::view(pattern, blueprint)),
        overview: prose::html(&pattern.overview, &mut anchors),
    })
}

/// The terms of an entry, anchored as on its page.
pub(super) fn terms(pattern: &Pattern) -> Vec<Anchored<'_, Term>> {
    let mut anchors = own_anchors(pattern);
    for id in pattern.ids() {
        anchors.claim(id);
    }
    anchors.named("stack", &pattern.stacks, |item| &item.name);
    anchors.named("example", &pattern.examples, |item| &item.org);
    anchors.named("term", &pattern.terms, |item| &item.name)
}

/// The anchors that are the page's own. Sections come first: their anchors are the same on every page.
fn own_anchors(pattern: &Pattern) -> Anchors {
    let mut anchors = Anchors::default();
    for section in Section::ALL {
        anchors.claim(section.id());
        anchors.claim(&format!("{}_title", section.id()));
    }
    for own in ["main_content", "toc_title", "blueprint", "blueprint_title"] {
        anchors.claim(own);
    }
    for part in ["title", "desc"] {
        anchors.claim(&format!("diagram-{}-{part}", pattern.slug));
    }
    anchors
}

fn has(site: &Site, pattern: &Pattern, section: Section) -> bool {
    match section {
        Section::UseWhen => !pattern.use_when.is_empty(),
        Section::AvoidWhen => !pattern.avoid_when.is_empty(),
        Section::Components => !pattern.components.is_empty(),
        Section::TradeOffs => !pattern.pros.is_empty() || !pattern.cons.is_empty(),
        Section::Stacks => !pattern.stacks.is_empty(),
        Section::Examples => !pattern.examples.is_empty(),
        Section::Versus => !pattern.versus.is_empty(),
        Section::References => !pattern.references.is_empty(),
        Section::Overview => !pattern.overview.trim().is_empty(),
        Section::Related => !site.catalog().relations_of(pattern).is_empty(),
        Section::Failures => !pattern.failures.is_empty(),
        Section::Adopt => !pattern.adopt.is_empty(),
        Section::Exits => !pattern.exits.is_empty(),
        Section::Measures => !pattern.measures.is_empty(),
        Section::Smells => !pattern.smells.is_empty(),
        Section::Terms => !pattern.terms.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_is_shown_once() {
        let mut order = ORDER.to_vec();
        order.sort();
        order.dedup();
        assert_eq!(order, Section::ALL);
    }
}
