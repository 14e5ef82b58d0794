//! Every name leads to one pattern: nobody who types a name, an alias or a slug lands elsewhere.

use std::collections::BTreeMap;

use layra_catalog::Catalog;

use crate::offence::expect_none;

/// Longest id, in characters: it is typed after `slug#` and stands in tables.
const LONGEST_ID: usize = 40;

/// Names of more than one pattern.
pub(crate) fn shared_names(catalog: &Catalog) -> Vec<String> {
    let mut owners: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for pattern in catalog.patterns() {
        let spoken = std::iter::once(pattern.name.as_str()).chain(pattern.aliases.iter().map(String::as_str));
        for name in spoken.chain([pattern.slug.as_str()]) {
            let owners = owners.entry(layra_catalog::slug::words(name).join(" ")).or_default();
            if !owners.contains(&pattern.slug.as_str()) {
                owners.push(pattern.slug.as_str());
            }
        }
    }
    let shared = owners.into_iter().filter(|(_, owners)| owners.len() > 1);
    let offences = shared.map(|(name, owners)| format!("`{name}` is a name of {}", owners.join(" and ")));
    offences.collect()
}

#[test]
fn no_two_patterns_share_a_name_or_alias() {
    expect_none("leave the alias to the pattern it fits best", shared_names(&layra_builtin::catalog()));
}

/// Names that lead to another pattern.
pub(crate) fn misleading_names(catalog: &Catalog) -> Vec<String> {
    let mut offences = Vec::new();
    for pattern in catalog.patterns() {
        for name in [pattern.slug.as_str(), &pattern.name].into_iter().chain(pattern.aliases.iter().map(String::as_str))
        {
            let found = catalog.find(name).map_or("nothing", |found| found.slug.as_str());
            if found != pattern.slug.as_str() {
                offences.push(format!("{}: `{name}` finds {found}", pattern.slug));
            }
        }
    }
    offences
}

#[test]
fn every_name_finds_its_pattern() {
    expect_none("choose another alias", misleading_names(&layra_builtin::catalog()));
}

/// Ids that are too long to type.
pub(crate) fn long_ids(catalog: &Catalog) -> Vec<String> {
    let offences = catalog.patterns().iter().flat_map(|pattern| {
        let long = pattern.ids().filter(|id| id.chars().count() > LONGEST_ID);
        long.map(|id| format!("{}#{id}: {} characters", pattern.slug, id.chars().count()))
    });
    offences.collect()
}

#[test]
fn ids_are_short() {
    expect_none(
        &format!("an id has at most {LONGEST_ID} characters: name the point, not the sentence"),
        long_ids(&layra_builtin::catalog()),
    );
}
