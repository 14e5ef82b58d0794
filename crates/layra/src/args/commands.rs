//! What each command takes: one type per command, its documentation the help text.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;
use clap::builder::ValueHint;
use layra_catalog::Category;
use layra_catalog::section::Section;
use layra_project::{Date, RepoPath};

use super::words::{self, Client, DecisionStatus, ExportFormat, GraphFormat, GraphOf, ReviewBy, ShowFormat};

/// List the patterns by category
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  layra list
  layra list --category data --max-complexity 3
  layra list --team 4 --json")]
pub(crate) struct ListArgs {
    /// Only patterns of this category
    #[arg(long, value_parser = words::category())]
    pub(crate) category: Option<Category>,
    /// Only patterns that answer this concern
    #[arg(long, value_name = "ID")]
    pub(crate) concern: Option<String>,
    /// Only patterns of at most this complexity, 1 to 5
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=5))]
    pub(crate) max_complexity: Option<u8>,
    /// Only patterns that suit a team of this many engineers
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) team: Option<u32>,
    /// Only patterns that are built with this technology
    #[arg(long, value_name = "ID")]
    pub(crate) technology: Option<String>,
    /// Only patterns that win something in this quality or a part of it
    #[arg(long, value_name = "ID")]
    pub(crate) quality: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Show a pattern
///
/// A pattern is meant by its slug, its name, one of its other names or its initials. What stands
/// behind a `#` is the id of a statement: cite it as `slug#id`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  layra show {pattern}
  layra show {pattern} --section use-when,trade-offs
  layra show {pattern} --format markdown > {pattern}.md
  layra show {pattern} --budget 600")]
pub(crate) struct ShowArgs {
    /// The pattern
    pub(crate) pattern: String,
    /// Show only this section; several with commas
    #[arg(long = "section", value_name = "SECTION", value_delimiter = ',', value_parser = words::section,
          long_help = words::sections_help())]
    pub(crate) sections: Vec<Section>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = ShowFormat::Text)]
    pub(crate) format: ShowFormat,
    /// Print JSON: the same as --format json
    #[arg(long, conflicts_with = "format")]
    pub(crate) json: bool,
    /// As Markdown, what is most useful of it within this many tokens (o200k_base); what is left out is named
    #[arg(long, value_name = "N", conflicts_with = "format", value_parser = words::budget)]
    pub(crate) budget: Option<usize>,
    /// Print straight to the terminal, however long it is
    #[arg(long)]
    pub(crate) no_pager: bool,
}

/// Show how a pattern stands to others
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  layra related {pattern}
  layra related {pattern} --json")]
pub(crate) struct RelatedArgs {
    /// The pattern
    pub(crate) pattern: String,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Draw how all patterns stand to one another
///
/// One picture, as SVG: names by category, and a curve for each relation. Opened in a browser, the relations of
/// a name stand out while it is pointed at. Of a large catalogue the patterns with most relations are named.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  layra map --out map.svg
  layra map --category data > data.svg")]
pub(crate) struct MapArgs {
    /// Name all patterns of this category, and those of others as one
    #[arg(long, value_parser = words::category())]
    pub(crate) category: Option<Category>,
    /// File to write to, stdout if left out
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
    /// Replace the file
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
}

/// Lay patterns side by side
///
/// What the entries say; where a situation is told, also how each pattern stands in it: for, against, and
/// the decision row that decides between them. It is told as for `layra advise`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  layra compare {pattern} {other}
  layra compare {pattern} {other} --fact team-size=6 --fact 'not uses-llm'
  layra compare {pattern} {other} --facts facts.toml --repo .
  layra compare {pattern} {other} --json")]
pub(crate) struct CompareArgs {
    /// Two to four patterns
    #[arg(value_name = "PATTERN", required = true, num_args = 2..=4)]
    pub(crate) patterns: Vec<String>,
    #[command(flatten)]
    pub(crate) situation: SituationArgs,
    /// See facts in this repository, in its history and manifests; what is told counts more
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) repo: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Find the patterns that answer a question
///
/// Ask in plain words; names and single words do, too. Each result says which passages speak for it,
/// best first. When no entry answers, nothing is printed on stdout.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  layra search how do I keep a cache in step with the database
  layra search who puts things right when a step fails --section failures
  layra search \"retries make it worse\" --category integration --json
  layra search -- --force is not enough
  layra search - < question.txt")]
pub(crate) struct SearchArgs {
    /// What to look for; `-` alone reads it from stdin
    #[arg(value_name = "QUESTION", required = true)]
    pub(crate) words: Vec<OsString>,
    /// Show at most this many patterns
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = words::limit)]
    pub(crate) limit: usize,
    /// Only patterns of this category
    #[arg(long, value_parser = words::category())]
    pub(crate) category: Option<Category>,
    /// Look only into this section of the entries
    #[arg(long, value_name = "SECTION", value_parser = words::searched_section,
          long_help = words::searched_sections_help())]
    pub(crate) section: Option<Section>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

// What is told of a situation. Not a doc comment: clap would take it for the description of a command.
#[derive(Debug, Args)]
pub(crate) struct SituationArgs {
    /// Read the situation from this file; `-` reads stdin
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) text: Option<PathBuf>,
    /// State a fact: team-size=6, team-size=6..8, team-size>=8, stage=existing, uses-llm, 'not uses-llm'
    #[arg(long = "fact", value_name = "FACT")]
    pub(crate) fact: Vec<String>,
    /// Read facts from this file, TOML or JSON; may be repeated
    #[arg(long = "facts", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) facts: Vec<PathBuf>,
    /// Leave a fact open, whatever the text seems to say of it; may be repeated
    #[arg(long = "skip", value_name = "FACT")]
    pub(crate) skip: Vec<String>,
    /// What to do when facts are stated twice and differ: `last` takes the last, else it is an error
    #[arg(long, value_name = "WHICH", value_parser = ["last"])]
    pub(crate) assume: Option<String>,
}

impl SituationArgs {
    /// Whether nothing is told of a situation, words and texts apart.
    pub(crate) fn is_silent(&self) -> bool {
        self.fact.is_empty() && self.facts.is_empty() && self.skip.is_empty()
    }
}

/// Advise which patterns fit a situation
///
/// The situation is told in words, as facts, or both; a fact that is stated counts more than what is
/// read from words, and that more than what a repository shows. `layra show PATTERN` explains what is
/// recommended; what stands behind a `#` is the id of a statement. What is not known stays unknown, and the
/// answer says what it would ask next. On a terminal, where nothing is told, at most eight questions are
/// asked.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  layra advise
  layra advise Six of us run one shop on one Postgres, and releases are joint.
  layra advise --text situation.md --fact team-size=6..8 --fact 'not uses-llm'
  layra advise --facts facts.toml --from {pattern} --json
  layra advise --repo . --fact independent-deploys

A facts file is TOML or JSON, a fact a line:
  team-size = [6, 8]
  stage = \"existing\"
  uses-llm = false")]
pub(crate) struct AdviseArgs {
    /// The situation in words
    #[arg(value_name = "WORDS", conflicts_with = "text")]
    pub(crate) words: Vec<String>,
    #[command(flatten)]
    pub(crate) situation: SituationArgs,
    /// See facts in this repository, in its history and manifests; what is told counts more
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) repo: Option<PathBuf>,
    /// What there is today; several with commas: shows the way from there
    #[arg(long, value_name = "PATTERN", value_delimiter = ',')]
    pub(crate) from: Vec<String>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Put a decision for a pattern on record
///
/// Writes a decision record (MADR 4) and adds the decision to layra.toml: both or neither, and no file is
/// overwritten. The record holds the facts, the options with their pros and cons, the reasons, what
/// follows, and when to look again. Facts are stated as for `layra advise`; without --facts, those of the
/// file that layra.toml names as `facts` are taken.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  layra decide {pattern} --facts facts.toml
  layra decide {pattern} --text situation.md --title 'Keep checkout up' --review 6
  layra decide {pattern} --fact team-size=6 --rejected '{other}=Nobody here has run it.'
  layra decide {pattern} --facts facts.toml --dry-run

Records go to --dir, or where .adr-dir says, or where the last one is, or to
docs/decisions, doc/adr or docs/adr, whichever is there.")]
pub(crate) struct DecideArgs {
    /// The pattern
    pub(crate) pattern: String,
    #[command(flatten)]
    pub(crate) situation: SituationArgs,
    /// What the record is called
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// The folder of the repository that it holds for; all of it if left out
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, value_parser = RepoPath::parse)]
    pub(crate) scope: Option<RepoPath>,
    /// A pattern or technology that was considered and is not to be used; may be repeated. The reason may
    /// be left out where the facts speak against it
    #[arg(long, value_name = "NAME=WHY")]
    pub(crate) rejected: Vec<String>,
    /// How far the decision has got
    #[arg(long, value_enum, default_value_t = DecisionStatus::Accepted)]
    pub(crate) status: DecisionStatus,
    /// The day of the decision, as 2026-03-06; today if left out
    #[arg(long, value_name = "DAY", value_parser = words::day)]
    pub(crate) date: Option<Date>,
    /// When to look at it again: a number of months, or a day
    #[arg(long, value_name = "MONTHS|DAY", default_value = "12", value_parser = words::review)]
    pub(crate) review: ReviewBy,
    /// Folder of the repository, the one with layra.toml
    #[arg(long, value_name = "DIR", default_value = ".", value_hint = ValueHint::DirPath)]
    pub(crate) repo: PathBuf,
    /// Folder for the record, relative to the repository's
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, value_parser = RepoPath::parse)]
    pub(crate) dir: Option<RepoPath>,
    /// Write nothing, and print the record
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// List decisions, and which to look at again
///
/// Lists what layra.toml and the decision records say, with what has come due. Given the facts of today,
/// by --facts or in the file that layra.toml names as `facts`, it compares them with those of each record,
/// and says where the advice has turned. Exit status 1 means that a review is due, advice has turned, or a
/// record cannot be read.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  layra decisions
  layra decisions --facts facts.toml
  layra decisions --due 2027-01-01 --json

In layra.toml:
  [project]
  facts = \"docs/facts.toml\"")]
pub(crate) struct DecisionsArgs {
    /// Folder of the repository, the one with layra.toml
    #[arg(long, value_name = "DIR", default_value = ".", value_hint = ValueHint::DirPath)]
    pub(crate) repo: PathBuf,
    /// Compare with the facts of this file, TOML or JSON; may be repeated
    #[arg(long = "facts", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) facts: Vec<PathBuf>,
    /// What has come due by this day; today if left out
    #[arg(long, value_name = "DAY", value_parser = words::day)]
    pub(crate) due: Option<Date>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// List what can be said about a situation
///
/// Each fact with the values it takes and the question that asks for it, as `layra advise --fact` takes
/// them.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  layra facts
  layra facts --group team
  layra facts --json")]
pub(crate) struct FactsArgs {
    /// Only facts of this group
    #[arg(long, value_name = "GROUP")]
    pub(crate) group: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Show what depends on what in a source tree
///
/// Reads the source code below a folder, gathers files into groups, and says which of them depend on one
/// another, where, and what to cut so that they no longer do. Nothing that is read is run, and nothing is
/// written there. Exit status 2 means that there is nothing to analyse.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  layra graph
  layra graph src --of files --focus src/orders
  layra graph --format html --out graph.html
  layra graph --of packages --format svg > packages.svg
  layra graph --diff main..HEAD")]
pub(crate) struct GraphArgs {
    /// The folder to read
    #[arg(value_name = "PATH", default_value = ".", value_hint = ValueHint::DirPath)]
    pub(crate) path: PathBuf,
    /// What to gather files into; folders, if left out, and for html files
    #[arg(long, value_enum, value_name = "GROUPS")]
    pub(crate) of: Option<GraphOf>,
    /// Show this folder, file or package, and what it is joined to
    #[arg(long, value_name = "PATH")]
    pub(crate) focus: Option<String>,
    /// How to show it
    #[arg(long, value_enum, default_value_t = GraphFormat::Text)]
    pub(crate) format: GraphFormat,
    /// Print JSON: the same as --format json
    #[arg(long, conflicts_with = "format")]
    pub(crate) json: bool,
    /// File to write to, stdout if left out
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
    /// Replace the file that is there
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
    /// What changed between two commits, as text or JSON; the work tree is not touched
    #[arg(long, value_name = "REV..REV", conflicts_with = "focus")]
    pub(crate) diff: Option<String>,
    /// Folder that keeps what was read from one run to the next, instead of the usual one
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) cache: Option<PathBuf>,
    /// Read everything anew and keep nothing
    #[arg(long, conflicts_with = "cache")]
    pub(crate) no_cache: bool,
}

/// Find what is wrong with a pack
///
/// Prints every problem with its place. Exit status 1 means that the pack has errors and no other
/// command will take it; warnings and notes leave it at 0.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  layra lint
  layra lint packs/house
  layra lint packs/house --json")]
pub(crate) struct LintArgs {
    /// Folder of the pack, the one with pack.toml
    #[arg(value_name = "DIR", default_value = ".", value_hint = ValueHint::DirPath)]
    pub(crate) folder: PathBuf,
    /// Let warnings count as errors
    #[arg(long)]
    pub(crate) deny_warnings: bool,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Make a pack of a complete export (llms-full.txt)
///
/// Reads ordinary Markdown as well as the same text with its line breaks folded away. Ends with an
/// account of every word of the input; exit status 1 means that some are unaccounted for.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  layra import llms-full.txt --out packs/original
  layra import llms-full.txt --slugs slugs.toml --out packs/original
  curl -s https://example.org/llms-full.txt | layra import - --out packs/original

A slugs file says which slug a name has, a line each:
  \"{name}\" = \"{pattern}\"")]
pub(crate) struct ImportArgs {
    /// The export; `-` reads stdin
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,
    /// Folder to write the pack to
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: PathBuf,
    /// TOML file that says which slug a name has
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) slugs: Option<PathBuf>,
    /// Write into a folder that is not empty: files of the same name are replaced, others stay
    #[arg(long)]
    pub(crate) force: bool,
    /// Print the account as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// List the blueprints: small running projects to start from
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  layra blueprints
  layra blueprints --json")]
pub(crate) struct BlueprintsArgs {
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Begin a project from a blueprint
///
/// Writes a project of its own into DIR, with a decision record that says why, and `layra.toml`. `cargo run`
/// works there at once. Two blueprints that go together are named as `one+other`. A situation, told as for
/// `layra advise`, goes into the record.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  layra new {blueprint} quotes
  layra new {blueprint} services/quotes --name quote-service
  layra new {blueprint} quotes --facts facts.toml")]
pub(crate) struct NewArgs {
    /// The blueprint, or two with a `+` between them
    #[arg(value_name = "BLUEPRINT")]
    pub(crate) blueprint: String,
    /// The folder to write it to; one that is not there yet, or empty
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) dir: PathBuf,
    /// What the project is called; as the folder if left out
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    #[command(flatten)]
    pub(crate) situation: SituationArgs,
    /// The day of the decision, as 2026-03-06; today if left out
    #[arg(long, value_name = "DAY", value_parser = words::day)]
    pub(crate) date: Option<Date>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Measure a pattern's trade-offs with its blueprint
///
/// Builds the blueprint's experiment with cargo, runs it, which takes less than half a minute, and says for each
/// trade-off what was measured with the pattern and without. Exit status 1 means that a figure contradicts the
/// entry.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  layra lab {blueprint}
  layra lab {blueprint} --svg {blueprint}.svg
  layra lab {blueprint} --in quotes --json")]
pub(crate) struct LabArgs {
    /// The blueprint
    #[arg(value_name = "BLUEPRINT")]
    pub(crate) blueprint: String,
    /// Run the lab of the project in this folder, which came from the blueprint, instead of a fresh copy
    #[arg(long = "in", value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) folder: Option<PathBuf>,
    /// Write the plots to this file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) svg: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long, requires = "svg")]
    pub(crate) force: bool,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Write the catalogue out
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  layra export --format llms-full > llms-full.txt
  layra export --format markdown --out site/markdown
  layra export --format json --out catalogue.json
  layra export --format skill --out .claude/skills
  layra export --format skill --pattern {pattern} --out .claude/skills")]
pub(crate) struct ExportArgs {
    /// What to write
    #[arg(long, value_enum)]
    pub(crate) format: ExportFormat,
    /// File to write to, stdout if left out; for markdown and skill the folder, which they need
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(crate) out: Option<PathBuf>,
    /// Make a skill of this pattern alone
    #[arg(long, value_name = "PATTERN")]
    pub(crate) pattern: Option<String>,
    /// Replace what is there: files of the same name only, others stay
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
}

/// Print JSON Schemas
///
/// For the files of a pack, so that an editor completes and checks them, and for the JSON that
/// commands print. Without a name, lists them.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  layra schema
  layra schema pattern > pattern.json
  layra schema --out schemas")]
pub(crate) struct SchemaArgs {
    /// Which one
    #[arg(value_name = "NAME", conflicts_with = "out")]
    pub(crate) name: Option<String>,
    /// Folder to write all of them to, as NAME.json
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
    /// Print the list as JSON
    #[arg(long, conflicts_with_all = ["name", "out"])]
    pub(crate) json: bool,
}

/// Serve the catalogue as a web site
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  layra serve
  layra serve --addr 127.0.0.1:0
  layra --pack packs/house serve")]
pub(crate) struct ServeArgs {
    /// Address and port to listen at; port 0 picks a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:4242")]
    pub(crate) addr: String,
    /// Let agents reach /mcp under this name, too, besides this machine's own; may be repeated
    #[arg(long = "host", value_name = "NAME")]
    pub(crate) hosts: Vec<String>,
}

/// Write the whole web site as files
///
/// For any place that serves files, or for none: pages link to one another relatively, so that they work below
/// any path and from a disk. The search runs in the browser. A folder that an earlier build made is replaced;
/// another one that is not empty is left alone.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  layra build --out public
  layra --pack packs/house build --out public")]
pub(crate) struct BuildArgs {
    /// Folder to write to
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: PathBuf,
}

/// Answer coding agents over the Model Context Protocol
///
/// A client starts it and speaks with it on the standard streams. Packs are read again when their files
/// change. Decisions are recorded in the folder of --root, and nothing outside it is read or written for a
/// client. `layra serve` answers over HTTP, at /mcp, and writes nothing.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  layra mcp --print-config claude > .mcp.json
  layra --pack packs/house mcp --print-config vscode > .vscode/mcp.json
  layra mcp --root ../orders")]
pub(crate) struct McpArgs {
    /// Folder of the repository that decisions are recorded in; where it is started, if left out
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) root: Option<PathBuf>,
    /// Print the configuration for this client instead, with the packs and the root of this call
    #[arg(long, value_enum, value_name = "CLIENT")]
    pub(crate) print_config: Option<Client>,
}

/// Tell coding agents how to ask Layra and what was decided, in AGENTS.md and CLAUDE.md
///
/// Writes a block between two marks and touches nothing else in the file. Without a file it writes AGENTS.md,
/// and CLAUDE.md where that is there. Decisions, and where their parts stand, come from layra.toml in this
/// folder.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  layra agents
  layra agents --check
  layra agents docs/AGENTS.md")]
pub(crate) struct AgentsArgs {
    /// The files to write
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,
    /// Write nothing; exit status 1 means that a file is not up to date
    #[arg(long)]
    pub(crate) check: bool,
    /// Print the block instead
    #[arg(long, conflicts_with_all = ["check", "files"])]
    pub(crate) print: bool,
}

/// Print a completion script for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  layra completions bash > ~/.local/share/bash-completion/completions/layra
  layra completions zsh > ~/.zfunc/_layra
  layra completions fish > ~/.config/fish/completions/layra.fish")]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// Print the manual page
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  layra man | man -l -
  layra man --out ~/.local/share/man/man1")]
pub(crate) struct ManArgs {
    /// Folder to write the pages of all commands to
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
}
