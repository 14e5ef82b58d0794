//! `layra schema`: JSON Schemas of the files people write and of the JSON commands print.

use layra_advise::{Advice, Compared, Review};
use layra_catalog::export::{Document, Fitted};
use layra_catalog::import::Account;
use layra_catalog::listing::Listing;
use layra_catalog::vocabulary::Fact;
use layra_catalog::{Pattern, nearest, schema};
use layra_search::Answer;
use schemars::{JsonSchema, schema_for};
use serde::Serialize;
use serde_json::Value;

use super::decide::Recorded;
use super::lab::Measured;
use super::lint::Report;
use super::new::Begun;
use super::related::Relations;
use crate::args::SchemaArgs;
use crate::files;
use crate::outcome::{Failure, Status, quoted};
use crate::output::Output;
use crate::terminal::page::Page;
use crate::terminal::style::{DIM, STRONG};
use crate::terminal::table;
use crate::terminal::text::{Text, clean};

/// A schema one can ask for.
#[derive(Debug, Serialize)]
struct Described {
    name: &'static str,
    /// The file or the command it describes.
    of: String,
    #[serde(skip)]
    schema: Value,
}

/// Prints schemas.
pub(crate) fn run(args: &SchemaArgs, output: &mut Output) -> anyhow::Result<Status> {
    let schemas = all();
    match (&args.name, &args.out) {
        (Some(name), _) => match schemas.iter().find(|described| described.name == name) {
            Some(described) => output.json(&described.schema)?,
            None => {
                let hint = nearest::hint(name, schemas.iter().map(|described| described.name));
                let hint = hint.unwrap_or_else(|| "`layra schema` lists them".to_owned());
                return Err(Failure::new(format!("no schema is called {}", quoted(name))).with_hint(hint).into());
            }
        },
        (None, Some(out)) => {
            let text = |schema: &Value| format!("{schema:#}\n");
            let pages: Vec<(String, String)> =
                schemas.iter().map(|described| (format!("{}.json", described.name), text(&described.schema))).collect();
            files::write_folder(out, &pages, files::Existing::Replace)?;
            output.say(&format!("{} schemas written to {}", pages.len(), clean(&out.display().to_string())));
        }
        (None, None) if args.json => output.json(&schemas)?,
        (None, None) => {
            let mut page = Page::new(100);
            let row =
                |described: &Described| vec![Text::styled(STRONG, described.name), Text::styled(DIM, &described.of)];
            table::write(&mut page, 0, &schemas.iter().map(row).collect::<Vec<_>>());
            output.data(&page.finish())?;
        }
    }
    Ok(Status::Fine)
}

fn all() -> Vec<Described> {
    let files = schema::all().into_iter().chain([layra_project::schema()]).map(|file| Described {
        name: file.name,
        of: file.file.to_owned(),
        schema: file.schema,
    });
    let answers = [
        answer::<Listing>("list", "layra list --json"),
        answer::<Pattern>("show", "layra show --json"),
        answer::<Fitted>("show-budget", "layra show --budget N --json"),
        answer::<Relations>("related", "layra related --json"),
        answer::<Compared>("compare", "layra compare --json"),
        answer::<Answer>("search", "layra search --json"),
        answer::<Advice>("advise", "layra advise --json"),
        answer::<Recorded>("decide", "layra decide --json"),
        answer::<Review>("decisions", "layra decisions --json"),
        answer::<layra_blueprint::listing::Listing<'_>>("blueprints", "layra blueprints --json"),
        answer::<Begun>("new", "layra new --json"),
        answer::<Measured>("lab", "layra lab --json"),
        answer::<Vec<Fact>>("fact-list", "layra facts --json"),
        #[cfg(feature = "scan")]
        answer::<layra_codegraph::analysis::report::Report<'_>>("graph", "layra graph --json"),
        #[cfg(feature = "scan")]
        answer::<layra_codegraph::analysis::difference::Difference<'_>>("graph-diff", "layra graph --diff --json"),
        answer::<Report>("lint", "layra lint --json"),
        answer::<Account>("import", "layra import --json"),
        answer::<Document<'_>>("export", "layra export --format json"),
    ];
    files.chain(answers).collect()
}

fn answer<T: JsonSchema>(name: &'static str, command: &str) -> Described {
    Described { name, of: command.to_owned(), schema: schema_for!(T).to_value() }
}
