//! Every blueprint measures what it says it measures, what it measured is as the entry says, and it can be read
//! in one sitting.

use std::collections::BTreeSet;

use layra_blueprint::Shown;

#[test]
fn labs_have_measured_what_blueprints_claim_and_contradict_no_entry() {
    let shelf = layra_builtin::blueprints();
    assert!(!shelf.blueprints().is_empty());
    for blueprint in shelf.blueprints() {
        let slug = blueprint.slug();
        let results = blueprint.results.as_ref();
        let results = results.unwrap_or_else(|| panic!("{slug}: run `cargo xtask blueprints --lab {slug}`"));
        let measured: BTreeSet<&str> = results.figures.iter().map(|figure| figure.claim.as_str()).collect();
        let claims = blueprint.manifest.claims.iter().filter(|claim| matches!(claim.shown, Shown::Measure(_)));
        let claimed: BTreeSet<&str> = claims.map(|claim| claim.id.as_str()).collect();
        assert_eq!(measured, claimed, "{slug}");
        let wrong = results.figures.iter().filter(|figure| !figure.holds);
        let wrong: Vec<String> =
            wrong.map(|figure| format!("`{}`, which should be: {}", figure.claim, figure.expected)).collect();
        assert!(wrong.is_empty(), "{slug} contradicts its entry: {}", wrong.join("; "));
        assert!(results.seconds < 30.0, "{slug}: a lab takes less than 30 s, not {}", results.seconds);
    }
}

#[test]
fn blueprints_are_small_projects() {
    for blueprint in layra_builtin::blueprints().blueprints() {
        let lines = blueprint.lines;
        assert!((300..=1200).contains(&lines), "{}: from 300 to 1,200 lines, not {lines}", blueprint.slug());
    }
}
