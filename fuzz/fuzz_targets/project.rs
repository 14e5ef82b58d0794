//! `layra.toml`: any text is understood as far as it goes, with problems that can be shown, and takes a
//! decision without losing what it says. The same text is read as a decision record, too.

#![no_main]

use std::sync::LazyLock;

use layra_catalog::{Catalog, Slug, SourceText};
use layra_project::{Decision, Project, Record, RepoPath, edit};
use libfuzzer_sys::fuzz_target;

const ENTRY: &str = "name = \"Kettle\"\ncategory = \"system\"\ncomplexity = 1\nsummary = \"Boils.\"\nteam = { label = \"Any\", min = 1 }\n";

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let files = [("pack.toml", "schema = 1\n"), ("patterns/kettle/pattern.toml", ENTRY)];
    Catalog::parse(files.map(|(path, text)| SourceText { path: path.into(), text: text.into() })).0
});

fuzz_target!(|input: &str| {
    let parse = |text: &str| Project::parse(&SourceText { path: "layra.toml".into(), text: text.into() }, &CATALOG);
    let (project, problems) = parse(input);
    assert_eq!((&project, &problems), (&parse(input).0, &parse(input).1));
    for problem in &problems {
        if let Some(excerpt) = &problem.excerpt {
            assert!(excerpt.text.get(excerpt.start..excerpt.end).is_some());
        }
    }
    let path = RepoPath::parse("docs/0001-a.md").expect("a path");
    let record = Record::parse(&path, &SourceText { path: path.to_string(), text: input.into() });
    assert!(!record.title.is_empty());
    if let Some(facts) = &record.facts {
        assert!(facts.line <= 1 + input.matches('\n').count());
    }
    let decision = Decision {
        pattern: Slug::parse("kettle").expect("a slug"),
        adr: Some(path),
        scope: RepoPath::default(),
        roles: Default::default(),
        rejected: Vec::new(),
    };
    if let (true, Ok(edited)) = (problems.is_empty(), edit::with_decision(input, &decision)) {
        let (after, problems) = parse(&edited);
        let twice = project.decisions.iter().any(|one| (&one.pattern, &one.scope) == (&decision.pattern, &decision.scope));
        assert_eq!(problems.is_empty(), !twice, "{problems:?}");
        assert_eq!(after.rules, project.rules);
        assert!(project.decisions.iter().all(|one| after.decisions.contains(one)));
    }
});
