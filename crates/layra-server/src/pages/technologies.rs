//! `/technologies`: what patterns are built with, and which patterns.

use std::collections::BTreeMap;

use askama::Template;
use layra_catalog::Pattern;
use layra_catalog::vocabulary::{Technology, TechnologyKind};

use super::html;
use super::layout::{Here, Layout};
use crate::anchor::Anchors;
use crate::page::Page;
use crate::site::Site;

#[derive(Debug, Template)]
#[template(path = "technologies.html", whitespace = "minimize")]
struct Technologies<'a> {
    layout: Layout<'a>,
    kinds: Vec<Kind<'a>>,
    technologies: usize,
}

/// Technologies of one sort.
#[derive(Debug)]
struct Kind<'a> {
    kind: TechnologyKind,
    title: &'static str,
    technologies: Vec<Used<'a>>,
}

/// A technology, and the patterns whose stacks name it.
#[derive(Debug)]
struct Used<'a> {
    anchor: String,
    technology: &'a Technology,
    by: Vec<&'a Pattern>,
}

/// The technologies of `site`.
pub(super) fn page(site: &Site) -> Page {
    let catalog = site.catalog();
    let mut by: BTreeMap<&str, Vec<&Pattern>> = BTreeMap::new();
    for pattern in catalog.patterns() {
        for id in pattern.stacks.iter().flat_map(|stack| &stack.uses) {
            let patterns = by.entry(id).or_default();
            if patterns.last().is_none_or(|last| last.slug != pattern.slug) {
                patterns.push(pattern);
            }
        }
    }
    let mut anchors = Anchors::default();
    let technologies = &catalog.vocabulary().technologies;
    let mut kinds: Vec<Kind<'_>> = Vec::new();
    for &kind in TechnologyKind::ALL {
        let of_kind = technologies.iter().filter(|technology| technology.kind == kind);
        let technologies: Vec<Used<'_>> = of_kind
            .map(|technology| Used {
                anchor: anchors.claim(&format!("technology-{}", technology.id)),
                technology,
                by: by.get(technology.id.as_str()).cloned().unwrap_or_default(),
            })
            .collect();
        if !technologies.is_empty() {
            kinds.push(Kind { kind, title: title(kind), technologies });
        }
    }
    html(&Technologies {
        layout: Layout::new(site, "Technologies", Here::Elsewhere).described(
            "What the patterns are built with: each technology with its packages and the patterns that use it.",
        ),
        kinds,
        technologies: technologies.len(),
    })
}

const fn title(kind: TechnologyKind) -> &'static str {
    match kind {
        TechnologyKind::Language => "Languages",
        TechnologyKind::Framework => "Frameworks",
        TechnologyKind::Library => "Libraries",
        TechnologyKind::Database => "Databases",
        TechnologyKind::Broker => "Brokers",
        TechnologyKind::Platform => "Platforms",
        TechnologyKind::Service => "Services",
        TechnologyKind::Tool => "Tools",
        TechnologyKind::Protocol => "Protocols",
        TechnologyKind::Model => "Models",
        TechnologyKind::Format => "Formats",
    }
}
