//! What coding agents are told in the files that they read first: how to ask Layra, which decisions are in
//! force, and where code goes by them.

use std::fmt::Write as _;

use layra_catalog::{Catalog, Pattern};
use layra_project::{Decision, Project, Record, Rejectable, RepoPath};

/// The lines between the marks. `packs` stand in every command, each with a blank before it.
pub(crate) fn briefing(catalog: &Catalog, project: &Project, records: &[Record], packs: &str) -> String {
    let mut text = how_to_ask(packs);
    let record = |decision: &Decision| records.iter().find(|record| Some(&record.path) == decision.adr.as_ref());
    let in_force: Vec<(&Decision, Option<&Record>)> = project
        .decisions
        .iter()
        .map(|decision| (decision, record(decision)))
        .filter(|(_, record)| record.is_none_or(Record::is_standing))
        .collect();
    if in_force.is_empty() {
        return text;
    }
    text.push_str(
        "\n### Decisions in force\n\nKeep to them. To change one, make a new decision with the people who made it.\n\n",
    );
    for (decision, record) in &in_force {
        decided(&mut text, catalog, decision, *record);
    }
    text.push_str("\n### Where new code goes\n\n");
    let before = text.len();
    for (decision, _) in &in_force {
        places(&mut text, catalog, decision);
    }
    if text.len() == before {
        text.push_str("No decision says yet where its parts stand; `roles` of a `[[decision]]` in layra.toml does.\n");
    }
    text
}

fn how_to_ask(packs: &str) -> String {
    format!(
        "<!-- Written by `layra agents`; what is changed between these marks is replaced. -->\n\
         ## Architecture\n\n\
         Layra knows software architecture patterns: when to use each and when not to, what it costs, how it\n\
         fails. Ask it before you choose, change or argue about structure; it needs no network.\n\n\
         - `layra{packs} search QUESTION`: the patterns that answer a problem\n\
         - `layra{packs} show PATTERN --budget 600`: what matters of one, within so many tokens\n\
         - `layra{packs} compare ONE OTHER`: what decides between them\n\
         - `layra{packs} advise SITUATION`: what fits a situation, what speaks against it, what to ask next\n\
         - `layra{packs} decide PATTERN`: puts a decision on record, once people have made it\n\n\
         With the tools of `layra mcp` at hand use these instead: search_patterns, get_pattern,\n\
         compare_patterns, advise, record_decision. Cite statements as `slug#id`. Where nothing is found, say so.\n"
    )
}

/// A decision, its record, and what it turns down.
fn decided(text: &mut String, catalog: &Catalog, decision: &Decision, record: Option<&Record>) {
    let pattern = catalog.get(decision.pattern.as_str());
    let name = pattern.map_or_else(|| decision.pattern.to_string(), |pattern| pattern.name.clone());
    let _ = write!(text, "- {} (`{}`)", plain(&name), decision.pattern);
    if decision.scope != RepoPath::default() {
        let _ = write!(text, " in {}", code(&decision.scope.to_string()));
    }
    if let Some(status) = record.and_then(|record| record.status.as_deref()).filter(|status| *status != "accepted") {
        let _ = write!(text, ", {}", plain(status));
    }
    if let Some(adr) = &decision.adr {
        let _ = write!(text, ": {}", code(adr.as_str()));
    }
    text.push('\n');
    for rejected in &decision.rejected {
        let what = match &rejected.what {
            Rejectable::Pattern(slug) => catalog.get(slug.as_str()).map(|pattern| pattern.name.clone()),
            Rejectable::Technology(id) => catalog.vocabulary().technology(id).map(|known| known.name.clone()),
        };
        let what = what.unwrap_or_else(|| rejected.what.as_str().to_owned());
        let _ = writeln!(text, "  - not {}: {}", plain(&what), plain(&rejected.why));
    }
}

/// Where each part of a pattern stands.
fn places(text: &mut String, catalog: &Catalog, decision: &Decision) {
    let pattern: Option<&Pattern> = catalog.get(decision.pattern.as_str());
    for (role, paths) in &decision.roles {
        let scoped = paths.iter().map(|path| match decision.scope.join(path.as_str()) {
            Ok(path) => code(&path.to_string()),
            Err(_) => code(path.as_str()),
        });
        let scoped: Vec<String> = scoped.collect();
        let part = pattern.and_then(|pattern| pattern.components.iter().find(|component| component.id == *role));
        let part = part.map_or_else(|| code(role), |part| format!("{}: {}", plain(&part.name), plain(&part.does)));
        let _ = writeln!(text, "- {}: {part}", scoped.join(", "));
    }
}

/// Somebody's words on one line, which open no comment and no tag.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('<', "\\<")
}

fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_people_wrote_opens_a_mark() {
        assert_eq!(plain("a\n<!-- layra:end -->\nb"), "a \\<!-- layra:end --> b");
        assert_eq!(code("a`b"), "`a'b`");
    }
}
