//! Lays a comparison out: a column for each pattern, what concerns several of them below.

use layra_advise::{Compared, Stances};
use layra_catalog::Slug;
use layra_catalog::compare::{Comparison, Fit, Side, TechnologyUse};
use layra_catalog::pattern::{Statement, TradeOff, Weight};
use layra_catalog::section::Section;

use super::advice;
use super::entry::{complexity, sections};
use super::page::Page;
use super::style::{AGAINST, DIM, FOR, STRONG};
use super::table;
use super::text::Text;

/// Blanks between columns.
const GAP: usize = 3;
/// Columns of prose need no more than this, however wide the terminal is.
const WIDEST: usize = 160;
/// Patterns stand below one another where columns would be narrower than this.
const NARROWEST: usize = 22;

/// `compared` for a terminal of `width` columns.
pub(crate) fn render(compared: &Compared, width: usize) -> String {
    let comparison = &compared.comparison;
    let mut page = Page::new(width.min(WIDEST));
    fits(&mut page, &comparison.patterns);
    if let Some(stances) = &compared.situation {
        here(&mut page, comparison, stances);
    }
    type Statements = fn(&Fit) -> &[Statement];
    let situations: [(Section, Statements); 2] =
        [(Section::UseWhen, |fit| &fit.use_when), (Section::AvoidWhen, |fit| &fit.avoid_when)];
    for (section, statements) in situations {
        columns(&mut page, section.title(), comparison, &comparison.patterns, |cell, fit| {
            for statement in statements(fit) {
                cell.item(
                    0,
                    &bullet(),
                    &Text::default().prose(&statement.say).push(DIM, format!(" #{}", statement.id)),
                );
            }
        });
    }
    columns(&mut page, Section::Components.title(), comparison, &comparison.patterns, |cell, fit| {
        for component in &fit.components {
            cell.item(0, &bullet(), &Text::from(&component.name));
        }
    });
    for group in &comparison.trade_offs {
        let quality = group.quality.as_ref().map_or("other", |quality| quality.name.as_str());
        let title = format!("{}: {quality}", Section::TradeOffs.title());
        columns(&mut page, &title, comparison, &group.sides, trade_offs);
    }
    decisions(&mut page, comparison);
    relations(&mut page, comparison);
    technologies(&mut page, comparison);
    page.finish()
}

/// The vital signs: a table with a row for each, or where that is too narrow one per pattern.
fn fits(page: &mut Page, patterns: &[Fit]) {
    if patterns.len() > 1 && column_width(page, patterns.len()) < NARROWEST {
        for pattern in patterns {
            page.blank();
            fits(page, std::slice::from_ref(pattern));
        }
        return;
    }
    let row = |label: &str, value: &dyn Fn(&Fit) -> Text| {
        std::iter::once(Text::styled(DIM, label)).chain(patterns.iter().map(value)).collect::<Vec<Text>>()
    };
    let rows = [
        row("", &|fit| Text::styled(STRONG, &fit.name)),
        row("slug", &|fit| Text::styled(DIM, &fit.slug)),
        row("category", &|fit| Text::from(fit.category.title())),
        row("concern", &|fit| Text::from(fit.concern.as_ref().map_or("", |concern| concern.name.as_str()))),
        row("complexity", &|fit| complexity(fit.complexity)),
        row("team", &|fit| Text::from(fit.team.to_string())),
        row("is", &|fit| Text::default().prose(&fit.summary)),
    ];
    table::write(page, 0, &rows);
}

/// How the patterns stand in the situation that was told.
fn here(page: &mut Page, comparison: &Comparison, stances: &Stances) {
    columns(page, "In this Situation", comparison, &stances.patterns, |cell, one| {
        let place = match (one.recommended, one.ruled_out) {
            (true, _) => "recommended",
            (false, true) => "ruled out",
            (false, false) => "not recommended",
        };
        cell.paragraph(0, &Text::styled(STRONG, place).push(DIM, format!(" {:.2}", one.score)));
        if one.reasons.is_empty() && one.against.is_empty() {
            cell.paragraph(0, &Text::from("Nothing that is known speaks for it or against it."));
        }
        let signed = one.reasons.iter().map(|reason| ("+", FOR, reason));
        for (sign, style, reason) in signed.chain(one.against.iter().map(|reason| ("-", AGAINST, reason))) {
            cell.item(0, &Text::styled(style, sign), &advice::reason(reason));
        }
    });
    page.blank();
    match &stances.decides {
        Some(deciding) => {
            let winner = Text::from("decides for ").push(STRONG, name(comparison, &deciding.winner)).plain(" over ");
            let over = winner.push(STRONG, name(comparison, &deciding.over)).plain(": ");
            page.paragraph(0, &over.join(advice::reason(&deciding.reason)));
        }
        None => page.paragraph(0, &Text::from("No decision row is known to decide between them here.")),
    }
    for dispute in &stances.disputed {
        page.paragraph(0, &Text::from(advice::disputed(dispute)));
    }
}

fn column_width(page: &Page, columns: usize) -> usize {
    page.width().saturating_sub(GAP * columns.saturating_sub(1)) / columns.max(1)
}

/// A heading, and a column for each of `sides` (one per pattern); nothing when all stay empty.
fn columns<T>(page: &mut Page, title: &str, comparison: &Comparison, sides: &[T], write: impl Fn(&mut Page, &T)) {
    let beside = column_width(page, sides.len()) >= NARROWEST;
    let width = if beside { column_width(page, sides.len()) } else { page.width() };
    let cell = |side: &T| {
        let mut cell = Page::new(width);
        write(&mut cell, side);
        cell
    };
    let cells: Vec<Page> = sides.iter().map(cell).collect();
    if cells.iter().all(Page::is_empty) {
        return;
    }
    page.heading(title);
    if beside {
        page.beside(GAP, cells);
        return;
    }
    for (cell, fit) in cells.into_iter().zip(&comparison.patterns).filter(|(cell, _)| !cell.is_empty()) {
        page.paragraph(0, &Text::styled(STRONG, &fit.name));
        page.append(0, cell);
    }
}

fn trade_offs(cell: &mut Page, side: &Side) {
    let signed = side.pros.iter().map(|item| (item, "+", FOR)).chain(side.cons.iter().map(|item| (item, "-", AGAINST)));
    for (TradeOff { id, weight, say, .. }, sign, style) in signed {
        let style = if *weight == Weight::High { style.bold() } else { style };
        let text = Text::styled(DIM, format!("{weight}: ")).prose(say).push(DIM, format!(" #{id}"));
        cell.item(0, &Text::styled(style, sign), &text);
    }
}

fn decisions(page: &mut Page, comparison: &Comparison) {
    if !comparison.decisions.is_empty() {
        page.heading(Section::Versus.title());
    }
    for decision in &comparison.decisions {
        let name = |slug| Text::styled(STRONG, name(comparison, slug));
        let text = name(&decision.slug).push(DIM, " on ").join(name(&decision.against)).plain(": ");
        let cite = format!(" {}#{}", decision.slug, decision.row.id);
        page.item(0, &bullet(), &text.prose(&decision.row.say).push(DIM, cite));
        let conditions = [(&decision.slug, &decision.row.prefer_if), (&decision.against, &decision.row.other_if)];
        for (winner, condition) in conditions {
            if let Some(condition) = condition {
                let winner = format!("{winner} if ");
                page.paragraph(2, &Text::styled(DIM, winner).push(DIM, condition.text()));
            }
        }
    }
}

fn relations(page: &mut Page, comparison: &Comparison) {
    if !comparison.relations.is_empty() {
        page.heading(Section::Related.title());
    }
    for between in &comparison.relations {
        let text = Text::styled(STRONG, name(comparison, &between.slug)).plain(" ");
        page.item(0, &bullet(), &text.join(sections::relation(&between.relation)));
    }
}

/// Technologies in a line for each set of patterns that are built with them.
fn technologies(page: &mut Page, comparison: &Comparison) {
    if !comparison.technologies.is_empty() {
        page.heading("Technologies");
    }
    let mut groups: Vec<(&[Slug], Vec<&str>)> = Vec::new();
    for TechnologyUse { technology, used_by } in &comparison.technologies {
        match groups.iter_mut().find(|(slugs, _)| slugs == used_by) {
            Some((_, names)) => names.push(&technology.name),
            None => groups.push((used_by, vec![&technology.name])),
        }
    }
    for (slugs, technologies) in groups {
        let names: Vec<&str> = slugs.iter().map(|slug| name(comparison, slug)).collect();
        let who = match (names.as_slice(), comparison.patterns.len()) {
            ([one, two], 2) => format!("{one} and {two}"),
            (all, total) if all.len() == total => "all of them".to_owned(),
            (some, _) => format!("only {}", some.join(" and ")),
        };
        page.item(0, &bullet(), &Text::styled(STRONG, who).plain(": ").plain(technologies.join(", ")));
    }
}

fn name<'a>(comparison: &'a Comparison, slug: &'a Slug) -> &'a str {
    comparison.patterns.iter().find(|fit| fit.slug == *slug).map_or(slug.as_str(), |fit| fit.name.as_str())
}

fn bullet() -> Text {
    Text::styled(DIM, "•")
}
