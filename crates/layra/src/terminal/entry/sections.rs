//! The sections of an entry, each laid out in its own way.

use layra_catalog::condition::Condition;
use layra_catalog::pattern::{Component, DecisionRow, Reference, Statement, TradeOff, Weight};
use layra_catalog::relation::RelationView;
use layra_catalog::section::Section;
use layra_catalog::{Catalog, Pattern};

use crate::terminal::page::Page;
use crate::terminal::style::{AGAINST, CODE, DIM, FOR, LINK, STRONG};
use crate::terminal::text::Text;
use crate::terminal::{markdown, table};

/// Whether an entry has anything in a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    Written,
    Absent,
}

impl Presence {
    pub(crate) fn written(self) -> bool {
        self == Self::Written
    }
}

/// Writes a section of `pattern` with its heading; nothing when the entry has nothing in it.
pub(crate) fn write(page: &mut Page, catalog: &Catalog, pattern: &Pattern, section: Section) -> Presence {
    let mut body = Page::new(page.width());
    match section {
        Section::UseWhen => pattern.use_when.iter().for_each(|item| statement(&mut body, item)),
        Section::AvoidWhen => pattern.avoid_when.iter().for_each(|item| statement(&mut body, item)),
        Section::Components => components(&mut body, pattern),
        Section::TradeOffs => {
            pattern.pros.iter().for_each(|item| trade_off(&mut body, catalog, item, "+"));
            pattern.cons.iter().for_each(|item| trade_off(&mut body, catalog, item, "-"));
        }
        Section::Stacks => {
            let row = |name: &str, items: &str| vec![Text::styled(STRONG, name), Text::from(items)];
            let rows: Vec<Vec<Text>> = pattern.stacks.iter().map(|stack| row(&stack.name, &stack.items)).collect();
            table::write(&mut body, 2, &rows);
        }
        Section::Examples => pattern.examples.iter().for_each(|example| {
            body.item(2, &bullet(), &Text::styled(STRONG, &example.org).plain(": ").prose(&example.say));
        }),
        Section::Versus => pattern.versus.iter().for_each(|row| decision_row(&mut body, pattern, row)),
        Section::References => pattern.references.iter().for_each(|item| body.item(2, &bullet(), &reference(item))),
        Section::Overview => markdown::write(&mut body, 2, &pattern.overview),
        Section::Related => {
            catalog.relations_of(pattern).iter().for_each(|view| body.item(2, &bullet(), &relation(view)));
        }
        Section::Failures => pattern.failures.iter().for_each(|item| {
            body.item(2, &bullet(), &Text::styled(STRONG, &item.symptom).join(id(&item.id)));
            labelled(&mut body, "cause", &item.cause);
            labelled(&mut body, "check", &item.check);
        }),
        Section::Adopt => {
            for (nth, item) in pattern.adopt.iter().enumerate() {
                let mark = Text::styled(DIM, format!("{}.", nth + 1));
                body.item(2, &mark, &Text::default().prose(&item.action).join(id(&item.id)));
                labelled(&mut body, "needs", &item.needs);
            }
        }
        Section::Exits => pattern.exits.iter().for_each(|item| {
            let to = catalog.get(&item.to).map_or(item.to.as_str(), |pattern| pattern.name.as_str());
            body.item(2, &bullet(), &Text::styled(STRONG, format!("to {to}: ")).prose(&item.action).join(id(&item.id)));
        }),
        Section::Measures => pattern.measures.iter().for_each(|item| {
            body.item(2, &bullet(), &Text::default().prose(&item.metric).join(id(&item.id)));
            labelled(&mut body, "healthy", &item.healthy);
        }),
        Section::Smells => pattern.smells.iter().for_each(|item| {
            body.item(2, &bullet(), &Text::default().prose(&item.say).join(id(&item.id)));
        }),
        Section::Terms => pattern.terms.iter().for_each(|term| {
            body.item(2, &bullet(), &Text::styled(STRONG, &term.name).plain(": ").prose(&term.means));
        }),
    }
    if body.is_empty() {
        return Presence::Absent;
    }
    page.heading(section.title());
    page.append(0, body);
    Presence::Written
}

/// A relation as seen from the entry at hand.
pub(crate) fn relation(view: &RelationView) -> Text {
    let text = Text::styled(DIM, format!("{} ", view.label)).push(STRONG, &view.name);
    let slug = format!(" {}", view.slug);
    let text = if view.exists { text.push(DIM, slug) } else { text.push(DIM, " (not written yet)") };
    if view.say.is_empty() { text } else { text.plain(": ").prose(&view.say) }
}

/// A situation with the condition that says the same over facts.
pub(crate) fn statement(page: &mut Page, statement: &Statement) {
    let mut text = Text::default().prose(&statement.say);
    if statement.veto {
        text = text.push(AGAINST, " (rules it out)");
    }
    page.item(2, &bullet(), &text.join(id(&statement.id)));
    condition(page, "if", statement.condition.as_ref());
}

/// What a part does.
pub(crate) fn component(page: &mut Page, component: &Component) {
    let text = Text::styled(STRONG, &component.name).plain(": ").prose(&component.does);
    page.item(2, &bullet(), &text.join(id(&component.id)));
}

fn components(page: &mut Page, pattern: &Pattern) {
    pattern.components.iter().for_each(|item| component(page, item));
    if pattern.flows.is_empty() {
        return;
    }
    let name = |id: &str| {
        let known = pattern.components.iter().find(|component| component.id == id);
        known.map_or(id.to_owned(), |component| component.name.clone())
    };
    page.blank();
    page.paragraph(2, &Text::styled(DIM, "What passes between them"));
    for flow in &pattern.flows {
        let text = Text::from(name(&flow.from)).push(DIM, " → ").plain(name(&flow.to));
        let text = if flow.label.is_empty() { text } else { text.push(DIM, format!(": {}", flow.label)) };
        page.item(2, &bullet(), &text);
    }
}

/// A trade-off with its weight and the qualities it touches; `sign` is `+` or `-`.
pub(crate) fn trade_off(page: &mut Page, catalog: &Catalog, item: &TradeOff, sign: &str) {
    let style = if sign == "+" { FOR } else { AGAINST };
    let style = match item.weight {
        Weight::High => style.bold(),
        Weight::Medium => style,
        Weight::Low => style.dimmed(),
    };
    let name = |id: &String| catalog.vocabulary().quality(id).map_or(id.clone(), |quality| quality.name.clone());
    let qualities: Vec<String> = item.quality.iter().map(name).collect();
    let mut text = Text::default().prose(&item.say);
    if !qualities.is_empty() {
        text = text.push(DIM, format!(" [{}]", qualities.join(", ")));
    }
    page.item(2, &Text::styled(style, format!("{sign} {:<6}", item.weight)), &text.join(id(&item.id)));
}

fn decision_row(page: &mut Page, pattern: &Pattern, row: &DecisionRow) {
    let text = Text::from("vs ").push(STRONG, &row.other);
    let text = if let Some(slug) = &row.pattern { text.push(DIM, format!(" {slug}")) } else { text };
    page.item(2, &bullet(), &text.plain(": ").prose(&row.say).join(id(&row.id)));
    condition(page, &format!("{} if", pattern.name), row.prefer_if.as_ref());
    condition(page, &format!("{} if", row.other), row.other_if.as_ref());
}

fn reference(reference: &Reference) -> Text {
    let mut text = Text::styled(STRONG, &reference.title);
    if !reference.authors.is_empty() {
        text = text.plain(", ").plain(reference.authors.join(", "));
    }
    if let Some(year) = reference.year {
        text = text.plain(format!(", {year}"));
    }
    if let Some(kind) = reference.kind {
        text = text.push(DIM, format!(" ({kind})"));
    }
    if let Some(isbn) = &reference.isbn {
        text = text.push(DIM, format!(" ISBN {isbn}"));
    }
    if let Some(doi) = &reference.doi {
        text = text.plain(" ").push(LINK, format!("https://doi.org/{doi}"));
    }
    if let Some(url) = &reference.url {
        text = text.plain(" ").push(LINK, url);
    }
    text
}

fn condition(page: &mut Page, label: &str, condition: Option<&Condition>) {
    if let Some(condition) = condition {
        page.paragraph(4, &Text::styled(DIM, format!("{label} ")).push(CODE.dimmed(), condition.text()));
    }
}

fn labelled(page: &mut Page, label: &str, text: &str) {
    page.paragraph(4, &Text::styled(DIM, format!("{label}: ")).prose(text));
}

fn bullet() -> Text {
    Text::styled(DIM, "•")
}

fn id(id: &str) -> Text {
    Text::styled(DIM, format!(" #{id}"))
}
