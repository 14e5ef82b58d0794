//! `layra export`: the catalogue in other shapes.

use layra_catalog::export::{json_text, llms_full, llms_index, markdown_files};

use crate::args::{ExportArgs, ExportFormat};
use crate::files::{self, Existing};
use crate::outcome::{Failure, Status};
use crate::output::Output;
use crate::settings::Settings;
use crate::sources;
use crate::terminal::text::clean;

/// Exports the catalogue.
pub(crate) fn run(args: &ExportArgs, settings: &Settings, output: &mut Output) -> anyhow::Result<Status> {
    let catalog = sources::catalog(settings)?;
    let existing = if args.force { Existing::Replace } else { Existing::Refuse };
    let text = match (args.format, &args.out) {
        (ExportFormat::Markdown, Some(out)) => {
            files::check_folder(out, existing)?;
            let pages = markdown_files(&catalog);
            files::write_folder(out, &pages, existing)?;
            output.say(&format!("{} files written to {}", pages.len(), clean(&out.display().to_string())));
            return Ok(Status::Fine);
        }
        (ExportFormat::Markdown, None) => {
            return Err(Failure::new("markdown is a folder of files")
                .with_hint("name the folder with `--out DIR`")
                .into());
        }
        (ExportFormat::LlmsFull, _) => llms_full(&catalog),
        (ExportFormat::Llms, _) => llms_index(&catalog),
        (ExportFormat::Json, _) => json_text(&catalog),
    };
    match &args.out {
        Some(out) => {
            files::write_file(out, &text, existing)?;
            output.say(&format!("written to {}", clean(&out.display().to_string())));
        }
        None => output.exact(&text)?,
    }
    Ok(Status::Fine)
}
