//! `layra mcp`: the catalogue for coding agents, and the configuration that makes a client start it.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::args::{Client, McpArgs};
use crate::outcome::{Failure, Status};
use crate::output::Output;
use crate::settings::Settings;

/// Answers on the standard streams, or prints a configuration.
pub(crate) fn run(args: &McpArgs, settings: &Settings, output: &mut Output) -> anyhow::Result<Status> {
    match args.print_config {
        Some(client) => print_config(client, args, settings, output),
        None => answer(args, settings),
    }
}

/// Answers until the client ends.
#[cfg(feature = "serve")]
fn answer(args: &McpArgs, settings: &Settings) -> anyhow::Result<Status> {
    use jiff::ZonedDateTime;
    use layra_project::Repository;
    use layra_server::mcp;

    use crate::repository;

    let folder = args.root.as_deref().unwrap_or(Path::new("."));
    let repository = Repository::open(folder).map_err(|error| repository::failure(&error))?;
    let root = mcp::Root::new(repository, || ZonedDateTime::now().date());
    let mut shelf = shelf::Shelf::new(settings);
    let library = shelf.library()?;
    // The built-in catalogue does not change.
    let reload = (!settings.packs.is_empty()).then(|| -> mcp::Reload { Box::new(move || shelf.changed()) });
    mcp::stdio(library, root, reload).map_err(|error| Failure::new(error.to_string()).with_hint(error.hint()))?;
    Ok(Status::Fine)
}

/// Says how to get a program that answers.
#[cfg(not(feature = "serve"))]
fn answer(_: &McpArgs, _: &Settings) -> anyhow::Result<Status> {
    Err(Failure::new("this program was built without the server")
        .with_hint("build it with its usual features: `cargo build --release`")
        .into())
}

/// Where a library comes from, and whether that has changed.
#[cfg(feature = "serve")]
mod shelf {
    use std::mem::ManuallyDrop;

    use layra_server::Library;
    use xxhash_rust::xxh3::Xxh3;

    use crate::outcome::Failure;
    use crate::settings::Settings;
    use crate::sources;

    /// The packs of the settings, and the state in which they were last seen.
    pub(super) struct Shelf {
        settings: Settings,
        seen: Option<u128>,
    }

    impl Shelf {
        pub(super) fn new(settings: &Settings) -> Self {
            let settings = settings.clone();
            Self { seen: stamp(&settings), settings }
        }

        pub(super) fn library(&self) -> Result<Library, Failure> {
            let (catalog, index) = sources::searchable(&self.settings)?;
            Ok(Library::new(ManuallyDrop::into_inner(catalog), index, layra_builtin::tokens()))
        }

        /// The library, when its packs have changed since it was last asked for. While they cannot be read or
        /// have errors, the one before stays.
        pub(super) fn changed(&mut self) -> Option<Library> {
            let stamp = stamp(&self.settings);
            if stamp == self.seen {
                return None;
            }
            self.seen = stamp;
            self.library().ok()
        }
    }

    /// A fingerprint of all texts of the packs; `None` when they cannot be read.
    fn stamp(settings: &Settings) -> Option<u128> {
        let mut texts = Xxh3::new();
        for folder in &settings.packs {
            for file in sources::read_pack(folder).ok()?.files {
                for part in [&file.path, &file.text] {
                    texts.update(&(part.len() as u64).to_le_bytes());
                    texts.update(part.as_bytes());
                }
            }
        }
        Some(texts.digest128())
    }
}

fn print_config(client: Client, args: &McpArgs, settings: &Settings, output: &mut Output) -> anyhow::Result<Status> {
    let program = std::env::current_exe().map_err(|error| {
        Failure::new(format!("cannot tell where this program is: {error}")).with_hint("write the configuration by hand")
    })?;
    // A client may start it anywhere.
    let absolute = |pack: &PathBuf| std::path::absolute(pack).unwrap_or_else(|_| pack.clone());
    let packs = settings.packs.iter().flat_map(|pack| ["--pack".to_owned(), shown(&absolute(pack))]);
    let root = args.root.iter().flat_map(|root| ["--root".to_owned(), shown(&absolute(root))]);
    let arguments: Vec<String> = packs.chain(["mcp".to_owned()]).chain(root).collect();
    let (text, file) = config(client, &shown(&program), &arguments);
    output.exact(&text)?;
    output.say(&format!("goes into {file}"));
    Ok(Status::Fine)
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// The configuration, and the file it goes into.
fn config(client: Client, program: &str, arguments: &[String]) -> (String, &'static str) {
    let plain = json!({ "command": program, "args": arguments });
    let typed = json!({ "type": "stdio", "command": program, "args": arguments });
    let below = |key: &str, entry: &Value| format!("{:#}\n", json!({ key: { "layra": entry } }));
    match client {
        Client::Claude => (below("mcpServers", &typed), "`.mcp.json` at the root of the project"),
        Client::Cursor => (below("mcpServers", &plain), "`.cursor/mcp.json` at the root of the project"),
        Client::Vscode => (below("servers", &typed), "`.vscode/mcp.json` at the root of the project"),
        Client::Zed => (below("context_servers", &plain), "the settings of Zed"),
        // A JSON string is a TOML string, too.
        Client::Codex => {
            let text = format!(
                "[mcp_servers.layra]\ncommand = {}\nargs = {}\n",
                Value::from(program),
                Value::from(arguments.to_vec())
            );
            (text, "`~/.codex/config.toml`")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_client_gets_what_it_reads() {
        let arguments = ["--pack".to_owned(), "/my packs/\"house\"".to_owned(), "mcp".to_owned()];
        for (client, key) in [
            (Client::Claude, "mcpServers"),
            (Client::Cursor, "mcpServers"),
            (Client::Vscode, "servers"),
            (Client::Zed, "context_servers"),
        ] {
            let (text, _) = config(client, "C:\\bin\\layra.exe", &arguments);
            let value: Value = serde_json::from_str(&text).expect("is JSON");
            let entry = &value[key]["layra"];
            assert_eq!(entry["command"], "C:\\bin\\layra.exe");
            assert_eq!(entry["args"], json!(arguments));
        }
        let (text, _) = config(Client::Codex, "C:\\bin\\layra.exe", &arguments);
        let value: toml::Table = toml::from_str(&text).expect("is TOML");
        assert_eq!(value["mcp_servers"]["layra"]["command"].as_str(), Some("C:\\bin\\layra.exe"));
        assert_eq!(value["mcp_servers"]["layra"]["args"][1].as_str(), Some("/my packs/\"house\""));
    }
}
