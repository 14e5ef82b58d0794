//! One pattern as a page of Markdown: the original's sections in its order, then the newer ones.

use super::layout::{blocks, bullets, headed, item, one_line};
use super::part::{self, Part, labelled, reference, trade_off};
use super::{markdown_address, part::CONS_TITLE, part::PROS_TITLE};
use crate::catalog::Catalog;
use crate::pattern::{DecisionRow, Exit, Pattern, Reference, Statement};
use crate::relation::RelationView;
use crate::section::Section;
use crate::slug::Slug;

/// The page of `pattern`, with its relations as seen from both ends.
pub fn markdown(catalog: &Catalog, pattern: &Pattern) -> String {
    let part = |part| part::text(pattern, part, &catalog.masthead().base_url);
    let mut facts = vec![part(Part::Category), part(Part::Complexity), part(Part::Team)];
    if let Some(concern) = pattern.concern.as_deref() {
        let name = catalog.vocabulary().concern(concern).map_or(concern, |concern| concern.name.as_str());
        facts.push(format!("**Concern:** {}", one_line(name)));
    }
    let head = [part(Part::Name), facts.join(" | "), part(Part::Summary), part(Part::Aliases)];
    let sections = Section::ALL.iter().map(|&section| section_markdown(catalog, pattern, section));
    blocks(head.into_iter().chain(sections.map(|section| section.trim_end().to_owned()))) + "\n"
}

/// One section of the page of `pattern`, with its heading and a final newline; empty when the entry
/// has nothing to say there.
pub fn section_markdown(catalog: &Catalog, pattern: &Pattern, section: Section) -> String {
    let page = Page { catalog, pattern };
    let text = headed(2, section.title(), &page.body(section));
    if text.is_empty() { text } else { text + "\n" }
}

struct Page<'a> {
    catalog: &'a Catalog,
    pattern: &'a Pattern,
}

impl Page<'_> {
    fn body(&self, section: Section) -> String {
        let pattern = self.pattern;
        match section {
            Section::UseWhen => bullets(pattern.use_when.iter().map(statement)),
            Section::AvoidWhen => bullets(pattern.avoid_when.iter().map(statement)),
            Section::Components => blocks([part::body(pattern, Part::Components, ""), self.flows()]),
            Section::TradeOffs => blocks([
                headed(3, PROS_TITLE, &bullets(pattern.pros.iter().map(trade_off))),
                headed(3, CONS_TITLE, &bullets(pattern.cons.iter().map(trade_off))),
            ]),
            Section::Stacks => part::body(pattern, Part::Stacks, ""),
            Section::Examples => part::body(pattern, Part::Examples, ""),
            Section::Versus => bullets(pattern.versus.iter().map(|row| self.decision_row(row))),
            Section::References => bullets(pattern.references.iter().map(full_reference)),
            Section::Overview => part::body(pattern, Part::Overview, ""),
            Section::Related => bullets(self.catalog.relations_of(pattern).iter().map(|view| self.relation(view))),
            Section::Failures => self.failures(),
            Section::Adopt => self.adopt(),
            Section::Exits => bullets(pattern.exits.iter().map(|exit| self.exit(exit))),
            Section::Measures => {
                bullets(pattern.measures.iter().map(|measure| labelled(&measure.metric, &measure.healthy)))
            }
            Section::Smells => bullets(pattern.smells.iter().map(|smell| smell.say.clone())),
            Section::Terms => bullets(pattern.terms.iter().map(|term| labelled(&term.name, &term.means))),
        }
    }

    /// What passes between the components, as `One → Other: what`.
    fn flows(&self) -> String {
        let name = |id: &str| {
            let component = self.pattern.components.iter().find(|component| component.id == id);
            one_line(component.map_or(id, |component| component.name.as_str()))
        };
        let flows = self.pattern.flows.iter().map(|flow| {
            let ends = format!("{} → {}", name(&flow.from), name(&flow.to));
            if flow.label.is_empty() { ends } else { format!("{ends}: {}", flow.label) }
        });
        headed(3, "Flow", &bullets(flows))
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

    fn failures(&self) -> String {
        let failures = self.pattern.failures.iter().map(|failure| {
            format!(
                "- {}\n  - Cause: {}\n  - Check: {}",
                one_line(&failure.symptom),
                one_line(&failure.cause),
                one_line(&failure.check)
            )
        });
        failures.collect::<Vec<_>>().join("\n")
    }

    fn adopt(&self) -> String {
        let steps = self.pattern.adopt.iter().enumerate().map(|(nth, step)| {
            format!(
                "{}. {}\n   - Needs: {}",
                nth + 1,
                item(&step.action).replace("\n  ", "\n   "),
                one_line(&step.needs)
            )
        });
        steps.collect::<Vec<_>>().join("\n")
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
