//! What `layra.toml` says: decisions, rules of the house, and what is left out.

use std::collections::BTreeMap;
use std::ops::Range;

use layra_catalog::raw::Placed;
use layra_catalog::schema::{FileSchema, file_schema};
use layra_catalog::{Catalog, Problem, Severity, Slug, SourceText, load, nearest};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::path::RepoPath;
use crate::raw::{RawDecision, RawPaths, RawProject, RawRejected, RawRule};

/// What a repository says of itself; empty where it says nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Project {
    /// Paths that are not looked at, with `*` and `**`.
    pub exclude: Vec<String>,
    /// File with the facts of the situation as they are today.
    pub facts: Option<RepoPath>,
    /// Patterns that were decided on, in the order of the file.
    pub decisions: Vec<Decision>,
    /// Rules of the house, in the order of the file.
    pub rules: Vec<HouseRule>,
}

/// A pattern that was decided on: the `[[decision]]` that lets it be kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Decision {
    /// The pattern.
    pub pattern: Slug,
    /// Its decision record.
    pub adr: Option<RepoPath>,
    /// The folder it holds for; empty for the whole repository.
    pub scope: RepoPath,
    /// Where each part of the pattern stands, relative to `scope`, by the id of the role.
    pub roles: BTreeMap<String, Vec<RepoPath>>,
    /// What was considered and is not to be used.
    pub rejected: Vec<Rejected>,
}

/// Something that was considered and is not to be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rejected {
    /// What.
    #[serde(flatten)]
    pub what: Rejectable,
    /// Why not.
    pub why: String,
}

/// What can be rejected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Rejectable {
    /// A pattern of the catalogue.
    Pattern(Slug),
    /// A technology of the vocabulary, by its id.
    Technology(String),
}

impl Rejectable {
    /// The slug or the id.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Pattern(slug) => slug.as_str(),
            Self::Technology(id) => id,
        }
    }
}

/// What a rule demands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RuleKind {
    /// Layers depend downwards only.
    Layers,
    /// One part may not depend on another.
    MayNotDepend,
    /// One part may depend on nothing but another.
    MayOnlyDepend,
    /// Parts do not depend on each other in a circle.
    Acyclic,
    /// Parts do not depend on each other at all.
    Independent,
    /// A part is entered through one path only.
    FrontDoor,
    /// Something outside is used from one path only.
    OneDoor,
    /// Names are of a form.
    Naming,
    /// Things of a sort stand in one place.
    Placement,
    /// Something stays below a number.
    Limit,
    /// Something may only become less.
    ShrinkOnly,
}

/// A rule of the house.
#[derive(Debug, Clone, PartialEq)]
pub struct HouseRule {
    /// Its name.
    pub id: String,
    /// What it demands.
    pub kind: RuleKind,
    /// Paths that it speaks of.
    pub from: Vec<RepoPath>,
    /// Paths that those may or may not depend on.
    pub to: Vec<RepoPath>,
    /// The one path that may use what others may not.
    pub door: Option<RepoPath>,
    /// Ids of technologies it speaks of.
    pub technologies: Vec<String>,
    /// Why it is there.
    pub why: String,
    /// What to do where it is broken.
    pub mend: Option<String>,
}

/// The JSON Schema of `layra.toml`.
pub fn schema() -> FileSchema {
    file_schema::<RawProject>("project", "layra.toml")
}

impl Project {
    /// Reads a `layra.toml`. Problems come in the order of their places.
    ///
    /// What is sound is kept beside what is not. A pattern or technology that `catalog` does not have is
    /// an error: it may be known with a pack only, or mistyped.
    pub fn parse(source: &SourceText, catalog: &Catalog) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let raw: RawProject = load::read(source, &mut problems);
        let mut reader = Reader { source, catalog, problems };
        let project = reader.project(raw);
        reader.problems.sort_by(Problem::order);
        (project, reader.problems)
    }
}

struct Reader<'a> {
    source: &'a SourceText,
    catalog: &'a Catalog,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn project(&mut self, raw: RawProject) -> Project {
        let mut decisions: Vec<Decision> = Vec::new();
        for raw in raw.decision {
            let span = raw.pattern.span();
            let Some(decision) = self.decision(raw) else { continue };
            if decisions.iter().any(|other| (&other.pattern, &other.scope) == (&decision.pattern, &decision.scope)) {
                let message = format!("`{}` is decided on twice for `{}`", decision.pattern, decision.scope);
                self.error(span, message, Some("keep the decision that holds, or give each its `scope`".to_owned()));
            } else {
                decisions.push(decision);
            }
        }
        let facts = raw.project.facts.and_then(|path| self.path(&path));
        let mut rules: Vec<HouseRule> = Vec::new();
        for raw in raw.rule {
            if rules.iter().any(|rule| rule.id == *raw.id.get()) {
                let hint = "each rule has a name of its own".to_owned();
                self.error(raw.id.span(), format!("the rule `{}` is there already", raw.id.get()), Some(hint));
                continue;
            }
            let rule = self.rule(raw);
            rules.push(rule);
        }
        Project { exclude: raw.project.exclude, facts, decisions, rules }
    }

    fn decision(&mut self, raw: RawDecision) -> Option<Decision> {
        let adr = raw.adr.and_then(|path| self.path(&path));
        let scope = raw.scope.and_then(|path| self.path(&path)).unwrap_or_default();
        let roles = raw.roles.into_iter().map(|(role, paths)| (role, self.paths(&paths))).collect();
        let rejected: Vec<Rejected> = raw.rejected.into_iter().filter_map(|raw| self.rejected(raw)).collect();
        let pattern = self.pattern(&raw.pattern)?;
        if rejected.iter().any(|rejected| rejected.what == Rejectable::Pattern(pattern.clone())) {
            self.error(raw.pattern.span(), format!("`{pattern}` is decided on and rejected at once"), None);
        }
        Some(Decision { pattern, adr, scope, roles, rejected })
    }

    fn rejected(&mut self, raw: RawRejected) -> Option<Rejected> {
        let what = match (&raw.pattern, &raw.technology) {
            (Some(pattern), None) => Rejectable::Pattern(self.pattern(pattern)?),
            (None, Some(technology)) => Rejectable::Technology(self.technology(technology)),
            _ => {
                let message = "a rejected option names a `pattern` or a `technology`, one of the two";
                self.error(raw.why.span(), message.to_owned(), None);
                return None;
            }
        };
        Some(Rejected { what, why: raw.why.get().clone() })
    }

    fn rule(&mut self, raw: RawRule) -> HouseRule {
        HouseRule {
            id: raw.id.get().clone(),
            kind: raw.kind,
            from: raw.from.map(|paths| self.paths(&paths)).unwrap_or_default(),
            to: raw.to.map(|paths| self.paths(&paths)).unwrap_or_default(),
            door: raw.door.and_then(|path| self.path(&path)),
            technologies: raw.technology.iter().map(|technology| self.technology(technology)).collect(),
            why: raw.why,
            mend: raw.mend,
        }
    }

    fn pattern(&mut self, name: &Placed<String>) -> Option<Slug> {
        let slug = match Slug::parse(name.get()) {
            Ok(slug) => slug,
            Err(error) => {
                self.error(name.span(), error.to_string(), None);
                return None;
            }
        };
        let announced = self.catalog.announced().contains(&slug);
        if self.catalog.get(slug.as_str()).is_none() && !announced {
            let near = self.catalog.suggest(slug.as_str(), 1);
            let hint = near.first().map_or_else(
                || "`layra list` shows all; `--pack DIR` adds those of a pack".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            self.error(name.span(), format!("unknown pattern `{slug}`"), Some(hint));
        }
        Some(slug)
    }

    fn technology(&mut self, name: &Placed<String>) -> String {
        let vocabulary = self.catalog.vocabulary();
        if vocabulary.technology(name.get()).is_none() {
            let hint = nearest::hint(name.get(), vocabulary.technology_ids());
            self.error(name.span(), format!("unknown technology `{}`", name.get().escape_debug()), hint);
        }
        name.get().clone()
    }

    fn path(&mut self, path: &Placed<String>) -> Option<RepoPath> {
        self.path_at(path.get(), path.span())
    }

    fn paths(&mut self, paths: &Placed<RawPaths>) -> Vec<RepoPath> {
        paths.get().0.iter().filter_map(|path| self.path_at(path, paths.span())).collect()
    }

    fn path_at(&mut self, path: &str, span: Range<usize>) -> Option<RepoPath> {
        RepoPath::parse(path)
            .map_err(|error| self.error(span, error.to_string(), Some("name it relative to layra.toml".to_owned())))
            .ok()
    }

    fn error(&mut self, span: Range<usize>, message: String, hint: Option<String>) {
        let problem = Problem::at(Severity::Error, self.source, span, message);
        self.problems.push(match hint {
            Some(hint) => problem.with_hint(hint),
            None => problem,
        });
    }
}

#[cfg(test)]
mod tests;
