//! What all pages have around their content.

use layra_catalog::Slug;

use super::text;
use crate::asset::{Asset, ICON, SEARCH, STYLE};
use crate::folder;
use crate::site::{Face, Site};

/// The fields of `base.html`.
#[derive(Debug)]
pub(super) struct Layout<'a> {
    /// What the catalogue is called.
    pub(super) site_title: &'a str,
    /// What the page is called; empty on the home page.
    pub(super) title: String,
    /// The page in a sentence, for search engines and previews; may be empty.
    pub(super) description: &'a str,
    /// Addresses of the same as Markdown.
    pub(super) alternates: Vec<String>,
    /// Address of the style sheet.
    pub(super) style: &'static str,
    /// Addresses of the scripts.
    pub(super) scripts: Vec<&'static str>,
    /// Whether the page is a file among others, with no server behind it.
    pub(super) is_file: bool,
    /// Address of the icon.
    pub(super) icon: &'static str,
    /// The entry of the navigation that is this page.
    pub(super) here: Here,
    /// The day the catalogue was made; may be empty.
    pub(super) generated: &'a str,
}

/// Entries of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Here {
    /// The list of all patterns.
    Home,
    /// The interview.
    Advise,
    /// The comparison.
    Compare,
    /// The map.
    Map,
    /// The search, which has a field of its own.
    Search,
    /// None of them.
    Elsewhere,
}

impl<'a> Layout<'a> {
    /// The surroundings of a page called `title`.
    pub(super) fn new(site: &'a Site, title: impl Into<String>, here: Here) -> Self {
        let masthead = site.catalog().masthead();
        let site_title = match masthead.title.trim() {
            "" => "Layra",
            title => title,
        };
        Self {
            site_title,
            title: title.into(),
            description: "",
            alternates: vec!["/llms.txt".to_owned()],
            style: &STYLE.address,
            scripts: match site.face {
                Face::Server => vec![&SEARCH.address],
                Face::Files => folder::scripts(),
            },
            is_file: site.face == Face::Files,
            icon: &ICON.address,
            here,
            generated: &masthead.generated,
        }
    }

    /// The same for a page about these patterns.
    pub(super) fn about<'b>(mut self, slugs: impl IntoIterator<Item = &'b Slug>) -> Self {
        self.alternates = slugs.into_iter().map(text::markdown_address).collect();
        self
    }

    /// The same with a description.
    pub(super) fn described(mut self, description: &'a str) -> Self {
        self.description = description;
        self
    }

    /// The same with a further script.
    pub(super) fn with_script(mut self, script: &'static Asset) -> Self {
        self.scripts.push(&script.address);
        self
    }
}
