//! Lays an entry of the catalogue out for reading in a terminal.
//!
//! The head (name, vital signs, summary) stands here, each section in [`sections`]. Ids are shown
//! dim behind their statement, so that they can be cited.

pub(crate) mod sections;

use layra_catalog::section::Section;
use layra_catalog::{Catalog, Pattern};

use super::page::Page;
use super::style::{DIM, PLAIN, STRONG};
use super::text::Text;

/// Prose in longer lines is hard to read, however wide the terminal is.
const WIDEST: usize = 100;

/// The whole entry of `pattern`.
pub(crate) fn whole(catalog: &Catalog, pattern: &Pattern, width: usize) -> String {
    let mut page = Page::new(width.min(WIDEST));
    head(&mut page, catalog, pattern);
    for &section in Section::ALL {
        sections::write(&mut page, catalog, pattern, section);
    }
    page.finish()
}

/// Some sections of the entry of `pattern`, in the order given.
pub(crate) fn excerpt(catalog: &Catalog, pattern: &Pattern, chosen: &[Section], width: usize) -> String {
    let mut page = Page::new(width.min(WIDEST));
    for &section in chosen {
        if !sections::write(&mut page, catalog, pattern, section).written() {
            page.heading(section.title());
            page.paragraph(2, &Text::styled(DIM, "nothing in this entry"));
        }
    }
    page.finish()
}

fn head(page: &mut Page, catalog: &Catalog, pattern: &Pattern) {
    page.paragraph(0, &Text::styled(STRONG, &pattern.name).push(DIM, format!(" {}", pattern.slug)));
    page.paragraph(0, &vital_signs(catalog, pattern));
    page.blank();
    page.paragraph(0, &Text::default().prose(&pattern.summary));
    if !pattern.aliases.is_empty() {
        page.blank();
        page.paragraph(0, &Text::styled(DIM, "Also known as ").plain(pattern.aliases.join(", ")));
    }
}

/// Category, concern, complexity and team in a line.
fn vital_signs(catalog: &Catalog, pattern: &Pattern) -> Text {
    let mut text = Text::from(pattern.category.title());
    if let Some(id) = &pattern.concern {
        let name = catalog.vocabulary().concern(id).map_or(id.as_str(), |concern| concern.name.as_str());
        text = text.push(DIM, " · ").plain(name);
    }
    text = text.push(DIM, " · ").plain("complexity ").join(complexity(pattern.complexity));
    text.push(DIM, " · ").push(PLAIN, pattern.team.to_string())
}

/// A complexity as a number and dots: `2/5 ●●○○○`.
pub(crate) fn complexity(complexity: u8) -> Text {
    Text::from(format!("{complexity}/5 ")).join(dots(complexity))
}

/// A complexity as dots: `●●○○○`.
pub(crate) fn dots(complexity: u8) -> Text {
    let filled = usize::from(complexity.min(5));
    Text::from("●".repeat(filled)).push(DIM, "○".repeat(5 - filled))
}
