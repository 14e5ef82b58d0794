//! Which technologies a system runs with, by the packages and images that manifests name.

use std::collections::{HashMap, HashSet};

use layra_catalog::vocabulary::{Technology, Vocabulary};
use layra_codegraph::fact::Purpose;
use layra_codegraph::paths::folder_of;
use layra_codegraph::{Ecosystem, Fact, What};

use crate::observe::SeenTechnology;

/// Folders whose content shows how something is used or tested, and is no part of the system.
const APART: &[&str] = &[
    "__tests__",
    "benchmarks",
    "demo",
    "demos",
    "e2e",
    "example",
    "examples",
    "fixtures",
    "sample",
    "samples",
    "spec",
    "specs",
    "test",
    "testdata",
    "tests",
    "vendor",
];

/// The technologies that `facts` show, in the order of the vocabulary. What serves to build, test or develop
/// does not count.
pub(crate) fn seen(vocabulary: &Vocabulary, facts: &[Fact]) -> Vec<SeenTechnology> {
    let mut places: HashMap<Name, Vec<String>> = HashMap::new();
    let pipelines: HashSet<&str> =
        facts.iter().filter(|fact| matches!(fact.what, What::Job { .. })).map(|fact| fact.path.as_str()).collect();
    for fact in facts.iter().filter(|fact| !is_apart(&fact.path) && !pipelines.contains(fact.path.as_str())) {
        let name = match &fact.what {
            What::Dependency { ecosystem, name, purpose: Purpose::Run } => Name::package(*ecosystem, name),
            What::Image { name, .. } => Name::Image(name.clone()),
            _ => continue,
        };
        places.entry(name).or_default().push(place(fact));
    }
    let seen = vocabulary.technologies.iter().map(|technology| {
        let mut places: Vec<String> =
            names(technology).filter_map(|name| places.get(&name)).flatten().cloned().collect();
        // One package may have several names that are one to us.
        let mut known = HashSet::new();
        places.retain(|place| known.insert(place.clone()));
        SeenTechnology { technology: technology.id.clone(), places }
    });
    seen.filter(|seen| !seen.places.is_empty()).collect()
}

/// Path and line of a fact.
pub(crate) fn place(fact: &Fact) -> String {
    format!("{}:{}", fact.path, fact.line)
}

/// Whether a file stands in a folder that is no part of the system.
pub(crate) fn is_apart(path: &str) -> bool {
    folder_of(path).split('/').any(|folder| APART.contains(&folder))
}

/// What something is called where it comes from.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Name {
    Package(Ecosystem, String),
    Image(String),
}

impl Name {
    /// A package, by the name that all its spellings have in common.
    fn package(ecosystem: Ecosystem, name: &str) -> Self {
        let name = match ecosystem {
            Ecosystem::Pypi => name.to_lowercase().replace(['_', '.'], "-"),
            Ecosystem::Crates => name.replace('_', "-"),
            Ecosystem::Nuget => name.to_lowercase(),
            Ecosystem::Go => without_major(name).to_owned(),
            Ecosystem::Npm | Ecosystem::Maven => name.to_owned(),
        };
        Self::Package(ecosystem, name)
    }
}

/// A path of a Go module without the major version at its end.
fn without_major(path: &str) -> &str {
    let is_major = |last: &str| last.strip_prefix('v').is_some_and(|digits| digits.parse::<u32>().is_ok());
    path.rsplit_once('/').filter(|(_, last)| is_major(last)).map_or(path, |(module, _)| module)
}

/// Everything that a technology is called.
fn names(technology: &Technology) -> impl Iterator<Item = Name> {
    let packages = &technology.packages;
    let packages = [
        (Ecosystem::Npm, &packages.npm),
        (Ecosystem::Pypi, &packages.pypi),
        (Ecosystem::Crates, &packages.crates),
        (Ecosystem::Maven, &packages.maven),
        (Ecosystem::Go, &packages.go),
        (Ecosystem::Nuget, &packages.nuget),
    ];
    let packages = packages
        .into_iter()
        .flat_map(|(ecosystem, names)| names.iter().map(move |name| Name::package(ecosystem, name)));
    packages.chain(technology.images.iter().map(|image| Name::Image(image.clone())))
}
