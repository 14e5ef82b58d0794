//! `layra export`: the catalogue in other shapes.

use std::path::Path;

use layra_catalog::export::{Pages, catalog_skill, json_text, llms_full, llms_index, markdown_files, pattern_skill};

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
    if args.pattern.is_some() && args.format != ExportFormat::Skill {
        let hint = "leave `--pattern` out, or ask `layra show PATTERN --format markdown`";
        return Err(Failure::new("only a skill is made of one pattern").with_hint(hint).into());
    }
    let text = match (args.format, &args.out) {
        (ExportFormat::Markdown, Some(out)) => {
            write_folder(out, &markdown_files(&catalog), existing, output)?;
            return Ok(Status::Fine);
        }
        (ExportFormat::Skill, Some(out)) => {
            let skill = match &args.pattern {
                None => catalog_skill(&catalog, Pages::Within),
                Some(name) => pattern_skill(&catalog, sources::pattern(&catalog, name)?, &layra_builtin::tokens()),
            };
            write_folder(&out.join(&skill.name), &skill.files, existing, output)?;
            return Ok(Status::Fine);
        }
        (ExportFormat::Markdown | ExportFormat::Skill, None) => {
            return Err(Failure::new("this format is a folder of files")
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

fn write_folder(
    out: &Path,
    pages: &[(String, String)],
    existing: Existing,
    output: &mut Output,
) -> Result<(), Failure> {
    files::write_folder(out, pages, existing)?;
    output.say(&format!("{} files written to {}", pages.len(), clean(&out.display().to_string())));
    Ok(())
}
