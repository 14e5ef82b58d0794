//! The command line of Layra: arguments in, text out.
//!
//! [`args`] says what can be asked, [`settings`] settles how, one file of [`commands`] per command
//! loads, calls one library function and prints. What an answer *is* stands in the libraries; this
//! crate only reads arguments and writes text.

mod args;
mod briefing;
mod cache;
mod commands;
mod files;
mod input;
mod interview;
mod marked;
mod observed;
mod outcome;
mod output;
#[cfg(feature = "scan")]
mod progress;
#[cfg(feature = "reader")]
mod reader;
mod repository;
mod settings;
mod situation;
mod sources;
mod terminal;

use std::process::ExitCode;

use args::{Command, Invocation};
use outcome::Status;
use output::Output;
use settings::Settings;

#[cfg(feature = "scan")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let invocation = args::parse();
    let mut output = Output::new(invocation.shared.color);
    let status = run(&invocation, &mut output).unwrap_or_else(|error| {
        output.failure(&error);
        Status::CouldNotRun
    });
    status.into()
}

fn run(invocation: &Invocation, output: &mut Output) -> anyhow::Result<Status> {
    let settings = Settings::resolve(&invocation.shared, &|name| std::env::var_os(name))?;
    match &invocation.command {
        None => commands::welcome::run(output),
        Some(Command::List(args)) => commands::list::run(args, &settings, output),
        Some(Command::Show(args)) => commands::show::run(args, &settings, output),
        Some(Command::Related(args)) => commands::related::run(args, &settings, output),
        Some(Command::Map(args)) => commands::map::run(args, &settings, output),
        Some(Command::Compare(args)) => commands::compare::run(args, &settings, output),
        Some(Command::Search(args)) => commands::search::run(args, &settings, output),
        Some(Command::Advise(args)) => commands::advise::run(args, &settings, output),
        Some(Command::Decide(args)) => commands::decide::run(args, &settings, output),
        Some(Command::Decisions(args)) => commands::decisions::run(args, &settings, output),
        Some(Command::Facts(args)) => commands::facts::run(args, &settings, output),
        Some(Command::Blueprints(args)) => commands::blueprints::run(args, &settings, output),
        Some(Command::New(args)) => commands::new::run(args, &settings, output),
        Some(Command::Lab(args)) => commands::lab::run(args, &settings, output),
        Some(Command::Graph(args)) => commands::graph::run(args, &settings, output),
        Some(Command::Lint(args)) => commands::lint::run(args, &settings, output),
        Some(Command::Import(args)) => commands::import::run(args, &settings, output),
        Some(Command::Export(args)) => commands::export::run(args, &settings, output),
        Some(Command::Schema(args)) => commands::schema::run(args, output),
        Some(Command::Serve(args)) => commands::serve::run(args, &settings, output),
        Some(Command::Build(args)) => commands::build::run(args, &settings, output),
        Some(Command::Mcp(args)) => commands::mcp::run(args, &settings, output),
        Some(Command::Agents(args)) => commands::agents::run(args, &settings, output),
        Some(Command::Completions(args)) => commands::completions::run(args, output),
        Some(Command::Man(args)) => commands::man::run(args, output),
    }
}
