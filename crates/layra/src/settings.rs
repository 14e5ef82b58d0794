//! Settles how a command runs, from flags, environment and configuration file.
//!
//! Packs add up, later ones winning: first those of the configuration file, then those of
//! `LAYRA_PACKS`, then those of `--pack`. The configuration file is `layra/config.toml` below
//! `XDG_CONFIG_HOME` or `~/.config`, or the file that `LAYRA_CONFIG` names; an empty `LAYRA_CONFIG`
//! means none. The cache is `layra` below `XDG_CACHE_HOME` or `~/.cache` (on Windows
//! `%LOCALAPPDATA%`), or the folder that `LAYRA_CACHE_DIR` names; empty, it means none, too. A language model
//! that reads situations is named by `LAYRA_READER` and `LAYRA_READER_MODEL`, else in the configuration file.

use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use layra_catalog::problem::SourceText;
use layra_catalog::{Problem, Severity};
use serde::Deserialize;

use crate::args::Shared;
use crate::outcome::Failure;
#[cfg(feature = "reader")]
use crate::reader::{Key, Named};

/// Width of what is printed when neither the terminal nor COLUMNS says.
const USUAL_WIDTH: usize = 80;
/// Below this width lines are too short to be of use.
const LEAST_WIDTH: usize = 40;

/// How a command runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    /// Folders of the packs to lay over the built-in catalogue, in order.
    pub(crate) packs: Vec<PathBuf>,
    /// Those of them that the command line names.
    pub(crate) named_packs: Vec<PathBuf>,
    /// Folder of what is kept from one start to the next; `None` when nothing is to be kept.
    pub(crate) cache: Option<PathBuf>,
    /// Columns available for text.
    pub(crate) width: usize,
    /// The language model that reads situations.
    #[cfg(feature = "reader")]
    pub(crate) reader: Option<Named>,
}

/// The configuration file.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Configuration {
    /// Folders of packs, relative to the file.
    packs: Vec<PathBuf>,
    /// The language model that reads situations.
    reader: ConfiguredReader,
}

/// A language model as the configuration file names it.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ConfiguredReader {
    /// Its address.
    url: Option<String>,
    /// What it is called there.
    model: Option<String>,
}

/// Looks a variable of the environment up.
type Environment<'a> = &'a dyn Fn(&str) -> Option<OsString>;

impl Settings {
    /// Settles flags, environment and configuration file.
    ///
    /// # Errors
    /// When the configuration file cannot be read or is not what it should be.
    pub(crate) fn resolve(shared: &Shared, environment: Environment<'_>) -> Result<Self, Failure> {
        let set = |name: &str| environment(name).filter(|value| !value.is_empty());
        let home = set("HOME").or_else(|| set("USERPROFILE")).map(PathBuf::from);
        let (configuration, mut packs) = match configuration_file(environment, home.as_deref()) {
            Some((path, expected)) => configured(&path, expected, home.as_deref())?,
            None => (Configuration::default(), Vec::new()),
        };
        if let Some(paths) = set("LAYRA_PACKS") {
            packs.extend(std::env::split_paths(&paths).filter(|path| !path.as_os_str().is_empty()));
        }
        packs.extend(shared.packs.iter().cloned());
        let columns = set("COLUMNS").and_then(|columns| columns.to_str()?.parse().ok());
        let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let width = columns.or_else(terminal).filter(|&width| width > 0).unwrap_or(USUAL_WIDTH).max(LEAST_WIDTH);
        #[cfg(not(feature = "reader"))]
        let _ = configuration;
        Ok(Self {
            packs,
            named_packs: shared.packs.clone(),
            cache: cache_folder(environment, home.as_deref()),
            width,
            #[cfg(feature = "reader")]
            reader: reader(environment, configuration.reader),
        })
    }
}

/// Whether somebody named the configuration file, so that it must be there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expected {
    ByName,
    IfPresent,
}

fn configuration_file(environment: Environment<'_>, home: Option<&Path>) -> Option<(PathBuf, Expected)> {
    if let Some(named) = environment("LAYRA_CONFIG") {
        return (!named.is_empty()).then(|| (PathBuf::from(named), Expected::ByName));
    }
    let folder = absolute(environment, "XDG_CONFIG_HOME").or_else(|| home.map(|home| home.join(".config")))?;
    Some((folder.join("layra").join("config.toml"), Expected::IfPresent))
}

fn cache_folder(environment: Environment<'_>, home: Option<&Path>) -> Option<PathBuf> {
    if let Some(named) = environment("LAYRA_CACHE_DIR") {
        return (!named.is_empty()).then(|| PathBuf::from(named));
    }
    let usual = || {
        let below_home = || home.map(|home| home.join(".cache"));
        if cfg!(windows) { absolute(environment, "LOCALAPPDATA") } else { below_home() }
    };
    Some(absolute(environment, "XDG_CACHE_HOME").or_else(usual)?.join("layra"))
}

/// The folder that a variable names. The XDG Base Directory Specification has relative paths ignored.
fn absolute(environment: Environment<'_>, name: &str) -> Option<PathBuf> {
    environment(name).map(PathBuf::from).filter(|path| path.is_absolute())
}

/// The language model that the environment names, else the configuration file.
#[cfg(feature = "reader")]
fn reader(environment: Environment<'_>, configured: ConfiguredReader) -> Option<Named> {
    let set =
        |name: &str| Some(environment(name)?.to_string_lossy().trim().to_owned()).filter(|value| !value.is_empty());
    Some(Named {
        // Set to nothing, it means none.
        url: environment("LAYRA_READER").map_or(configured.url, |_| set("LAYRA_READER"))?,
        model: set("LAYRA_READER_MODEL").or(configured.model),
        key: set("LAYRA_READER_KEY").map(Key),
        seconds: set("LAYRA_READER_SECONDS"),
    })
}

/// The configuration, and the folders of its packs.
fn configured(path: &Path, expected: Expected, home: Option<&Path>) -> Result<(Configuration, Vec<PathBuf>), Failure> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound && expected == Expected::IfPresent => {
            return Ok((Configuration::default(), Vec::new()));
        }
        Err(error) => {
            let message = format!("cannot read the configuration file `{}`: {error}", path.display());
            let hint = "LAYRA_CONFIG names it; set it to nothing to run without one";
            return Err(Failure::new(message).with_hint(hint));
        }
    };
    let configuration: Configuration = toml::from_str(&text).map_err(|error| {
        let source = SourceText { path: path.display().to_string(), text: text.clone() };
        let span = error.span().unwrap_or(0..0);
        let problem = Problem::at(Severity::Error, &source, span, error.message().trim().replace('\n', ", "));
        Failure::new(format!("the configuration file `{}` is not understood", path.display()))
            .with_hint("it may say `packs = [\"folder\", ...]`, and `url` and `model` below `[reader]`")
            .with_problems(vec![problem])
    })?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let below = |pack: &PathBuf| match (pack.strip_prefix("~"), home) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => folder.join(pack),
    };
    let packs = configuration.packs.iter().map(below).collect();
    Ok((configuration, packs))
}

#[cfg(test)]
mod tests {
    use anstream::ColorChoice;

    use super::*;

    fn resolve(flags: &[&str], environment: &[(&str, &str)]) -> Settings {
        let shared = Shared { packs: flags.iter().map(PathBuf::from).collect(), color: ColorChoice::Never };
        let lookup = |name: &str| {
            let found = environment.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| OsString::from(value))
        };
        Settings::resolve(&shared, &lookup).expect("sound")
    }

    fn check(flags: &[&str], environment: &[(&str, &str)], packs: &[&str], width: usize) {
        let settings = resolve(flags, environment);
        assert_eq!(settings.packs, packs.iter().map(PathBuf::from).collect::<Vec<_>>());
        assert_eq!(settings.width, width);
    }

    #[test]
    fn packs_of_all_sources_add_up_in_order() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("config.toml");
        fs::write(&file, "packs = [\"house\", \"/abs\", \"~/mine\"]").expect("written");
        let house = folder.path().join("house");
        let list = std::env::join_paths(["b", "c"]).expect("no separator");
        check(
            &["d"],
            &[
                ("LAYRA_CONFIG", file.to_str().expect("UTF-8")),
                ("HOME", "/my"),
                ("LAYRA_PACKS", list.to_str().expect("UTF-8")),
                ("COLUMNS", "120"),
            ],
            &[house.to_str().expect("UTF-8"), "/abs", "/my/mine", "b", "c", "d"],
            120,
        );
    }

    #[test]
    fn the_cache_is_where_the_environment_says() {
        let root = std::env::temp_dir();
        let (home, kept) = (root.join("home"), root.join("kept"));
        let usual = home.join(".cache");
        let text = |path: &Path| path.to_str().expect("UTF-8").to_owned();
        let cache = |name: &str, value: &str| {
            let (home, usual) = (text(&home), text(&usual));
            let everywhere = [("LAYRA_CONFIG", ""), ("HOME", &home), ("LOCALAPPDATA", &usual), (name, value)];
            resolve(&[], &everywhere).cache
        };
        assert_eq!(cache("LANG", "C"), Some(usual.join("layra")));
        assert_eq!(cache("XDG_CACHE_HOME", "relative"), Some(usual.join("layra")));
        assert_eq!(cache("XDG_CACHE_HOME", &text(&kept)), Some(kept.join("layra")));
        assert_eq!(cache("LAYRA_CACHE_DIR", "here"), Some(PathBuf::from("here")));
        assert_eq!(cache("LAYRA_CACHE_DIR", ""), None);
        assert_eq!(resolve(&[], &[("LAYRA_CONFIG", "")]).cache, None);
    }

    #[test]
    fn nothing_set_means_no_packs() {
        check(&[], &[("LAYRA_CONFIG", ""), ("COLUMNS", "7")], &[], LEAST_WIDTH);
        check(&[], &[("XDG_CONFIG_HOME", "relative"), ("COLUMNS", "80")], &[], 80);
    }
}
