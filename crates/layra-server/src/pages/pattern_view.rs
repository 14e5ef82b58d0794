//! Parts of a pattern's page that are looked up rather than copied: names of qualities, links to
//! other patterns, addresses of sources.

use std::collections::BTreeMap;

use layra_catalog::pattern::{DecisionRow, Exit, Reference, Stack, TradeOff};
use layra_catalog::relation::RelationView;
use layra_catalog::vocabulary::Quality;
use layra_catalog::{Catalog, Pattern};

use crate::anchor::Anchors;
use crate::href;

/// Something won or paid, with the qualities it touches.
#[derive(Debug)]
pub(super) struct TradeOffView<'a> {
    pub(super) anchor: String,
    pub(super) item: &'a TradeOff,
    pub(super) qualities: Vec<&'a Quality>,
}

/// A row of the decision matrix, with the pattern it speaks of.
#[derive(Debug)]
pub(super) struct RowView<'a> {
    pub(super) anchor: String,
    pub(super) item: &'a DecisionRow,
    pub(super) other: Option<&'a Pattern>,
}

/// A way out, with the pattern it leads to.
#[derive(Debug)]
pub(super) struct ExitView<'a> {
    pub(super) anchor: String,
    pub(super) item: &'a Exit,
    pub(super) other: Option<&'a Pattern>,
}

/// A set of technologies, with the packages to install.
#[derive(Debug)]
pub(super) struct StackView<'a> {
    pub(super) anchor: String,
    pub(super) item: &'a Stack,
    /// Names of packages by ecosystem, as a command takes them.
    pub(super) packages: Vec<(&'static str, String)>,
}

/// A source, with the address where it is to be had.
#[derive(Debug)]
pub(super) struct ReferenceView<'a> {
    pub(super) anchor: String,
    pub(super) item: &'a Reference,
    pub(super) address: Option<String>,
    pub(super) doi: Option<(String, &'a str)>,
    pub(super) authors: String,
}

/// Relations that read the same.
#[derive(Debug)]
pub(super) struct RelationGroup {
    pub(super) label: String,
    pub(super) relations: Vec<(String, RelationView)>,
}

pub(super) fn trade_offs<'a>(
    catalog: &'a Catalog,
    items: &'a [TradeOff],
    anchors: &mut Anchors,
) -> Vec<TradeOffView<'a>> {
    let view = |item: &'a TradeOff| TradeOffView {
        anchor: anchors.claim(&item.id),
        item,
        qualities: item.quality.iter().filter_map(|id| catalog.vocabulary().quality(id)).collect(),
    };
    items.iter().map(view).collect()
}

pub(super) fn rows<'a>(catalog: &'a Catalog, pattern: &'a Pattern, anchors: &mut Anchors) -> Vec<RowView<'a>> {
    let view = |item: &'a DecisionRow| {
        // Imported rows name the other choice in words only.
        let other = match &item.pattern {
            Some(slug) => catalog.get(slug.as_str()),
            None => catalog.find(&item.other),
        };
        RowView { anchor: anchors.claim(&item.id), item, other: other.filter(|other| other.slug != pattern.slug) }
    };
    pattern.versus.iter().map(view).collect()
}

pub(super) fn exits<'a>(catalog: &'a Catalog, items: &'a [Exit], anchors: &mut Anchors) -> Vec<ExitView<'a>> {
    let view = |item: &'a Exit| ExitView { anchor: anchors.claim(&item.id), item, other: catalog.get(&item.to) };
    items.iter().map(view).collect()
}

pub(super) fn stacks<'a>(catalog: &'a Catalog, items: &'a [Stack], anchors: &mut Anchors) -> Vec<StackView<'a>> {
    let view = |item: &'a Stack| {
        let mut packages: BTreeMap<&'static str, Vec<&str>> = BTreeMap::new();
        for technology in item.uses.iter().filter_map(|id| catalog.vocabulary().technology(id)) {
            for (ecosystem, names) in technology.packages.by_ecosystem() {
                packages.entry(ecosystem).or_default().extend(names.iter().map(String::as_str));
            }
        }
        let packages = packages.into_iter().map(|(ecosystem, names)| (ecosystem, names.join(" "))).collect();
        StackView { anchor: anchors.claim_named("stack", &item.name), item, packages }
    };
    items.iter().map(view).collect()
}

pub(super) fn references<'a>(items: &'a [Reference], anchors: &mut Anchors) -> Vec<ReferenceView<'a>> {
    let view = |item: &'a Reference| {
        let doi = item.doi.as_deref().map(|doi| (href::doi(doi), doi));
        let address = item.url.as_deref().and_then(href::web);
        ReferenceView {
            anchor: anchors.claim_named("reference", &item.title),
            item,
            address: address.or_else(|| doi.as_ref().map(|(address, _)| address.clone())),
            doi,
            authors: item.authors.join(", "),
        }
    };
    items.iter().map(view).collect()
}

/// The relations of `pattern`, those that read the same together, in the order of the first of each.
pub(super) fn relations(catalog: &Catalog, pattern: &Pattern, anchors: &mut Anchors) -> Vec<RelationGroup> {
    let mut groups: Vec<RelationGroup> = Vec::new();
    for view in catalog.relations_of(pattern) {
        let anchor = anchors.claim_named("related", view.slug.as_str());
        match groups.iter_mut().find(|group| group.label == view.label) {
            Some(group) => group.relations.push((anchor, view)),
            None => groups.push(RelationGroup { label: view.label.clone(), relations: vec![(anchor, view)] }),
        }
    }
    groups
}
