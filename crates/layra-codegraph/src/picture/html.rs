//! A page to walk about in: folders as boxes within boxes, which can be opened, searched and looked at one
//! by one.
//!
//! In each folder the boxes stand in rows: what depends stands above what it depends on. The browser
//! lays them out, so that the page works at any size, and opens and closes folders without a script
//! (`details`). The script draws lines, and adds search and focus.

use std::fmt::Write;

use layra_diagram::escape;
use serde::Serialize;

use super::{counted, summary, thousands};
use crate::analysis::Analysis;
use crate::analysis::components::Components;
use crate::analysis::cut::Cut;
use crate::analysis::digraph::{Arc, Digraph};
use crate::analysis::grouping::Of;
use crate::analysis::measures::{Measures, levels};
use crate::analysis::outline::{Branch, Outline};
use crate::analysis::report::{ListedCycle, ListedGroup};

/// Most groups of a page; folders stay closed beyond that.
pub const MOST_GROUPS: usize = 8_000;
/// Most things that are to be seen when the page opens.
const SEEN: usize = 120;
/// Most cycles, cuts of one, and rows of a table that are written out.
const MOST_CYCLES: usize = 40;
const MOST_CUTS: usize = 60;
const MOST_ROWS: usize = 400;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// A page that shows `analysis` under `title`. It holds all that it needs and asks for nothing.
pub fn html(analysis: &Analysis<'_>, title: &str) -> String {
    let outline = Outline::new(&analysis.grouped);
    let mut map = String::new();
    let rows = Rows::new(analysis, &outline);
    let open = outline.opened(SEEN, &|_| false);
    rows.write(&mut map, 0, &open);
    let measures = Measures::new(analysis.graph);
    let title = escape(title);
    let mut page = String::with_capacity(map.len() + 64 * 1024);
    let _ = write!(
        page,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         script-src 'unsafe-inline'\">\n\
         <title>{title}: dependencies</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header>\n<h1>{title}</h1>\n<p class=\"soft\">{}</p>\n",
        escape(&in_words(analysis, &measures)),
    );
    page.push_str(
        "<form class=\"tools\" role=\"search\" hidden>\n\
         <input type=\"search\" id=\"search\" placeholder=\"Find a file, folder or package\" autocomplete=\"off\" \
         spellcheck=\"false\" aria-label=\"Find\" role=\"combobox\" aria-expanded=\"false\" aria-controls=\"found\">\n\
         <ul id=\"found\" role=\"listbox\" hidden></ul>\n\
         <button type=\"button\" id=\"only\" aria-pressed=\"false\" disabled>Only what it is joined to</button>\n\
         <button type=\"button\" id=\"open\">Open all</button>\n\
         <button type=\"button\" id=\"close\">Close all</button>\n</form>\n</header>\n\
         <main>\n<section class=\"map\" aria-label=\"Map\">\n<svg id=\"lines\" aria-hidden=\"true\"></svg>\n",
    );
    page.push_str(&map);
    page.push_str(
        "</section>\n<aside id=\"detail\" aria-live=\"polite\">\n\
         <p class=\"soft\">Boxes further up depend on boxes further down. Choose one to see what it uses and what \
         uses it.</p>\n<p class=\"key\"><span class=\"uses\">uses</span> <span class=\"used\">is used by</span> \
         <span class=\"bad\">both, or to be cut</span></p>\n</aside>\n</main>\n",
    );
    cycles(&mut page, analysis);
    table(&mut page, analysis);
    let _ = write!(
        page,
        "<script type=\"application/json\" id=\"data\">{}</script>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n",
        data(analysis)
    );
    page
}

fn in_words(analysis: &Analysis<'_>, measures: &Measures) -> String {
    let mut parts = vec![
        summary(analysis),
        format!("{} lines", thousands(measures.lines as usize)),
        format!("{} imports", thousands(analysis.graph.edges().len())),
    ];
    if let Some(cost) = measures.propagation_cost {
        parts.push(format!("a change reaches {:.0} % of the files on average", cost * 100.0));
    }
    parts.push(format!("{} in the longest chain", counted(measures.depth, "file")));
    if measures.files_in_cycles > 0 {
        parts.push(format!("{} in cycles", counted(measures.files_in_cycles, "file")));
    }
    format!("{}.", parts.join(", "))
}

/// The boxes in each folder, in rows.
struct Rows<'a> {
    analysis: &'a Analysis<'a>,
    outline: &'a Outline,
    /// For each branch its rows from the top, each of places among its branches and then groups.
    rows: Vec<Vec<Vec<usize>>>,
}

impl<'a> Rows<'a> {
    fn new(analysis: &'a Analysis<'a>, outline: &'a Outline) -> Self {
        let arcs = outline.arcs(&analysis.grouped);
        let rows = outline.branches.iter().zip(arcs).map(|(branch, arcs)| {
            let graph = Digraph::new(branch.branches.len() + branch.groups.len(), arcs);
            let mut cuts: Vec<Arc> = Vec::new();
            for members in Components::new(&graph).cycles() {
                let cut = Cut::new(&graph.within(&members)).arcs.into_iter();
                let whole = |arc: Arc| Arc { from: members[arc.from as usize], to: members[arc.to as usize], ..arc };
                cuts.extend(cut.map(whole));
            }
            let mut rows: Vec<Vec<usize>> = Vec::new();
            let mut alone = Vec::new();
            let reversed = graph.reversed();
            for (place, level) in levels(&graph.without(&cuts)).into_iter().enumerate() {
                if graph.heads(place as u32).is_empty() && reversed.heads(place as u32).is_empty() {
                    alone.push(place);
                    continue;
                }
                rows.resize(rows.len().max(level + 1), Vec::new());
                rows[level].push(place);
            }
            rows.reverse();
            if !alone.is_empty() {
                rows.push(alone);
            }
            rows
        });
        Self { analysis, outline, rows: rows.collect() }
    }

    /// Writes what is in a branch.
    fn write(&self, page: &mut String, number: usize, open: &[bool]) {
        let branch = &self.outline.branches[number];
        page.push_str("<div class=\"rows\">\n");
        for row in &self.rows[number] {
            page.push_str("<div class=\"row\">\n");
            for &place in row {
                match branch.branches.get(place) {
                    Some(&below) => self.write_branch(page, below, open),
                    None => {
                        if let Some(group) =
                            place.checked_sub(branch.branches.len()).and_then(|at| branch.groups.get(at))
                        {
                            self.write_group(page, *group, branch);
                        }
                    }
                }
            }
            page.push_str("</div>\n");
        }
        page.push_str("</div>\n");
    }

    fn write_branch(&self, page: &mut String, number: usize, open: &[bool]) {
        let branch = &self.outline.branches[number];
        if let ([], [group]) = (&branch.branches[..], &branch.groups[..]) {
            return self.write_group(page, *group, &self.outline.branches[branch.above]);
        }
        let above = &self.outline.branches[branch.above].folder;
        let _ = writeln!(
            page,
            "<details class=\"box\" data-path=\"{}\"{}><summary><span>{}</span> <small>{}</small></summary>",
            escape(&branch.folder),
            if open[number] { " open" } else { "" },
            escape(below(&branch.folder, above)),
            thousands(branch.files as usize),
        );
        self.write(page, number, open);
        page.push_str("</details>\n");
    }

    fn write_group(&self, page: &mut String, number: u32, branch: &Branch) {
        let group = &self.analysis.grouped.groups[number as usize];
        let name = match self.analysis.of {
            Of::Folders if group.folder == branch.folder && !group.name.ends_with("**") => "files of its own",
            Of::Packages => &group.name,
            Of::Folders | Of::Files => below(&group.name, &branch.folder),
        };
        let count = if group.files == 1 {
            String::new()
        } else {
            format!(" <small>{}</small>", thousands(group.files as usize))
        };
        let test = if group.tests == group.files { " test" } else { "" };
        let _ = writeln!(
            page,
            "<button type=\"button\" class=\"box{test}\" data-group=\"{number}\"><span>{}</span>{count}</button>",
            escape(name),
        );
    }
}

/// A path seen from a folder above.
fn below<'a>(path: &'a str, folder: &str) -> &'a str {
    path.strip_prefix(folder).map_or(path, |rest| rest.trim_start_matches('/'))
}

fn cycles(page: &mut String, analysis: &Analysis<'_>) {
    if analysis.cycles.is_empty() {
        return;
    }
    let _ = writeln!(page, "<section class=\"text\">\n<h2>{}</h2>", counted(analysis.cycles.len(), "cycle"));
    let mut listed: Vec<ListedCycle<'_>> = analysis.cycles.iter().map(|cycle| analysis.listed_cycle(cycle)).collect();
    listed.sort_by_key(|cycle| std::cmp::Reverse(cycle.members.len()));
    for cycle in listed.iter().take(MOST_CYCLES) {
        let least = if cycle.least == cycle.edges { String::new() } else { format!(" (at least {})", cycle.least) };
        let _ = writeln!(
            page,
            "<details><summary>{} {} depend on one another; cutting {}{least} ends that</summary>\n<ol>",
            thousands(cycle.members.len()),
            escape(analysis.of.as_str()),
            counted(cycle.edges as usize, "import"),
        );
        for cut in cycle.cuts.iter().take(MOST_CUTS) {
            let _ = write!(
                page,
                "<li><b>{} → {}</b> <small>{}</small><ul>",
                escape(cut.from),
                escape(cut.to),
                counted(cut.edges as usize, "import")
            );
            for step in &cut.way {
                let place = step.place;
                let _ = write!(
                    page,
                    "<li><code>{}:{}</code> imports <code>{}</code></li>",
                    escape(place.path),
                    place.line,
                    escape(place.on)
                );
            }
            page.push_str("</ul></li>\n");
        }
        more(page, cycle.cuts.len(), MOST_CUTS);
        page.push_str("</ol></details>\n");
    }
    more(page, listed.len(), MOST_CYCLES);
    page.push_str("</section>\n");
}

fn more(page: &mut String, count: usize, most: usize) {
    if let Some(rest) = count.checked_sub(most).filter(|rest| *rest > 0) {
        let _ = writeln!(page, "<p class=\"soft\">{} more are not listed.</p>", thousands(rest));
    }
}

fn table(page: &mut String, analysis: &Analysis<'_>) {
    let mut groups = analysis.listed_groups();
    let count = groups.len();
    groups.sort_by_key(|group| std::cmp::Reverse((group.measures.afferent, group.measures.efferent)));
    let _ = writeln!(
        page,
        "<section class=\"text\">\n<details>\n<summary><h2>Figures</h2></summary>\n<div class=\"scroll\"><table>\n<thead><tr>\
         <th scope=\"col\">{}</th><th scope=\"col\">Files</th><th scope=\"col\">Lines</th>\
         <th scope=\"col\">Used by files</th><th scope=\"col\">Files that use</th><th scope=\"col\">Instability</th>\
         <th scope=\"col\">Abstractness</th><th scope=\"col\">Distance</th></tr></thead>\n<tbody>",
        match analysis.of {
            Of::Folders => "Folder",
            Of::Packages => "Package",
            Of::Files => "File",
        }
    );
    groups.iter().take(MOST_ROWS).for_each(|group| row(page, group));
    page.push_str("</tbody></table></div>\n");
    more(page, count, MOST_ROWS);
    page.push_str("</details>\n</section>\n");
}

fn row(page: &mut String, group: &ListedGroup<'_>) {
    let share = |share: Option<f64>| share.map_or("–".to_owned(), |share| format!("{share:.2}"));
    let of = group.measures;
    let _ = writeln!(
        page,
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
        escape(group.name),
        thousands(group.files as usize),
        thousands(group.lines as usize),
        thousands(of.afferent as usize),
        thousands(of.efferent as usize),
        share(of.instability),
        share(of.abstractness),
        share(of.distance),
    );
}

/// What the script needs to know.
#[derive(Serialize)]
struct Data<'a> {
    /// The names of the groups.
    groups: Vec<&'a str>,
    /// From, to, edges, how much it matters (3 to be cut, 2 followed when files are loaded, 0 for tests
    /// alone, else 1), and an example: the file and its line.
    dependencies: Vec<(u32, u32, u32, u8, &'a str, u32)>,
}

/// The same as JSON that can stand in a page.
fn data(analysis: &Analysis<'_>) -> String {
    let mut cuts: Vec<(u32, u32)> =
        analysis.cycles.iter().flat_map(|cycle| &cycle.cuts).map(|way| (way.from, way.to)).collect();
    cuts.sort_unstable();
    let dependency = |each: &crate::analysis::grouping::Dependency| {
        let matters = match each.counts {
            _ if cuts.binary_search(&(each.from, each.to)).is_ok() => 3,
            counts if counts.loading() > 0 => 2,
            counts => u8::from(counts.source() > 0),
        };
        let place = analysis.listed(each).example;
        (each.from, each.to, each.counts.total(), matters, place.path, place.line)
    };
    let data = Data {
        groups: analysis.grouped.groups.iter().map(|group| group.name.as_str()).collect(),
        dependencies: analysis.grouped.dependencies.iter().map(dependency).collect(),
    };
    // No tag and no comment can begin in it.
    serde_json::to_string(&data).unwrap_or_default().replace('<', "\\u003c")
}
