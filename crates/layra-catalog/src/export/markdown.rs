//! One pattern as a page of Markdown: the original's sections in its order, then the newer ones.

use super::layout::{blocks, bullet, headed, item, one_line, paragraphs};
use super::part::{self, Part, labelled, reference, trade_off};
use super::{markdown_address, part::CONS_TITLE, part::PROS_TITLE};
use crate::catalog::Catalog;
use crate::pattern::{DecisionRow, Exit, Pattern, Reference, Statement};
use crate::relation::RelationView;
use crate::section::Section;
use crate::slug::Slug;

/// The page of `pattern`, with its relations as seen from both ends.
pub fn markdown(catalog: &Catalog, pattern: &Pattern) -> String {
    let sections = Section::ALL.iter().map(|&section| section_markdown(catalog, pattern, section));
    let sections = sections.map(|section| section.trim_end().to_owned());
    blocks(head(catalog, pattern).into_iter().chain(sections)) + "\n"
}

/// What stands above the sections: name, facts, summary and other names.
pub(super) fn head(catalog: &Catalog, pattern: &Pattern) -> [String; 4] {
    let part = |part| part::text(pattern, part, &catalog.masthead().base_url);
    let mut facts = vec![part(Part::Category), part(Part::Complexity), part(Part::Team)];
    if let Some(concern) = pattern.concern.as_deref() {
        let name = catalog.vocabulary().concern(concern).map_or(concern, |concern| concern.name.as_str());
        facts.push(format!("**Concern:** {}", one_line(name)));
    }
    [part(Part::Name), facts.join(" | "), part(Part::Summary), part(Part::Aliases)]
}

/// One section of the page of `pattern`, with its heading and a final newline; empty when the entry
/// has nothing to say there.
pub fn section_markdown(catalog: &Catalog, pattern: &Pattern, section: Section) -> String {
    let body = match section {
        // As it stands, blank lines and all.
        Section::Overview => part::body(pattern, Part::Overview, ""),
        _ => together(&pieces(catalog, pattern, section)),
    };
    let text = headed(2, section.title(), &body);
    if text.is_empty() { text } else { text + "\n" }
}

/// A piece of a section that loses its sense when it is cut: an item of a list, a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// Heading within the section that it stands under.
    pub(super) title: Option<&'static str>,
    /// What stands between it and the piece before it, under the same heading.
    pub(super) gap: &'static str,
    /// Its text, without a final newline.
    pub(super) text: String,
}

/// What stands in a section of the page of `pattern`, in pieces.
pub(super) fn pieces(catalog: &Catalog, pattern: &Pattern, section: Section) -> Vec<Piece> {
    Page { catalog, pattern }.pieces(section)
}

/// Pieces, in order, below their headings.
pub(super) fn together(pieces: &[Piece]) -> String {
    let mut text = String::new();
    let mut title = None;
    for piece in pieces {
        let begins = text.is_empty();
        if piece.title != title {
            title = piece.title;
            text.push_str(if begins { "" } else { "\n\n" });
            text.push_str(&headed(3, title.unwrap_or_default(), &piece.text));
        } else {
            text.push_str(if begins { "" } else { piece.gap });
            text.push_str(&piece.text);
        }
    }
    text
}

/// The items of a list, below `title`.
fn items(title: Option<&'static str>, texts: impl IntoIterator<Item = String>) -> Vec<Piece> {
    texts.into_iter().map(|text| Piece { title, gap: "\n", text: bullet(&text) }).collect()
}

struct Page<'a> {
    catalog: &'a Catalog,
    pattern: &'a Pattern,
}

impl Page<'_> {
    fn pieces(&self, section: Section) -> Vec<Piece> {
        let pattern = self.pattern;
        let list = |texts: Vec<String>| items(None, texts);
        match section {
            Section::UseWhen => list(pattern.use_when.iter().map(statement).collect()),
            Section::AvoidWhen => list(pattern.avoid_when.iter().map(statement).collect()),
            Section::Components => {
                let components = list(part::texts(pattern, Part::Components, ""));
                components.into_iter().chain(items(Some("Flow"), self.flows())).collect()
            }
            Section::TradeOffs => {
                let pros = items(Some(PROS_TITLE), pattern.pros.iter().map(trade_off));
                pros.into_iter().chain(items(Some(CONS_TITLE), pattern.cons.iter().map(trade_off))).collect()
            }
            Section::Stacks => list(part::texts(pattern, Part::Stacks, "")),
            Section::Examples => list(part::texts(pattern, Part::Examples, "")),
            Section::Versus => list(pattern.versus.iter().map(|row| self.decision_row(row)).collect()),
            Section::References => list(pattern.references.iter().map(full_reference).collect()),
            Section::Overview => {
                let paragraphs = paragraphs(&part::body(pattern, Part::Overview, ""));
                paragraphs.into_iter().map(|text| Piece { title: None, gap: "\n\n", text }).collect()
            }
            Section::Related => {
                list(self.catalog.relations_of(pattern).iter().map(|view| self.relation(view)).collect())
            }
            Section::Failures => self.failures(),
            Section::Adopt => self.adopt(),
            Section::Exits => list(pattern.exits.iter().map(|exit| self.exit(exit)).collect()),
            Section::Measures => {
                list(pattern.measures.iter().map(|measure| labelled(&measure.metric, &measure.healthy)).collect())
            }
            Section::Smells => list(pattern.smells.iter().map(|smell| smell.say.clone()).collect()),
            Section::Terms => list(pattern.terms.iter().map(|term| labelled(&term.name, &term.means)).collect()),
        }
    }

    /// What passes between the components, as `One → Other: what`.
    fn flows(&self) -> impl Iterator<Item = String> {
        let name = |id: &str| {
            let component = self.pattern.components.iter().find(|component| component.id == id);
            one_line(component.map_or(id, |component| component.name.as_str()))
        };
        self.pattern.flows.iter().map(move |flow| {
            let ends = format!("{} → {}", name(&flow.from), name(&flow.to));
            if flow.label.is_empty() { ends } else { format!("{ends}: {}", flow.label) }
        })
    }

    fn decision_row(&self, row: &DecisionRow) -> String {
        let other = match &row.pattern {
            Some(slug) => self.link(slug, &row.other),
            None => row.other.clone(),
        };
        labelled(&format!("vs {other}"), &row.say)
    }

    fn relation(&self, view: &RelationView) -> String {
        let line = format!("{} {}", view.label, self.link(&view.slug, &view.name));
        if view.say.is_empty() { line } else { format!("{line}: {}", view.say) }
    }

    fn failures(&self) -> Vec<Piece> {
        let failures = self.pattern.failures.iter().map(|failure| {
            let text = format!(
                "- {}\n  - Cause: {}\n  - Check: {}",
                one_line(&failure.symptom),
                one_line(&failure.cause),
                one_line(&failure.check)
            );
            Piece { title: None, gap: "\n", text }
        });
        failures.collect()
    }

    fn adopt(&self) -> Vec<Piece> {
        let steps = self.pattern.adopt.iter().enumerate().map(|(nth, step)| {
            let text = format!(
                "{}. {}\n   - Needs: {}",
                nth + 1,
                item(&step.action).replace("\n  ", "\n   "),
                one_line(&step.needs)
            );
            Piece { title: None, gap: "\n", text }
        });
        steps.collect()
    }

    fn exit(&self, exit: &Exit) -> String {
        let to = match Slug::parse(&exit.to) {
            Ok(slug) => self.link(&slug, self.catalog.get(slug.as_str()).map_or(&exit.to, |other| &other.name)),
            Err(_) => exit.to.clone(),
        };
        labelled(&format!("To {to}"), &exit.action)
    }

    /// The name as a link, where the catalogue holds the pattern.
    fn link(&self, slug: &Slug, name: &str) -> String {
        let name = one_line(name);
        match self.catalog.get(slug.as_str()) {
            Some(_) => format!("[{name}]({})", markdown_address(&self.catalog.masthead().base_url, slug.as_str())),
            None => name,
        }
    }
}

/// The statement; one that alone rules the pattern out says so.
fn statement(statement: &Statement) -> String {
    if statement.veto { labelled("Veto", &statement.say) } else { statement.say.clone() }
}

/// The reference with its numbers and addresses.
fn full_reference(full: &Reference) -> String {
    let mut text = reference(full);
    if let Some(isbn) = &full.isbn {
        text.push_str(&format!(", ISBN {isbn}"));
    }
    if let Some(doi) = &full.doi {
        text.push_str(&format!(", DOI [{doi}](https://doi.org/{doi})"));
    }
    if let Some(url) = &full.url {
        text.push_str(&format!(", <{url}>"));
    }
    text
}
