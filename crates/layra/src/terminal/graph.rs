//! A dependency graph for reading in a terminal: figures, groups, cycles with what to cut, what is not
//! resolved.

use layra_codegraph::analysis::Analysis;
use layra_codegraph::analysis::difference::{Changes, Difference};
use layra_codegraph::analysis::focus::Focus;
use layra_codegraph::analysis::measures::Measures;
use layra_codegraph::analysis::report::{Kinds, ListedCycle, ListedDependency};

use super::page::Page;
use super::style::{DIM, HEADING, STRONG};
use super::table;
use super::text::Text;

/// Most lines of a list; JSON has all of them.
const MOST: usize = 30;
/// Most groups of a cycle that are named.
const MOST_MEMBERS: usize = 12;

/// A graph, or with a `focus` a part of it.
pub(crate) fn graph(analysis: &Analysis<'_>, focus: Option<&Focus>, width: usize) -> String {
    let mut page = Page::new(width.min(110));
    match focus {
        Some(focus) => part(&mut page, analysis, focus),
        None => whole(&mut page, analysis),
    }
    page.finish()
}

fn whole(page: &mut Page, analysis: &Analysis<'_>) {
    let graph = analysis.graph;
    let measures = Measures::new(graph);
    let count = |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    let externals = graph.externals().iter().filter(|external| !external.standard).count();
    let mut parts = vec![
        count(measures.files, "file", "files"),
        count(measures.tests, "test", "tests"),
        count(graph.edges().len(), "dependency", "dependencies"),
        count(externals, "external package", "external packages"),
    ];
    if !graph.unresolved().is_empty() {
        parts.push(format!("{} unresolved", graph.unresolved().len()));
    }
    page.paragraph(0, &Text::styled(STRONG, parts.join(", ")));
    page.paragraph(0, &figures(&measures));
    groups(page, analysis);
    let listed: Vec<ListedCycle<'_>> = analysis.cycles.iter().map(|cycle| analysis.listed_cycle(cycle)).collect();
    cycles(page, "Cycles", analysis.of.as_str(), &listed);
    list(page, "Unresolved imports", graph.unresolved(), |each| {
        Text::from(format!("{}:{}", each.path, each.line))
            .plain(format!(" {}", each.import))
            .push(DIM, format!(" {}", each.reason))
    });
    list(page, "Notes", graph.notes(), |note| {
        let line = note.line.map(|line| format!(":{line}")).unwrap_or_default();
        Text::from(format!("{}{line}", note.path)).push(DIM, format!(" {}", note.message))
    });
}

fn figures(measures: &Measures) -> Text {
    let cost = measures.propagation_cost.map(|cost| format!("a change reaches {:.1} % of the files, ", cost * 100.0));
    Text::from(format!(
        "{}the longest way is {} files, {} are in cycles",
        cost.unwrap_or_default(),
        measures.depth,
        measures.files_in_cycles
    ))
}

fn groups(page: &mut Page, analysis: &Analysis<'_>) {
    let mut groups = analysis.listed_groups();
    let count = groups.len();
    // What most others depend on comes first.
    groups.sort_by_key(|group| std::cmp::Reverse((group.measures.afferent, group.measures.efferent)));
    let share = |share: Option<f64>| share.map_or("-".to_owned(), |share| format!("{share:.2}"));
    let head = ["", "files", "used by", "uses", "instability", "abstractness", "distance"];
    let mut rows = vec![head.map(|cell| Text::styled(DIM, cell)).to_vec()];
    rows.extend(groups.iter().take(MOST).map(|group| {
        let of = group.measures;
        vec![
            Text::from(group.name),
            Text::from(group.files.to_string()),
            Text::from(of.afferent.to_string()),
            Text::from(of.efferent.to_string()),
            Text::from(share(of.instability)),
            Text::from(share(of.abstractness)),
            Text::from(share(of.distance)),
        ]
    }));
    page.heading(&capital(analysis.of.as_str()));
    table::write(page, 0, &rows);
    more(page, count);
}

fn cycles(page: &mut Page, title: &str, of: &str, cycles: &[ListedCycle<'_>]) {
    if cycles.is_empty() {
        return;
    }
    let mut cycles: Vec<&ListedCycle<'_>> = cycles.iter().collect();
    cycles.sort_by_key(|cycle| std::cmp::Reverse(cycle.members.len()));
    page.heading(title);
    for cycle in cycles.iter().take(MOST) {
        let least = if cycle.least < cycle.edges { format!(" (at least {})", cycle.least) } else { String::new() };
        let plural = if cycle.edges == 1 { "dependency" } else { "dependencies" };
        let head = format!(
            "{} {of} depend on one another; cutting {} {plural}{least} ends that",
            cycle.members.len(),
            cycle.edges
        );
        page.item(0, &"•".into(), &Text::styled(STRONG, head));
        let mut members = cycle.members.iter().take(MOST_MEMBERS).copied().collect::<Vec<_>>().join(", ");
        if cycle.members.len() > MOST_MEMBERS {
            members.push_str(&format!(", and {} more", cycle.members.len() - MOST_MEMBERS));
        }
        page.paragraph(2, &Text::styled(DIM, members));
        for cut in cycle.cuts.iter().take(MOST) {
            page.item(2, &"cut".into(), &Text::from(format!("{} -> {}", cut.from, cut.to)).push(DIM, times(cut.edges)));
            for step in &cut.way {
                let place = step.place;
                let text = Text::from(format!("{}:{}", place.path, place.line)).push(DIM, format!(" -> {}", place.on));
                page.paragraph(6, &text);
            }
        }
        more(page, cycle.cuts.len());
    }
    more(page, cycles.len());
}

/// The group inside a part and the one outside it that a dependency joins.
type Ends = for<'a> fn(&'a ListedDependency<'a>) -> [&'a str; 2];

fn part(page: &mut Page, analysis: &Analysis<'_>, focus: &Focus) {
    let listed = analysis.listed_focus(focus);
    let name = if listed.path.is_empty() { "." } else { listed.path };
    let many = if listed.groups.len() == 1 {
        String::new()
    } else {
        format!(" {} {}", listed.groups.len(), analysis.of.as_str())
    };
    page.paragraph(0, &Text::styled(STRONG, name).push(DIM, many));
    let side = |page: &mut Page, title: &str, dependencies: &[ListedDependency<'_>], own: &str, ends: Ends| {
        list(page, title, dependencies, |each| {
            let [inside, outside] = ends(each);
            let own = if listed.groups.len() > 1 { format!(" {own} {inside}") } else { String::new() };
            let place = format!(" {}:{}", each.example.path, each.example.line);
            Text::styled(STRONG, outside).push(DIM, format!("{}{own}", times(total(&each.edges)))).plain(place)
        });
    };
    side(page, "Uses", &listed.uses, "from", |each| [each.from, each.to]);
    side(page, "Used by", &listed.used_by, "by way of", |each| [each.to, each.from]);
    if listed.uses.is_empty() && listed.used_by.is_empty() {
        page.blank();
        page.paragraph(0, &"It is joined to nothing else.".into());
    }
    let members: Vec<ListedCycle<'_>> = analysis
        .cycles
        .iter()
        .filter(|cycle| cycle.members.iter().any(|&member| focus.is_inside(member)))
        .map(|cycle| analysis.listed_cycle(cycle))
        .collect();
    cycles(page, "Cycles", analysis.of.as_str(), &members);
}

/// What changed from one graph to another.
pub(crate) fn difference(difference: &Difference<'_>, width: usize) -> String {
    let mut page = Page::new(width.min(110));
    if difference.is_empty() {
        page.paragraph(0, &"No dependency changed.".into());
        return page.finish();
    }
    let (before, after) = (&difference.before, &difference.after);
    let percent = |share: Option<f64>| share.map_or("-".to_owned(), |share| format!("{:.1} %", share * 100.0));
    let row = |name: &str, before: String, after: String| vec![Text::styled(DIM, name), before.into(), after.into()];
    let rows = [
        vec![Text::default(), Text::styled(DIM, "before"), Text::styled(DIM, "after")],
        row("files", before.files.to_string(), after.files.to_string()),
        row("lines", before.lines.to_string(), after.lines.to_string()),
        row("reached by a change", percent(before.propagation_cost), percent(after.propagation_cost)),
        row("longest way", before.depth.to_string(), after.depth.to_string()),
        row("files in cycles", before.files_in_cycles.to_string(), after.files_in_cycles.to_string()),
    ];
    table::write(&mut page, 0, &rows);
    let of = difference.of.as_str();
    changed(&mut page, &format!("Dependencies of {of}"), &difference.dependencies, |each| {
        Text::from(format!("{} -> {}", each.from, each.to))
            .push(DIM, times(total(&each.edges)))
            .plain(format!(" {}:{}", each.example.path, each.example.line))
    });
    cycles(&mut page, "New cycles", of, &difference.cycles.added);
    cycles(&mut page, "Cycles that are gone", of, &difference.cycles.removed);
    changed(&mut page, "External packages", &difference.externals, |name| Text::from(name.as_str()));
    changed(&mut page, "Files", &difference.files, |path| Text::from(*path));
    changed(&mut page, "Imports", &difference.edges, |edge| {
        Text::from(format!("{}:{} -> {}", edge.from, edge.line, edge.to)).push(DIM, format!(" {}", edge.kind.as_str()))
    });
    page.finish()
}

fn changed<T>(page: &mut Page, title: &str, changes: &Changes<T>, text: impl Fn(&T) -> Text) {
    if changes.is_empty() {
        return;
    }
    page.heading(title);
    for (mark, list) in [("+", &changes.added), ("-", &changes.removed)] {
        for each in list.iter().take(MOST) {
            page.item(0, &mark.into(), &text(each));
        }
        more(page, list.len());
    }
}

/// A list with a heading; nothing when it is empty.
fn list<T>(page: &mut Page, title: &str, entries: &[T], text: impl Fn(&T) -> Text) {
    if entries.is_empty() {
        return;
    }
    page.blank();
    page.line(Text::styled(HEADING, title).push(DIM, format!(" {}", entries.len())));
    for each in entries.iter().take(MOST) {
        page.item(0, &Text::styled(DIM, "•"), &text(each));
    }
    more(page, entries.len());
}

/// Says how many of `count` entries are not shown.
fn more(page: &mut Page, count: usize) {
    if let Some(rest) = count.checked_sub(MOST).filter(|rest| *rest > 0) {
        page.paragraph(0, &Text::styled(DIM, format!("and {rest} more, which `--json` lists")));
    }
}

fn total(edges: &Kinds) -> u32 {
    edges.import + edges.type_only + edges.re_export + edges.dynamic + edges.test
}

fn times(count: u32) -> String {
    if count == 1 { String::new() } else { format!(" ({count} times)") }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
