//! What a `blueprint.toml` says: which files are which component of the entry, and what the lab shows.

use std::collections::BTreeSet;

use layra_catalog::pattern::Weight;
use layra_catalog::{Pattern, Problem, Severity, Slug, SourceText, nearest};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a blueprint says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Manifest {
    /// What the project is, in a sentence.
    pub say: String,
    /// What must run beside it; empty where it needs nothing, at least not at first.
    pub services: Vec<Service>,
    /// Where each component of the entry is.
    pub components: Vec<Part>,
    /// Where it listens, on this machine only.
    pub ports: Vec<Port>,
    /// What the lab shows of the entry's trade-offs, and what it cannot.
    pub claims: Vec<Claim>,
    /// How the lab is built.
    pub profile: Profile,
    /// What it can be combined with.
    pub combinations: Vec<Combination>,
}

/// A component of the entry, in the project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Part {
    /// The component's id in the entry.
    pub id: String,
    /// The files and folders that it is; empty when it is outside.
    pub modules: Vec<String>,
    /// Why no file of the project is it.
    pub outside: Option<String>,
}

/// Something that must run beside a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// What it is called.
    pub name: String,
    /// When it is needed and how to start it.
    pub say: String,
}

/// A port on which a project listens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Port {
    /// Its number, unless the settings say another.
    pub number: u16,
    /// What is to be had there.
    pub say: String,
}

/// What a lab does with a trade-off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Claim {
    /// The id of the pro or con in the entry.
    pub id: String,
    /// What is done with it.
    pub shown: Shown,
}

/// Whether a trade-off is measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Shown {
    /// It is, by this.
    Measure(String),
    /// It is not, for this reason.
    Reason(String),
}

/// How a lab is built.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// Quickly.
    #[default]
    Dev,
    /// To be compared by what it costs.
    Release,
}

/// Another blueprint that this one can be combined with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Combination {
    /// The other.
    pub with: Slug,
    /// What comes out, in a sentence.
    pub say: String,
    /// What is taken from the other.
    #[serde(default)]
    pub take: Vec<Take>,
    /// Dependencies of the other that come along.
    #[serde(default)]
    pub dependencies: Vec<String>,
}

/// A file or folder taken from another blueprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Take {
    /// Where it is there.
    pub from: String,
    /// Where it goes here.
    pub to: String,
}

impl Manifest {
    /// Reads a `blueprint.toml`.
    ///
    /// # Errors
    /// What is wrong with it, with its place.
    pub fn parse(source: &SourceText) -> Result<Self, Box<Problem>> {
        let raw: RawManifest = toml::from_str(&source.text).map_err(|error| {
            let span = error.span().unwrap_or_default();
            Problem::at(Severity::Error, source, span, error.message().trim().to_owned())
        })?;
        let wrong = |say: String| Box::new(Problem::of_file(Severity::Error, &source.path, say));
        let components = raw.component.into_iter().map(|part| {
            let RawPart { id, module, outside } = part;
            let modules = match module {
                None => Vec::new(),
                Some(OneOrMany::One(module)) => vec![module],
                Some(OneOrMany::Many(modules)) => modules,
            };
            if modules.is_empty() != outside.is_some() {
                return Err(wrong(format!(
                    "the component `{id}` has either a `module` or a reason why it is `outside`"
                )));
            }
            Ok(Part { id, modules, outside })
        });
        let components = components.collect::<Result<_, _>>()?;
        let claims = raw.claim.into_iter().map(|claim| match claim {
            RawClaim { id, measure: Some(measure), reason: None } => Ok(Claim { id, shown: Shown::Measure(measure) }),
            RawClaim { id, measure: None, reason: Some(reason) } => Ok(Claim { id, shown: Shown::Reason(reason) }),
            RawClaim { id, .. } => {
                Err(wrong(format!("the claim `{id}` has either a `measure` or a `reason` why it is not measured")))
            }
        });
        Ok(Self {
            say: raw.say,
            services: raw.services,
            components,
            ports: raw.port,
            claims: claims.collect::<Result<_, _>>()?,
            profile: raw.lab.profile,
            combinations: raw.combine,
        })
    }

    /// What does not fit together with the entry and the files of the blueprint, whose `blueprint.toml` stands
    /// at `path`.
    pub fn faults(&self, path: &str, pattern: &Pattern, files: &[SourceText]) -> Vec<Problem> {
        let mut faults = Vec::new();
        let mut say = |message: String, hint: Option<String>| {
            let problem = Problem::of_file(Severity::Error, path, message);
            faults.push(match hint {
                Some(hint) => problem.with_hint(hint),
                None => problem,
            });
        };
        let there =
            |module: &str| files.iter().any(|file| file.path == module || file.path.starts_with(&format!("{module}/")));
        let known: BTreeSet<&str> = pattern.components.iter().map(|component| component.id.as_str()).collect();
        for id in &known {
            if !self.components.iter().any(|part| part.id == *id) {
                say(format!("no file is the component `{id}` of the entry"), None);
            }
        }
        for part in &self.components {
            if !known.contains(part.id.as_str()) {
                let hint = nearest::hint(&part.id, known.iter().copied());
                say(format!("the entry has no component `{}`", part.id), hint);
            }
            for module in part.modules.iter().filter(|module| !there(module)) {
                let hint = nearest::hint(module, files.iter().map(|file| file.path.as_str()));
                say(format!("`{}` is no file or folder of the blueprint", module), hint);
            }
        }
        let trade_offs = || pattern.pros.iter().chain(&pattern.cons);
        for trade_off in trade_offs().filter(|trade_off| trade_off.weight == Weight::High) {
            if !self.claims.iter().any(|claim| claim.id == trade_off.id) {
                say(format!("`{}` weighs high: it has neither a `measure` nor a `reason`", trade_off.id), None);
            }
        }
        for claim in &self.claims {
            if !trade_offs().any(|trade_off| trade_off.id == claim.id) {
                let hint = nearest::hint(&claim.id, trade_offs().map(|trade_off| trade_off.id.as_str()));
                say(format!("the entry has no pro or con `{}`", claim.id), hint);
            }
        }
        let ids = self.components.iter().map(|part| &part.id).chain(self.claims.iter().map(|claim| &claim.id));
        let mut seen = BTreeSet::new();
        for id in ids.filter(|id| !seen.insert(*id)) {
            say(format!("`{id}` is there twice"), None);
        }
        for needed in ["Cargo.toml", "README.md"] {
            if !there(needed) {
                say(format!("the blueprint has no {needed}"), None);
            }
        }
        faults
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawManifest {
    say: String,
    #[serde(default)]
    services: Vec<Service>,
    #[serde(default)]
    component: Vec<RawPart>,
    #[serde(default)]
    port: Vec<Port>,
    #[serde(default)]
    claim: Vec<RawClaim>,
    #[serde(default)]
    lab: RawLab,
    #[serde(default)]
    combine: Vec<Combination>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPart {
    id: String,
    module: Option<OneOrMany>,
    outside: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawClaim {
    id: String,
    measure: Option<String>,
    reason: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLab {
    #[serde(default)]
    profile: Profile,
}
