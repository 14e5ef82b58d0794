//! What is said to somebody who does not know the program yet.

use expect_test::expect;

use crate::world::World;

#[test]
fn help_lists_commands_and_exit_codes() {
    World::new().check(
        &["--help"],
        expect![[r#"
            exit 0
            --- stdout
            Architecture patterns to look up, search and compare: when to use each and when
            not to, what it is made of, wins and costs, and how it fails.

            Everything is in this program: it needs no network and no account.

            Usage: layra [OPTIONS] [COMMAND]

            Commands:
              list         List the patterns by category
              show         Show a pattern
              related      Show how a pattern stands to others
              map          Draw how all patterns stand to one another
              compare      Lay patterns side by side
              search       Find the patterns that answer a question
              advise       Advise which patterns fit a situation
              decide       Put a decision for a pattern on record
              decisions    List decisions, and which to look at again
              facts        List what can be said about a situation
              blueprints   List the blueprints: small running projects to start from
              new          Begin a project from a blueprint
              lab          Measure a pattern's trade-offs with its blueprint
              graph        Show what depends on what in a source tree
              lint         Find what is wrong with a pack
              import       Make a pack of a complete export (llms-full.txt)
              export       Write the catalogue out
              schema       Print JSON Schemas
              serve        Serve the catalogue as a web site
              build        Write the whole web site as files
              mcp          Answer coding agents over the Model Context Protocol
              agents       Tell coding agents how to ask Layra and what was decided, in
                           AGENTS.md and CLAUDE.md
              completions  Print a completion script for a shell
              man          Print the manual page
              help         Print this message or the help of the given subcommand(s)

            Options:
              -h, --help
                      Print help (see a summary with '-h')

              -V, --version
                      Print version

            Options of every command:
                  --pack <DIR>
                      Lay the pack in this folder over the built-in patterns; may be
                      repeated

                  --color <WHEN>
                      When to use colour: auto, always or never

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
              packs = ["folder", ...]  packs to lay over the built-in patterns

            Packs add up, later ones win: first those of the configuration file, then those
            of LAYRA_PACKS, then those of --pack. Data goes to stdout, all else to stderr.
        "#]],
    );
}

#[test]
fn the_program_alone_says_what_to_type_next() {
    let shown = World::new().stdout(&[]);
    assert!(shown.contains("layra list") && shown.contains("layra show") && shown.contains("layra compare"), "{shown}");
}

#[test]
fn the_examples_in_help_work() {
    let world = World::new();
    for command in ["show", "related", "compare", "search"] {
        let help = world.stdout(&[command, "--help"]);
        let example = help.lines().find(|line| line.starts_with("  layra ")).expect("an example");
        let arguments: Vec<&str> = example.split_whitespace().skip(1).collect();
        assert!(!world.stdout(&arguments).is_empty(), "{example}");
    }
}

#[test]
fn an_unknown_command_gets_a_hint() {
    let world = World::new();
    world.check(
        &["shwo"],
        expect![[r#"
        exit 2
        --- stderr
        error: unrecognized subcommand 'shwo'

          tip: a similar subcommand exists: 'show'

        Usage: layra [OPTIONS] [COMMAND]

        For more information, try '--help'.
    "#]],
    );
    world.check(
        &["list", "--jsn"],
        expect![[r#"
        exit 2
        --- stderr
        error: unexpected argument '--jsn' found

          tip: a similar argument exists: '--json'

        Usage: layra list --json

        For more information, try '--help'.
    "#]],
    );
}
