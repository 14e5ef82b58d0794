//! The interview where the site is a folder of files: a form that says which command answers it.

use askama::Template;
use layra_catalog::vocabulary::{Fact, FactKind};

use crate::asset::FORM;
use crate::page::Page;
use crate::pages::layout::{Here, Layout};
use crate::pages::{filters, html};
use crate::site::Site;

#[derive(Debug, Template)]
#[template(path = "advise_form.html", whitespace = "minimize")]
struct Form<'a> {
    layout: Layout<'a>,
    groups: Vec<(&'a str, Vec<&'a Fact>)>,
    /// A fact as the command takes it.
    example: String,
}

/// The form.
pub(crate) fn form(site: &Site) -> Page {
    let facts = &site.catalog().vocabulary().facts;
    let mut groups: Vec<(&str, Vec<&Fact>)> = Vec::new();
    for fact in facts {
        match groups.iter_mut().find(|(group, _)| *group == fact.group) {
            Some((_, facts)) => facts.push(fact),
            None => groups.push((&fact.group, vec![fact])),
        }
    }
    let number = facts.iter().find(|fact| fact.kind == FactKind::Number);
    html(&Form {
        layout: Layout::new(site, "Which pattern fits?", Here::Advise)
            .described("Say what is known of a situation, and which command tells the patterns that fit.")
            .with_script(&FORM),
        groups,
        example: number.map_or("NAME".to_owned(), |fact| format!("{}=6", fact.id)),
    })
}
