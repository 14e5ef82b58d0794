//! A dependency graph for reading in a terminal: figures, groups, cycles with what to cut, what is not
//! resolved. It shows what matters most of each; JSON has all of it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use layra_codegraph::Note;
use layra_codegraph::analysis::Analysis;
use layra_codegraph::analysis::difference::{BothNotes, ChangedCycle, Changes, Difference};
use layra_codegraph::analysis::focus::Focus;
use layra_codegraph::analysis::grouping::Of;
use layra_codegraph::analysis::measures::Measures;
use layra_codegraph::analysis::report::{Kinds, ListedCut, ListedCycle, ListedDependency, ListedGroup, Place};
use layra_codegraph::picture::thousands;

use super::page::Page;
use super::style::{DIM, HEADING, STRONG};
use super::table;
use super::text::Text;

/// Widest page.
const WIDEST: usize = 110;
/// Most groups of the table.
const MOST_GROUPS: usize = 20;
/// Most cycles, and most cuts of one.
const MOST_CYCLES: usize = 8;
const MOST_CUTS: usize = 8;
/// Most groups of a cycle that are named.
const MOST_MEMBERS: usize = 12;
/// Most lines of other lists, and of those that answer what was asked.
const MOST: usize = 10;
const MOST_ASKED: usize = 30;
/// Columns that are kept for a name, however narrow the page is.
const LEAST_NAME: usize = 16;

/// A graph, or with a `focus` a part of it.
pub(crate) fn graph(analysis: &Analysis<'_>, focus: Option<&Focus>, width: usize) -> String {
    let mut page = Page::new(width.min(WIDEST));
    match focus {
        Some(focus) => part(&mut page, analysis, focus),
        None => whole(&mut page, analysis),
    }
    page.finish()
}

fn whole(page: &mut Page, analysis: &Analysis<'_>) {
    let graph = analysis.graph;
    let measures = Measures::new(graph);
    let externals = graph.externals().iter().filter(|external| !external.standard).count();
    let mut parts = vec![
        counted(measures.files, "file", "files"),
        counted(measures.tests, "test", "tests"),
        counted(graph.edges().len(), "import", "imports"),
        counted(externals, "external package", "external packages"),
    ];
    if !graph.unresolved().is_empty() {
        parts.push(format!("{} unresolved", thousands(graph.unresolved().len())));
    }
    page.paragraph(0, &Text::styled(STRONG, parts.join(", ")));
    page.paragraph(0, &figures(&measures));
    groups(page, analysis);
    let listed: Vec<ListedCycle<'_>> = analysis.cycles.iter().map(|cycle| analysis.listed_cycle(cycle)).collect();
    cycles(page, "Cycles", analysis.of, listed.iter().map(|cycle| (cycle, None)), &[]);
    list(page, "Unresolved imports", MOST, graph.unresolved(), |each| {
        Text::from(format!("{}:{} {}", each.path, each.line, each.import)).push(DIM, format!(": {}", each.reason))
    });
    list(page, "Notes", MOST, graph.notes(), note);
}

fn figures(measures: &Measures) -> Text {
    let mut text = String::new();
    if let Some(cost) = measures.propagation_cost {
        text.push_str(&format!("A change to a file reaches {:.1} % of the files on average. ", cost * 100.0));
    }
    text.push_str(&format!("The longest chain of imports is {} long. ", counted(measures.depth, "file", "files")));
    match measures.files_in_cycles {
        0 => text.push_str("No file is in a cycle of imports."),
        1 => text.push_str("1 file is in a cycle of imports."),
        many => text.push_str(&format!("{} files are in cycles of imports.", thousands(many))),
    }
    text.into()
}

/// What others depend on most comes first; what holds nothing but tests is counted only.
fn groups(page: &mut Page, analysis: &Analysis<'_>) {
    let of = analysis.of.as_str();
    let (mut groups, tests): (Vec<ListedGroup<'_>>, Vec<_>) =
        analysis.listed_groups().into_iter().partition(|group| group.tests < group.files);
    groups.sort_by_key(|group| Reverse((group.measures.afferent, group.measures.efferent)));
    let share = |share: Option<f64>| share.map_or("-".to_owned(), |share| format!("{share:.2}"));
    let head = ["files", "used by", "uses", "instability", "abstractness"];
    let cells: Vec<[String; 5]> = groups
        .iter()
        .take(MOST_GROUPS)
        .map(|group| {
            let of = group.measures;
            let numbers = [group.files, of.afferent, of.efferent].map(|number| thousands(number as usize));
            let [files, afferent, efferent] = numbers;
            [files, afferent, efferent, share(of.instability), share(of.abstractness)]
        })
        .collect();
    let width = |column: usize| cells.iter().map(|row| row[column].len()).chain([head[column].len()]).max();
    let taken: usize = (0..head.len()).filter_map(width).map(|width| width + table::GAP).sum();
    let room = page.width().saturating_sub(taken).max(LEAST_NAME);
    let heads = head.iter().map(|head| Text::styled(DIM, head));
    let mut rows = vec![[Text::default()].into_iter().chain(heads).collect::<Vec<Text>>()];
    rows.extend(groups.iter().zip(&cells).map(|(group, cells)| {
        [fitted(group.name, room).into()].into_iter().chain(cells.iter().map(Text::from)).collect()
    }));
    page.heading(&capital(of));
    table::write(page, 0, &rows);
    more(page, 0, groups.len(), MOST_GROUPS);
    if !tests.is_empty() {
        page.paragraph(0, &Text::styled(DIM, format!("and {} of tests alone", thousands(tests.len()))));
    }
    if groups.len() > 1 {
        let meaning = "used by: files elsewhere that import it; uses: files of it that import others; instability: \
                       0 when only used, 1 when only using; abstractness: share of interfaces among its types";
        page.paragraph(0, &Text::styled(DIM, meaning));
    }
}

/// Cycles, each with what is told of its members besides, the largest first. What is to be cut at one of the groups
/// `near` comes first.
fn cycles<'c, 'g: 'c>(
    page: &mut Page,
    title: &str,
    of: Of,
    cycles: impl IntoIterator<Item = (&'c ListedCycle<'g>, Option<String>)>,
    near: &[&str],
) {
    let mut cycles: Vec<_> = cycles.into_iter().collect();
    if cycles.is_empty() {
        return;
    }
    cycles.sort_by_key(|(cycle, _)| Reverse(cycle.members.len()));
    let count = cycles.len();
    heading(page, title, count);
    for (cycle, told) in cycles.into_iter().take(MOST_CYCLES) {
        self::cycle(page, of, cycle, near, told);
    }
    more(page, 0, count, MOST_CYCLES);
}

/// Cycles that another graph does not have, and what sets each apart from the one it comes nearest to there.
fn changed_cycles(page: &mut Page, title: &str, of: Of, changed: &[ChangedCycle<'_>], apart: &str) {
    let room = page.width() / 2;
    let told = changed.iter().map(|ChangedCycle { cycle, apart: groups }| {
        let grew = groups.len() < cycle.members.len();
        (cycle, grew.then(|| format!("{apart}: {}", named(groups, room))))
    });
    cycles(page, title, of, told, &[]);
}

/// Names of groups, as many as are shown, none longer than `room`.
fn named(names: &[&str], room: usize) -> String {
    let mut named = names.iter().take(MOST_MEMBERS).map(|name| fitted(name, room)).collect::<Vec<_>>().join(", ");
    if names.len() > MOST_MEMBERS {
        named.push_str(&format!(", and {} more", names.len() - MOST_MEMBERS));
    }
    named
}

fn cycle(page: &mut Page, of: Of, cycle: &ListedCycle<'_>, near: &[&str], told: Option<String>) {
    let least = if cycle.least < cycle.edges { format!(" (at least {})", cycle.least) } else { String::new() };
    let head = format!(
        "{} {} depend on one another; cutting {}{least} ends that",
        thousands(cycle.members.len()),
        of.as_str(),
        counted(cycle.edges as usize, "import", "imports"),
    );
    page.item(0, &"•".into(), &Text::styled(STRONG, head));
    let room = page.width() / 2;
    page.paragraph(2, &Text::styled(DIM, named(&cycle.members, room)));
    if let Some(told) = told {
        page.paragraph(2, &told.into());
    }
    // Then what costs least.
    let mut cuts: Vec<&ListedCut<'_>> = cycle.cuts.iter().collect();
    let is_near = |cut: &ListedCut<'_>| [cut.from, cut.to].iter().any(|end| near.binary_search(end).is_ok());
    cuts.sort_by_key(|cut| (!is_near(cut), cut.edges));
    for cut in cuts.iter().take(MOST_CUTS) {
        let ends = [cut.from, cut.to].map(|name| fitted(name, room.saturating_sub(12)));
        let count = if cut.edges > 1 { format!(" ({} imports)", cut.edges) } else { String::new() };
        page.item(2, &"cut".into(), &Text::from(ends.join(" -> ")).push(DIM, count));
        for step in &cut.way {
            page.paragraph(6, &self::step(&step.place, page.width().saturating_sub(6)));
        }
    }
    more(page, 2, cuts.len(), MOST_CUTS);
}

/// Where a dependency stands and where it leads. The place is whole, so that it can be followed; the rest
/// is as long as there is room.
fn step(place: &Place<'_>, width: usize) -> Text {
    let from = Text::from(format!("{}:{}", place.path, place.line));
    let room = width.saturating_sub(from.width() + 4).max(LEAST_NAME);
    from.push(DIM, format!(" -> {}", fitted(place.on, room)))
}

/// What a part is joined to on one side: how many imports there are, how many of them in tests, and a
/// place.
struct Joined<'a> {
    imports: u32,
    tests: u32,
    place: Place<'a>,
}

fn part(page: &mut Page, analysis: &Analysis<'_>, focus: &Focus) {
    let listed = analysis.listed_focus(focus);
    let name = if listed.path.is_empty() { "." } else { listed.path };
    let many = if listed.groups.len() == 1 {
        String::new()
    } else {
        format!(": {} {}", thousands(listed.groups.len()), analysis.of.as_str())
    };
    page.paragraph(0, &Text::styled(STRONG, name).push(DIM, many));
    side(page, "Uses", &listed.uses, |each| each.to);
    side(page, "Used by", &listed.used_by, |each| each.from);
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
    cycles(page, "Cycles", analysis.of, members.iter().map(|cycle| (cycle, None)), &listed.groups);
}

/// What a part is joined to on one side, that with most imports first, tests last.
fn side<'a>(
    page: &mut Page,
    title: &str,
    dependencies: &'a [ListedDependency<'a>],
    outside: fn(&'a ListedDependency<'a>) -> &'a str,
) {
    let mut joined: BTreeMap<&str, Joined<'_>> = BTreeMap::new();
    for each in dependencies {
        let imports = total(&each.edges) - each.edges.test;
        let of = joined.entry(outside(each)).or_insert(Joined { imports: 0, tests: 0, place: each.example });
        // A place outside of tests says more.
        if of.imports == 0 && imports > 0 {
            of.place = each.example;
        }
        of.imports += imports;
        of.tests += each.edges.test;
    }
    let mut joined: Vec<(&str, Joined<'_>)> = joined.into_iter().collect();
    joined.sort_by_key(|(_, of)| Reverse((of.imports, of.tests)));
    list(page, title, MOST_ASKED, &joined, |(name, of)| {
        let count = match (of.imports, of.tests) {
            (1, 0) => String::new(),
            (0, tests) => format!(" ({tests} in tests)"),
            (imports, 0) => format!(" ({imports} imports)"),
            (imports, tests) => {
                format!(" ({}, {tests} in tests)", counted(imports as usize, "import", "imports"))
            }
        };
        let place = format!("{}:{}", of.place.path, of.place.line);
        // A file that imports by itself is not named twice.
        if *name == of.place.path {
            return Text::styled(STRONG, place).push(DIM, count);
        }
        Text::styled(STRONG, name).push(DIM, count).plain(format!(": {place}"))
    });
}

/// What changed from one graph to another.
pub(crate) fn difference(difference: &Difference<'_>, width: usize) -> String {
    let mut page = Page::new(width.min(WIDEST));
    if difference.is_empty() {
        page.paragraph(0, &"No dependency changed.".into());
        both_notes(&mut page, &difference.notes);
        return page.finish();
    }
    let (before, after) = (&difference.before, &difference.after);
    let percent = |share: Option<f64>| share.map_or("-".to_owned(), |share| format!("{:.1} %", share * 100.0));
    let row = |name: &str, figure: &dyn Fn(&Measures) -> String| {
        let [before, after] = [before, after].map(|measures| Text::from(format!("{:>9}", figure(measures))));
        vec![Text::styled(DIM, name), before, after]
    };
    let rows = [
        vec![Text::default(), Text::styled(DIM, "   before"), Text::styled(DIM, "    after")],
        row("files", &|of| thousands(of.files)),
        row("tests", &|of| thousands(of.tests)),
        row("lines", &|of| thousands(of.lines as usize)),
        row("files in cycles of imports", &|of| thousands(of.files_in_cycles)),
        row("reached by a change to a file", &|of| percent(of.propagation_cost)),
        row("files in the longest chain", &|of| thousands(of.depth)),
    ];
    table::write(&mut page, 0, &rows);
    let of = difference.of;
    changed_cycles(&mut page, "New cycles", of, &difference.cycles.added, "new in it");
    changed_cycles(&mut page, "Cycles that are gone", of, &difference.cycles.removed, "no longer in it");
    let room = (page.width() / 2).saturating_sub(8);
    changed(&mut page, &format!("Dependencies of {}", of.as_str()), &difference.dependencies, |each| {
        let ends = [each.from, each.to].map(|name| fitted(name, room));
        let count = match total(&each.edges) {
            1 => String::new(),
            count => format!(" ({count} imports)"),
        };
        let place = format!(": {}:{}", each.example.path, each.example.line);
        Text::styled(STRONG, ends.join(" -> ")).push(DIM, count).plain(place)
    });
    changed(&mut page, "External packages", &difference.externals, |name| Text::from(name.as_str()));
    changed(&mut page, "Files", &difference.files, |path| Text::from(*path));
    changed(&mut page, "Imports", &difference.edges, |edge| {
        Text::from(format!("{}:{} -> {}", edge.from, edge.line, edge.to)).push(DIM, format!(" {}", edge.kind.as_str()))
    });
    both_notes(&mut page, &difference.notes);
    page.finish()
}

/// What may make a difference wrong, and on which side where it is not on both.
fn both_notes(page: &mut Page, notes: &BothNotes<'_>) {
    let mut sides: BTreeMap<&Note, [bool; 2]> = BTreeMap::new();
    for (side, notes) in [notes.before, notes.after].into_iter().enumerate() {
        for note in notes {
            sides.entry(note).or_default()[side] = true;
        }
    }
    // What is on one side alone may look like a change.
    let mut sides: Vec<(&Note, [bool; 2])> = sides.into_iter().collect();
    sides.sort_by_key(|(_, on)| *on == [true, true]);
    list(page, "Notes", MOST, &sides, |(note, on)| {
        let side = match on {
            [true, false] => " (before)",
            [false, true] => " (after)",
            _ => "",
        };
        self::note(note).push(DIM, side)
    });
}

fn note(note: &Note) -> Text {
    let line = note.line.map(|line| format!(":{line}")).unwrap_or_default();
    Text::from(format!("{}{line}", note.path)).push(DIM, format!(": {}", note.message))
}

fn changed<T>(page: &mut Page, title: &str, changes: &Changes<T>, text: impl Fn(&T) -> Text) {
    if changes.is_empty() {
        return;
    }
    page.heading(title);
    for (mark, list) in [("+", &changes.added), ("-", &changes.removed)] {
        for each in list.iter().take(MOST_ASKED) {
            page.item(0, &mark.into(), &text(each));
        }
        more(page, 0, list.len(), MOST_ASKED);
    }
}

/// A list with a heading; nothing when it is empty.
fn list<T>(page: &mut Page, title: &str, most: usize, entries: &[T], text: impl Fn(&T) -> Text) {
    if entries.is_empty() {
        return;
    }
    heading(page, title, entries.len());
    for each in entries.iter().take(most) {
        page.item(0, &Text::styled(DIM, "•"), &text(each));
    }
    more(page, 0, entries.len(), most);
}

fn heading(page: &mut Page, title: &str, count: usize) {
    page.blank();
    page.line(Text::styled(HEADING, title).push(DIM, format!(" {}", thousands(count))));
}

/// Says how many of `count` entries are not among the first `most`.
fn more(page: &mut Page, indent: usize, count: usize, most: usize) {
    if let Some(rest) = count.checked_sub(most).filter(|rest| *rest > 0) {
        let text = format!("and {} more, which `--json` lists", thousands(rest));
        page.paragraph(indent, &Text::styled(DIM, text));
    }
}

fn total(edges: &Kinds) -> u32 {
    edges.import + edges.type_only + edges.re_export + edges.dynamic + edges.test
}

/// The end of a path that fits in `room` columns, cut between its parts; its last part in any case.
fn fitted(path: &str, room: usize) -> String {
    let mut rest = path;
    let mut shown = path.to_owned();
    while Text::from(&shown).width() > room
        && let Some((_, below)) = rest.split_once('/')
    {
        rest = below;
        shown = format!("…/{rest}");
    }
    shown
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", thousands(count), if count == 1 { one } else { many })
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
