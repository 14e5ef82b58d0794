//! What can be asked on the command line.
//!
//! Help texts are written for whoever types the command: what it does, then examples. The same
//! definition makes the parser, the help, the completions and the man pages ([`definition`]).

mod commands;
pub(crate) mod examples;
mod words;

use std::path::PathBuf;

use anstream::ColorChoice;
use clap::builder::ValueHint;
use clap::error::ErrorKind;
use clap::{ArgAction, Args, CommandFactory, FromArgMatches, Parser, Subcommand};

pub(crate) use commands::{
    AdviseArgs, AgentsArgs, BlueprintsArgs, BuildArgs, CompareArgs, CompletionsArgs, DecideArgs, DecisionsArgs,
    ExportArgs, FactsArgs, GraphArgs, ImportArgs, LabArgs, LintArgs, ListArgs, ManArgs, MapArgs, McpArgs, NewArgs,
    RelatedArgs, SchemaArgs, SearchArgs, ServeArgs, ShowArgs, SituationArgs,
};
pub(crate) use words::{Client, ExportFormat, ReviewBy, ShowFormat};
#[cfg(feature = "scan")]
pub(crate) use words::{GraphFormat, GraphOf};

use examples::Examples;

const AFTER_HELP: &str = "\
Exit status:
  0  done
  1  done, with findings: `lint` met an error, `import` could not place a word,
     `decisions` has something to look at again, `agents --check` an old file,
     `lab` a figure that contradicts the entry
  2  could not run: wrong usage, an unknown name, a pack with errors, a file
     out of reach, nothing to analyse

Environment:
  LAYRA_PACKS      folders of packs, separated as in PATH
  LAYRA_CONFIG     the configuration file, instead of layra/config.toml below
                   XDG_CONFIG_HOME or ~/.config; set to nothing: none
  LAYRA_CACHE_DIR  folder that keeps what is read of packs and source trees,
                   instead of layra below XDG_CACHE_HOME or ~/.cache (Windows:
                   LOCALAPPDATA); set to nothing: nothing is kept
  LAYRA_READER     address of a language model that reads situations instead of
                   Layra: chat completions as in http://localhost:11434/v1, or
                   messages where it ends with /messages. Nothing is sent
                   anywhere without it. LAYRA_READER_MODEL names the model,
                   LAYRA_READER_KEY is your key there, LAYRA_READER_SECONDS how
                   long it may take (60)
  NO_COLOR, CLICOLOR_FORCE, COLUMNS, PAGER  as everywhere

Configuration file:
  packs = [\"folder\", ...]  packs to lay over the built-in patterns

Packs add up, later ones win: first those of the configuration file, then those
of LAYRA_PACKS, then those of --pack. Data goes to stdout, all else to stderr.";

#[derive(Parser)]
#[command(
    name = "layra",
    version,
    about = "Architecture patterns to look up, search and compare",
    long_about = "Architecture patterns to look up, search and compare: when to use each and when not to, \
                  what it is made of, wins and costs, and how it fails.\n\nEverything is in this program: \
                  it needs no network and no account.",
    after_long_help = AFTER_HELP,
    after_help = "`layra help` says more: exit status, environment, configuration file.",
    disable_help_subcommand = false,
    max_term_width = 100
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

// What every command takes, before or after its name. Not a doc comment: clap would take it for
// the description of each command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Shared {
    /// Lay the pack in this folder over the built-in patterns; may be repeated
    #[arg(long = "pack", value_name = "DIR", value_hint = ValueHint::DirPath, action = ArgAction::Append)]
    pub(crate) packs: Vec<PathBuf>,
    /// When to use colour: auto, always or never
    #[arg(long, value_name = "WHEN", default_value = "auto", hide_default_value = true,
          hide_possible_values = true, value_parser = words::color())]
    pub(crate) color: ColorChoice,
}

/// The commands, in the order in which help lists them.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    List(ListArgs),
    Show(ShowArgs),
    Related(RelatedArgs),
    Map(MapArgs),
    Compare(CompareArgs),
    Search(SearchArgs),
    Advise(AdviseArgs),
    Decide(DecideArgs),
    Decisions(DecisionsArgs),
    Facts(FactsArgs),
    Blueprints(BlueprintsArgs),
    New(NewArgs),
    Lab(LabArgs),
    Graph(GraphArgs),
    Lint(LintArgs),
    Import(ImportArgs),
    Export(ExportArgs),
    Schema(SchemaArgs),
    Serve(ServeArgs),
    Build(BuildArgs),
    Mcp(McpArgs),
    Agents(AgentsArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

/// What was asked.
pub(crate) struct Invocation {
    /// The command; `None` when only the program was named.
    pub(crate) command: Option<Command>,
    /// What every command takes.
    pub(crate) shared: Shared,
}

/// The command line as a whole, with what every command takes at every command.
///
/// Not `global = true`: of an argument that is given before and after a command's name, clap then
/// keeps the last place only, and packs add up.
pub(crate) fn definition() -> clap::Command {
    Shared::augment_args(Cli::command()).mut_subcommands(Shared::augment_args)
}

/// The same with help that names patterns of the catalogue.
pub(crate) fn described() -> clap::Command {
    Examples::of_the_catalogue().fill_in(definition())
}

/// Reads the command line of this process; ends it when that asks for help or makes no sense.
pub(crate) fn parse() -> Invocation {
    let matches = match definition().try_get_matches() {
        Ok(matches) => matches,
        Err(error) if error.kind() == ErrorKind::DisplayHelp => described().get_matches(),
        Err(error) => error.exit(),
    };
    let read = || -> Result<Invocation, clap::Error> {
        let mut shared = Shared::from_arg_matches(&matches)?;
        if let Some((_, matches)) = matches.subcommand() {
            let after = Shared::from_arg_matches(matches)?;
            shared.packs.extend(after.packs);
            if matches.value_source("color") == Some(clap::parser::ValueSource::CommandLine) {
                shared.color = after.color;
            }
        }
        Ok(Invocation { command: Cli::from_arg_matches(&matches)?.command, shared })
    };
    read().unwrap_or_else(|error| error.exit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound_and_its_examples_are_filled_in() {
        definition().debug_assert();
        for command in described().get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(
                !help.contains("{pattern}")
                    && !help.contains("{other}")
                    && !help.contains("{name}")
                    && !help.contains("{blueprint}"),
                "{help}"
            );
        }
    }
}
