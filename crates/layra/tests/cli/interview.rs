//! `layra advise` on a terminal, where nothing is told: it asks.

use expect_test::expect;
use rexpect::session::{PtySession, spawn_command};

use crate::world::World;

/// Long enough for a machine that is busy.
const PATIENCE_MS: u64 = 60_000;

/// The program on a terminal.
fn on_a_terminal(world: &World, arguments: &[&str]) -> PtySession {
    let mut command = world.command(arguments);
    command.stdin(std::process::Stdio::inherit()).env("PAGER", "").env("NO_COLOR", "1");
    spawn_command(command, Some(PATIENCE_MS)).expect("a terminal")
}

#[test]
fn questions_can_be_skipped_taken_back_and_left() {
    let world = World::new();
    let mut session = on_a_terminal(&world, &["advise"]);
    session.exp_string("1/8").expect("a first question");
    session.exp_string("> ").expect("a prompt");
    session.send_line("q").expect("typed");
    session.exp_string("Not determined yet").expect("an answer");
    session.exp_eof().expect("the end");

    let mut session = on_a_terminal(&world, &["advise", "--from", "monolith"]);
    session.exp_string("1/8").expect("a first question");
    session.exp_string("> ").expect("a prompt");
    session.send_line("nonsense").expect("typed");
    session.exp_string("that was not understood").expect("said");
    session.send_line("").expect("typed");
    session.exp_string("2/8").expect("another question");
    session.send_line("b").expect("typed");
    session.exp_string("still not known").expect("the first question again");
    // The end of the input, as Control and D give it, ends the interview too.
    session.send_control('d').expect("typed");
    session.exp_string("Not determined yet").expect("an answer");
    session.exp_eof().expect("the end");
}

#[test]
fn answers_become_advice_and_the_command_that_gives_it_again() {
    let world = World::with_garden();
    let mut session = on_a_terminal(&world, &["advise", "--pack", "garden"]);
    session.exp_string("Are there weeks without rain in summer?").expect("a question");
    session.send_line("y").expect("typed");
    session.exp_string("so far: Drip Line").expect("the answer as it forms");
    session.exp_string("How large is the roof?").expect("another question");
    session.send_line("30+").expect("typed");
    session.exp_string("Recommended").expect("an answer");
    session.exp_string("layra advise --pack garden --fact dry-summers --fact 'roof-area>=30'").expect("the command");
    session.exp_eof().expect("the end");
}

#[test]
fn without_a_terminal_nothing_is_asked() {
    World::new().check(
        &["advise", "--from", "monolith"],
        expect![[r#"
            exit 2
            --- stderr
            error: nothing is said about the situation
            hint: tell it in words, as in `layra advise Six of us run one shop`, through a pipe with `--text -`, or state facts with --fact
        "#]],
    );
}
