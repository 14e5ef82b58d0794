//! Lock files: which version of each package is taken.

use crate::fact::What;
use crate::graph::Ecosystem;
use crate::manifest::document::{self, Fault, Node};
use crate::manifest::python::normalised;
use crate::manifest::{Manifest, Stated};
use crate::paths::name_of;

/// Lock files of every ecosystem.
pub(super) struct Lock;

type Facts = Vec<(u32, What)>;
/// Reads one sort of lock file.
type Read = fn(&str) -> Result<Facts, Fault>;

impl Manifest for Lock {
    fn reads(&self, path: &str) -> bool {
        reader(name_of(path)).is_some()
    }

    fn read(&self, path: &str, text: &str) -> Stated {
        match reader(name_of(path)).map(|read| read(text)) {
            Some(Ok(facts)) => Stated { facts, ..Stated::default() },
            Some(Err(fault)) => Stated { notes: vec![fault], ..Stated::default() },
            None => Stated::default(),
        }
    }
}

fn reader(name: &str) -> Option<Read> {
    Some(match name {
        "package-lock.json" | "npm-shrinkwrap.json" => package_lock,
        "yarn.lock" => |text| Ok(yarn(text)),
        "pnpm-lock.yaml" => |text| Ok(pnpm(text)),
        "Cargo.lock" => |text| tables(text, Ecosystem::Crates),
        "poetry.lock" | "uv.lock" | "pdm.lock" => |text| tables(text, Ecosystem::Pypi),
        "Pipfile.lock" => pipfile,
        "gradle.lockfile" => |text| Ok(gradle(text)),
        "packages.lock.json" => nuget,
        "Directory.Packages.props" => |text| Ok(central(text)),
        "go.sum" => |text| Ok(go(text)),
        _ => return None,
    })
}

fn locked(ecosystem: Ecosystem, name: &str, version: &str) -> What {
    let name = if ecosystem == Ecosystem::Pypi { normalised(name) } else { name.to_owned() };
    What::Locked { ecosystem, name, version: version.to_owned() }
}

fn package_lock(text: &str) -> Result<Facts, Fault> {
    let lock = document::json(text)?;
    let mut facts = Vec::new();
    for entry in lock.get("packages").map(Node::entries).unwrap_or_default() {
        // The packages of the tree itself are not below that folder.
        let Some((_, name)) = entry.key.rsplit_once("node_modules/") else { continue };
        let name = entry.node.text_at("name").unwrap_or(name);
        if let Some(version) = entry.node.text_at("version") {
            facts.push((entry.line, locked(Ecosystem::Npm, name, version)));
        }
    }
    if lock.get("packages").is_none() {
        let lists = lock.walk().filter(|entry| entry.key == "dependencies");
        for entry in lists.flat_map(|list| list.node.entries()) {
            if let Some(version) = entry.node.text_at("version") {
                facts.push((entry.line, locked(Ecosystem::Npm, &entry.key, version)));
            }
        }
    }
    Ok(facts)
}

/// `"@scope/name@^1.0", name@^2:`, and below it `version "1.2"` or `version: 1.2`.
fn yarn(text: &str) -> Facts {
    let mut facts = Vec::new();
    let mut name: Option<(u32, &str)> = None;
    for (line, written) in (1..).zip(text.lines()) {
        if !written.starts_with([' ', '#']) {
            let first = written.split(',').next().unwrap_or_default().trim_matches(['"', ':']);
            let end = first.char_indices().skip(1).find(|(_, sign)| *sign == '@').map(|(end, _)| end);
            let is_own = first.contains("@workspace:") || first.contains("@portal:") || first.contains("@link:");
            name = end.and_then(|end| first.get(..end)).filter(|_| !is_own).map(|name| (line, name));
        } else if let Some(rest) = written.strip_prefix("  version")
            && let Some((line, name)) = name.take()
        {
            let version = rest.trim_start_matches([':', ' ']).trim_matches('"');
            facts.push((line, locked(Ecosystem::Npm, name, version)));
        }
    }
    facts
}

/// Keys of the section `packages`: `name@1.0(peer@2)`, in older files `/name@1.0` and `/name/1.0`.
fn pnpm(text: &str) -> Facts {
    let mut facts = Vec::new();
    let mut is_section = false;
    for (line, written) in (1..).zip(text.lines()) {
        if !written.starts_with(' ') {
            is_section = written.trim_end() == "packages:" || is_section && written.trim().is_empty();
            continue;
        }
        let Some(key) = written.strip_prefix("  ").filter(|key| is_section && !key.starts_with(' ')) else { continue };
        let Some(key) = key.split_once(":").map(|(key, _)| key) else { continue };
        let key = key.trim_matches(['\'', '"']).trim_start_matches('/');
        let key = key.split('(').next().unwrap_or(key);
        let parts = key.rsplit_once('@').filter(|(name, _)| !name.is_empty()).or_else(|| key.rsplit_once('/'));
        if let Some((name, version)) = parts {
            facts.push((line, locked(Ecosystem::Npm, name, version)));
        }
    }
    facts
}

/// `[[package]]` with name and version.
fn tables(text: &str, ecosystem: Ecosystem) -> Result<Facts, Fault> {
    let lock = document::toml(text)?;
    let packages = lock.get("package").map(Node::items).unwrap_or_default().iter();
    // What has no source in a lock of Rust, or a folder as one in a lock of Python, is of the tree itself.
    let is_other = |package: &&Node| match (ecosystem, package.get("source")) {
        (Ecosystem::Crates, source) => source.is_some(),
        (_, source) => !source
            .is_some_and(|source| ["editable", "virtual", "directory"].iter().any(|own| source.get(own).is_some())),
    };
    let fact = |package: &Node| {
        let version = package.text_at("version").unwrap_or_default();
        Some((package.line, locked(ecosystem, package.text_at("name")?, version)))
    };
    Ok(packages.filter(is_other).filter_map(fact).collect())
}

fn pipfile(text: &str) -> Result<Facts, Fault> {
    let lock = document::json(text)?;
    let lists = ["default", "develop"].iter().filter_map(|list| lock.get(list));
    let fact = |entry: &document::Entry| {
        let version = entry.node.text_at("version").unwrap_or_default().trim_start_matches('=');
        (entry.line, locked(Ecosystem::Pypi, &entry.key, version))
    };
    Ok(lists.flat_map(Node::entries).map(fact).collect())
}

/// `group:name:version=configurations`.
fn gradle(text: &str) -> Facts {
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.starts_with('#'));
    let fact = |(line, written): (u32, &str)| {
        let (coordinate, _) = written.split_once('=')?;
        let (name, version) = coordinate.rsplit_once(':')?;
        Some((line, locked(Ecosystem::Maven, name, version)))
    };
    lines.filter_map(fact).collect()
}

/// `path version hash`; lines for `go.mod` files alone have that at the end of the version.
fn go(text: &str) -> Facts {
    let fact = |(line, written): (u32, &str)| {
        let mut words = written.split_whitespace();
        let (path, version) = (words.next()?, words.next()?);
        let is_whole = !version.ends_with("/go.mod") && words.next().is_some();
        is_whole.then(|| (line, locked(Ecosystem::Go, path, version)))
    };
    (1..).zip(text.lines()).filter_map(fact).collect()
}

/// Versions that all projects take. That it is not XML is told where its properties are read.
fn central(text: &str) -> Facts {
    let (root, _) = document::xml(text);
    let items = root.all("ItemGroup").flat_map(|group| group.all("PackageVersion"));
    let fact = |item: &Node| {
        let version = item.text_at("Version").unwrap_or_default();
        Some((item.line, locked(Ecosystem::Nuget, item.text_at("Include")?, version)))
    };
    items.filter_map(fact).collect()
}

fn nuget(text: &str) -> Result<Facts, Fault> {
    let lock = document::json(text)?;
    let frameworks = lock.get("dependencies").map(Node::entries).unwrap_or_default();
    let packages = frameworks.iter().flat_map(|framework| framework.node.entries());
    let fact = |entry: &document::Entry| {
        let version = entry.node.text_at("resolved")?;
        Some((entry.line, locked(Ecosystem::Nuget, &entry.key, version)))
    };
    Ok(packages.filter_map(fact).collect())
}
