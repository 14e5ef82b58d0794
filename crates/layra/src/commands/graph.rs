//! `layra graph`: what depends on what in a source tree.

use crate::args::GraphArgs;
use crate::outcome::Status;
use crate::output::Output;
use crate::settings::Settings;

/// Shows a graph, or what changed between two commits.
#[cfg(feature = "scan")]
pub(crate) fn run(args: &GraphArgs, settings: &Settings, output: &mut Output) -> anyhow::Result<Status> {
    scan::run(args, settings, output)
}

/// Says how to get a program that reads source code.
#[cfg(not(feature = "scan"))]
pub(crate) fn run(_: &GraphArgs, _: &Settings, _: &mut Output) -> anyhow::Result<Status> {
    Err(crate::outcome::Failure::new("this program was built without reading source code")
        .with_hint("build it with its usual features: `cargo build --release`")
        .into())
}

#[cfg(feature = "scan")]
mod scan {
    use std::path::Path;
    use std::sync::Mutex;

    use anyhow::Context;
    use layra_codegraph::analysis::Analysis;
    use layra_codegraph::analysis::difference::Difference;
    use layra_codegraph::analysis::focus::Focus;
    use layra_codegraph::analysis::grouping::Of;
    use layra_codegraph::cache::Cache;
    use layra_codegraph::files::commits::{CommitError, Repository};
    use layra_codegraph::picture::{
        MOST_BOXES, MOST_DOT, dot, fitted, fitted_with_tests, html, mermaid, svg, thousands,
    };
    use layra_codegraph::read::read_source;
    use layra_codegraph::{Graph, Options, language, read};
    use serde::Serialize;

    use crate::args::{GraphArgs, GraphFormat, GraphOf};
    use crate::cache::GraphFile;
    use crate::files::{self, Existing};
    use crate::outcome::{Failure, Status, quoted};
    use crate::output::Output;
    use crate::progress::Line;
    use crate::settings::Settings;
    use crate::terminal::graph as text;
    use crate::terminal::text::clean;

    /// Files beyond which a page shows folders unless it is told otherwise.
    const MANY_FILES: usize = 5_000;
    /// Most notes that say why there is nothing to analyse.
    const MOST_NOTES: usize = 3;

    pub(super) fn run(args: &GraphArgs, settings: &Settings, output: &mut Output) -> anyhow::Result<Status> {
        let format = if args.json { GraphFormat::Json } else { args.format };
        if let Some(range) = &args.diff {
            return compare(args, range, format, settings, output);
        }
        let graph = graph(args, settings)?;
        let analysis = Analysis::new(&graph, of(args, format, &graph));
        let focus = args.focus.as_deref().map(|path| focus(&analysis, args, path)).transpose()?;
        let pictured = |most: usize| fitted(&analysis, focus.as_ref(), most);
        match format {
            GraphFormat::Text => {
                let page = text::graph(&analysis, focus.as_ref(), settings.width);
                if args.out.is_none() {
                    output.paged(&page)?;
                    return Ok(Status::Fine);
                }
                deliver(args, &clean(&anstream::adapter::strip_str(&page).to_string()), output)?;
            }
            GraphFormat::Svg => deliver(args, &svg::svg(&pictured(MOST_BOXES)), output)?,
            GraphFormat::Dot => deliver(args, &dot::dot(&pictured(MOST_DOT)), output)?,
            GraphFormat::Mermaid => deliver(args, &mermaid::mermaid(&pictured(MOST_BOXES)), output)?,
            GraphFormat::Json => deliver(args, &json(&analysis.report(focus.as_ref()))?, output)?,
            GraphFormat::Html => {
                let pictured = fitted_with_tests(&analysis, focus.as_ref(), html::MOST_GROUPS);
                deliver(args, &html::html(&pictured, &title(args)), output)?;
            }
        }
        Ok(Status::Fine)
    }

    /// The graph of the folder that was named.
    fn graph(args: &GraphArgs, settings: &Settings) -> Result<Graph, Failure> {
        let cache = cache(args, settings)?;
        let line = Line::new();
        let tell = |progress| line.tell(progress);
        let options = Options {
            cache: cache.as_ref().map(|cache| cache as &dyn Cache),
            progress: Some(&tell),
            ..Options::default()
        };
        let graph = read(&args.path, &options).map_err(unreadable)?;
        drop(line);
        analysable(graph, &quoted(&args.path.display().to_string()))
    }

    fn unreadable(error: layra_codegraph::Error) -> Failure {
        Failure::new(error.to_string()).with_hint(error.hint())
    }

    /// A graph in which there is something to see.
    fn analysable(graph: Graph, place: &str) -> Result<Graph, Failure> {
        if graph.files().any(|(.., file)| file.language.is_some()) {
            return Ok(graph);
        }
        let languages: Vec<&str> = language::ALL.iter().map(|language| language.name()).collect();
        let mut message = format!("there is nothing to analyse in {place}");
        for (number, note) in graph.notes().iter().take(MOST_NOTES).enumerate() {
            message.push_str(if number == 0 { ": " } else { "; " });
            let path = if note.path.is_empty() { "." } else { &note.path };
            message.push_str(&format!("{}: {}", quoted(path), clean(&note.message)));
        }
        if let Some(more) = graph.notes().len().checked_sub(MOST_NOTES).filter(|more| *more > 0) {
            message.push_str(&format!("; and {} more", thousands(more)));
        }
        Err(Failure::new(message)
            .with_hint(format!("name a folder with source code; Layra reads {}", languages.join(", "))))
    }

    /// Where to keep what was read: never in the tree itself.
    fn cache(args: &GraphArgs, settings: &Settings) -> Result<Option<GraphFile>, Failure> {
        if args.no_cache {
            return Ok(None);
        }
        match &args.cache {
            None => Ok(settings.cache.as_deref().and_then(|folder| GraphFile::new(folder, &args.path))),
            Some(folder) => match GraphFile::new(folder, &args.path) {
                Some(file) => Ok(Some(file)),
                None => Err(Failure::new(format!(
                    "the folder {} lies in the tree that is read, or in its repository",
                    quoted(&folder.display().to_string())
                ))
                .with_hint("nothing is written there; name another folder, or say `--no-cache`")),
            },
        }
    }

    fn of(args: &GraphArgs, format: GraphFormat, graph: &Graph) -> Of {
        match (args.of, format) {
            (Some(GraphOf::Folders), _) => Of::Folders,
            (Some(GraphOf::Packages), _) => Of::Packages,
            (Some(GraphOf::Files), _) => Of::Files,
            // Whoever names a file wants to see files.
            (None, _) if seen_from_root(args).any(|path| graph.find(path).is_some()) => Of::Files,
            (None, GraphFormat::Html) if graph.files().len() <= MANY_FILES => Of::Files,
            (None, _) => Of::Folders,
        }
    }

    /// What was asked to be shown, as seen from the folder that is read, or from where the command is run.
    fn seen_from_root(args: &GraphArgs) -> impl Iterator<Item = &str> {
        let from_here = |path| Path::new(path).strip_prefix(&args.path).ok()?.to_str();
        let path = args.focus.as_deref();
        let ways = [path, path.and_then(from_here), path.and_then(|path| from_anywhere(args, path))];
        ways.into_iter().flatten().map(|path| path.trim_start_matches("./"))
    }

    /// An absolute path, as seen from the folder that is read.
    fn from_anywhere<'a>(args: &GraphArgs, path: &'a str) -> Option<&'a str> {
        let roots = [std::path::absolute(&args.path), std::fs::canonicalize(&args.path)];
        let path = Path::new(path);
        roots.iter().flatten().filter(|_| path.is_absolute()).find_map(|root| path.strip_prefix(root).ok()?.to_str())
    }

    fn focus(analysis: &Analysis<'_>, args: &GraphArgs, path: &str) -> Result<Focus, Failure> {
        seen_from_root(args).find_map(|path| Focus::new(&analysis.grouped, path)).ok_or_else(|| {
            let names = || analysis.grouped.groups.iter().map(|group| group.name.as_str());
            // Long paths are shown without their beginning.
            let end = format!("/{}", path.trim_start_matches("…/").trim_end_matches('/'));
            let hint = match names().find(|name| name.ends_with(&end)) {
                Some(name) => format!("did you mean {}?", quoted(name)),
                None => layra_catalog::nearest::hint(path, names())
                    .unwrap_or_else(|| "name it as seen from the folder that is read".to_owned()),
            };
            let one = match analysis.of {
                Of::Folders => "folder",
                Of::Packages => "package",
                Of::Files => "file",
            };
            Failure::new(format!("no {one} is called {} or stands below it", quoted(path))).with_hint(hint)
        })
    }

    fn title(args: &GraphArgs) -> String {
        let full = std::path::absolute(&args.path).unwrap_or_else(|_| args.path.clone());
        let name = full.components().next_back().map(|part| part.as_os_str().to_string_lossy().into_owned());
        name.unwrap_or_else(|| "Dependencies".to_owned())
    }

    fn json(value: &impl Serialize) -> anyhow::Result<String> {
        let mut text = serde_json::to_string_pretty(value).context("cannot write the answer as JSON")?;
        text.push('\n');
        Ok(text)
    }

    /// Writes text to where it was wanted.
    fn deliver(args: &GraphArgs, text: &str, output: &mut Output) -> anyhow::Result<()> {
        let Some(out) = &args.out else { return output.exact(text) };
        files::write_file(out, text, if args.force { Existing::Replace } else { Existing::Refuse })?;
        output.say(&format!("written to {}", clean(&out.display().to_string())));
        Ok(())
    }

    /// What changed between two commits.
    fn compare(
        args: &GraphArgs,
        range: &str,
        format: GraphFormat,
        settings: &Settings,
        output: &mut Output,
    ) -> anyhow::Result<Status> {
        if !matches!(format, GraphFormat::Text | GraphFormat::Json) {
            return Err(Failure::new("what changed is shown as text or JSON")
                .with_hint("leave `--format` out, or say `--json`")
                .into());
        }
        if let Some((before, after)) = range.split_once("...") {
            let [before, after] = [before, after].map(|name| if name.is_empty() { "HEAD" } else { name });
            return Err(Failure::new(format!("{} asks for a common ancestor, which is not looked for", quoted(range)))
                .with_hint(format!("name it: `--diff $(git merge-base {before} {after})..{after}`"))
                .into());
        }
        let Some((before, after)) = range.split_once("..") else {
            return Err(Failure::new(format!("{} names no two commits", quoted(range)))
                .with_hint("write them as `main..HEAD`")
                .into());
        };
        let failed = |error: CommitError| Failure::new(error.to_string()).with_hint(error.hint());
        let repository = Repository::of(&args.path).map_err(failed)?;
        let line = Line::new();
        let tell = |progress| line.tell(progress);
        let shared = InMemory::default();
        let options = Options { cache: Some(&shared), progress: Some(&tell), ..Options::default() };
        let graph = |revision: &str| -> Result<Graph, Failure> {
            let commit = repository.commit(revision, &options).map_err(failed)?;
            analysable(read_source(&commit, &options).map_err(unreadable)?, &quoted(revision))
        };
        let (before, after) = (graph(before)?, graph(after)?);
        drop(line);
        let of = of(args, format, &after);
        let (before, after) = (Analysis::new(&before, of), Analysis::new(&after, of));
        let difference = Difference::new(&before, &after);
        if format == GraphFormat::Json {
            deliver(args, &json(&difference)?, output)?;
        } else {
            let page = text::difference(&difference, settings.width);
            match args.out {
                None => output.paged(&page)?,
                Some(_) => deliver(args, &clean(&anstream::adapter::strip_str(&page).to_string()), output)?,
            }
        }
        Ok(Status::Fine)
    }

    /// Hands what was read of one commit to the reading of the next: most files are the same.
    #[derive(Default)]
    struct InMemory(Mutex<Option<Vec<u8>>>);

    impl Cache for InMemory {
        fn load(&self) -> Option<Vec<u8>> {
            self.0.lock().ok()?.take()
        }

        fn save(&self, bytes: &[u8]) {
            if let Ok(mut kept) = self.0.lock() {
                *kept = Some(bytes.to_vec());
            }
        }
    }
}
