//! `layra lab`: what a pattern wins and costs, measured.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use jiff::ZonedDateTime;
use layra_blueprint::lab::Bench;
use layra_blueprint::project::{ProjectError, project};
use layra_blueprint::{Blueprint, Figure, ProjectName, Results, Shelf, Shown, files as blueprint_files, plot};
use layra_catalog::{Catalog, Pattern};
use schemars::JsonSchema;
use serde::Serialize;

use super::new::refused;
use crate::args::LabArgs;
use crate::files::{self, Existing};
use crate::outcome::{Failure, Status, quoted};
use crate::output::Output;
use crate::settings::Settings;
use crate::sources;
use crate::terminal::page::Page;
use crate::terminal::style::{AGAINST, DIM, FOR, STRONG};
use crate::terminal::text::{Text, clean};

/// What the lab of a blueprint measured.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Measured {
    /// The pattern.
    slug: String,
    /// Whether every figure is as the entry says.
    holds: bool,
    /// The run.
    #[serde(flatten)]
    results: Results,
}

/// Runs a lab.
pub(crate) fn run(args: &LabArgs, settings: &Settings, output: &mut Output) -> anyhow::Result<Status> {
    let catalog = sources::catalog(settings)?;
    let shelf = sources::blueprints(settings, &catalog)?;
    let wanted = catalog.find(&args.blueprint).map_or(args.blueprint.as_str(), |pattern| pattern.slug.as_str());
    let bench = Prepared::new(args, settings, &shelf, wanted, &catalog)?;
    let blueprint = shelf.get(wanted).context("the project was made of it")?;
    output.say(&format!("building and running the lab of `{}`; the first time takes a few minutes", blueprint.slug()));
    let bench_of = Bench {
        folder: &bench.folder,
        package: None,
        target: bench.target.as_deref(),
        date: ZonedDateTime::now().date().to_string(),
    };
    let results = bench_of
        .run(&blueprint.manifest, |line| output.say(&clean(line)))
        .map_err(|error| Failure::new(error.to_string()).with_hint(error.hint()))?;
    let pattern = sources::pattern(&catalog, wanted)?;
    if let Some(file) = &args.svg {
        let svg = plot::svg(&pattern.name, &results)
            .ok_or_else(|| Failure::new("this lab has no plot").with_hint("leave `--svg` out"))?;
        files::write_file(file, &svg, if args.force { Existing::Replace } else { Existing::Refuse })?;
    }
    let holds = results.figures.iter().all(|figure| figure.holds);
    if args.json {
        output.json(&Measured { slug: wanted.to_owned(), holds, results })?;
    } else {
        output.paged(&render(pattern, blueprint, &results, settings.width))?;
    }
    Ok(if holds { Status::Fine } else { Status::Findings })
}

/// Where a lab is run; what was made for this once is taken away again.
struct Prepared {
    folder: PathBuf,
    target: Option<PathBuf>,
    once: Option<PathBuf>,
}

impl Prepared {
    fn new(
        args: &LabArgs,
        settings: &Settings,
        shelf: &Shelf,
        wanted: &str,
        catalog: &Catalog,
    ) -> anyhow::Result<Self> {
        let no_such = |error: ProjectError| refused(&error, wanted, catalog);
        if let Some(file) = args.svg.as_deref().filter(|file| file.exists() && !args.force) {
            let message = format!("the file {} is there already", quoted(&file.display().to_string()));
            return Err(Failure::new(message).with_hint("name another, or add `--force` to replace it").into());
        }
        let name = ProjectName::parse(&format!("lab-{wanted}"));
        let name = name.unwrap_or(ProjectName::parse("lab-of-a-blueprint")?);
        let project = project(shelf, wanted, &name).map_err(no_such)?;
        if let Some(folder) = &args.folder {
            if !folder.join("examples/lab").is_dir() {
                let message = format!("{} has no lab: examples/lab", quoted(&folder.display().to_string()));
                let hint = "name the folder of a project that `layra new` began, or leave `--in` out";
                return Err(Failure::new(message).with_hint(hint).into());
            }
            return Ok(Self { folder: folder.clone(), target: None, once: None });
        }
        let (home, once) = match &settings.cache {
            Some(cache) => (cache.join("lab"), None),
            None => {
                let home = std::env::temp_dir().join(format!("layra-lab-{}", std::process::id()));
                (home.clone(), Some(home))
            }
        };
        let prepared = Self { folder: home.join(wanted), target: Some(home.join("target")), once };
        blueprint_files::keep(&prepared.folder, &project.files).map_err(Failure::from)?;
        Ok(prepared)
    }
}

impl Drop for Prepared {
    fn drop(&mut self) {
        if let Some(once) = &self.once {
            let _ = fs::remove_dir_all(once);
        }
    }
}

/// The figures as a page: for each trade-off what was measured, and what not.
fn render(pattern: &Pattern, blueprint: &Blueprint, results: &Results, width: usize) -> String {
    let mut page = Page::new(width.min(100));
    let trade_offs = || pattern.pros.iter().map(|pro| (FOR, pro)).chain(pattern.cons.iter().map(|con| (AGAINST, con)));
    for (style, trade_off) in trade_offs() {
        let figures: Vec<&Figure> = results.figures.iter().filter(|figure| figure.claim == trade_off.id).collect();
        let reason = blueprint.manifest.claims.iter().find(|claim| claim.id == trade_off.id);
        let reason = reason.and_then(|claim| match &claim.shown {
            Shown::Reason(reason) => Some(reason.as_str()),
            Shown::Measure(_) => None,
        });
        if figures.is_empty() && reason.is_none() {
            continue;
        }
        page.blank();
        page.paragraph(0, &Text::styled(style, &trade_off.id).plain("  ").prose(&trade_off.say));
        if let Some(reason) = reason {
            page.paragraph(2, &Text::styled(DIM, format!("not measured: {reason}")));
        }
        for figure in figures {
            show(&mut page, figure);
        }
    }
    page.blank();
    let machine = &results.machine;
    let about = format!(
        "{}, {} s, {} with {} threads, {} GiB, {}",
        results.date, results.seconds, machine.processor, machine.cores, machine.memory, machine.system
    );
    page.paragraph(0, &Text::styled(DIM, about));
    page.finish()
}

fn show(page: &mut Page, figure: &Figure) {
    page.paragraph(2, &Text::from(figure.measure.as_str()));
    let mut values = Text::default();
    for (nth, measured) in figure.values.iter().enumerate() {
        let between = if nth == 0 { "" } else { "  ·  " };
        values = values.plain(format!("{between}{}: ", measured.arm)).push(STRONG, figure.in_words(measured));
    }
    page.paragraph(4, &values);
    let (style, verdict) = if figure.holds { (DIM, "as expected") } else { (AGAINST, "NOT as expected") };
    page.paragraph(4, &Text::styled(style, format!("{verdict}: {}", figure.expected)));
}
