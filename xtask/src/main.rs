//! What the project does to itself: `cargo xtask test`, and the parts of it.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command for people")]

mod blueprints;
mod e2e;
mod entries;
mod eval;
mod generate;
mod metadata;
mod readability;
mod scale;
mod test;
mod tidy;
mod tree;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask <command>

  test              everything that must hold: formatting, lints, data, documentation, tests
  e2e               the site in a real browser: needs Chromium and Node.js, and says so. --update takes the pictures
                    of pages anew; words choose the checks whose names have them
  tidy              the project's own rules: module documentation, words, links, arrows between crates
  generate          write the generated files (schemas/)
  generate --check  fail when a generated file is not up to date
  entries           how long and how well furnished each entry is: words of the overview and of the whole
                    entry, statements with a condition, components, flows, relations, technologies, and the
                    overview's reading ease (Flesch 1948); --json for machines. How much an entry shares with
                    the original is not measured here: overlap.py does that, beside the repository
  eval search       how well the search answers the labelled questions under evals/; --check fails where it
                    is more than a point below evals/recorded.json, --record writes that file
  eval advise       how well advice answers the labelled situations under evals/, from facts and from texts,
                    with the failures among those it was fitted on; --fails shows all failures
  blueprints        build and test every blueprint, and those that go together, each copied out and alone;
                    --changed passes over those that are as they were when they last passed; slugs pick some
  blueprints --lab  run the labs of all blueprints, or of those named, and keep what they measure beside them
  scale             what the search costs as catalogues grow: --sizes 1000,10000,100000 made-up entries,
                    --queries 200 questions to each

A check that needs a tool which is not installed says so and is skipped.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let root = root();
    let result = match arguments[..] {
        ["test"] => test::run(&root),
        ["e2e", ref arguments @ ..] => e2e::run(&root, arguments),
        ["tidy"] => tidy::run(&root),
        ["generate"] => generate::write(&root),
        ["generate", "--check"] => generate::check(&root),
        ["entries"] => entries::run(&root, entries::Form::Table),
        ["entries", "--json"] => entries::run(&root, entries::Form::Json),
        ["eval", "search"] => eval::search::run(&root),
        ["eval", "advise"] => eval::advise::run(&root, eval::advise::Show::Fitted),
        ["eval", "advise", "--fails"] => eval::advise::run(&root, eval::advise::Show::All),
        ["eval", "search", "--check"] => eval::search::check(&root),
        ["eval", "search", "--record"] => eval::search::record(&root),
        ["blueprints", "--changed"] => blueprints::test(&root, blueprints::Which::Changed, &[]),
        ["blueprints", "--lab", ref named @ ..] => blueprints::lab(&root, named),
        ["blueprints", ref named @ ..] => blueprints::test(&root, blueprints::Which::All, named),
        ["scale", ref arguments @ ..] => scale::run(arguments),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of the workspace.
fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().expect("xtask/ stands in the workspace").to_owned()
}
