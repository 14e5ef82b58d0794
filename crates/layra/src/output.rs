//! Where a command writes: data on stdout, talk on stderr.
//!
//! A reader that stops reading (`layra list | head -1`) is no fault: from then on stdout is written
//! nowhere and the command ends as it would have. Text from packs must come through
//! [`crate::terminal`], which keeps control characters out; [`Output::exact`] is for machines.

use std::io::{self, ErrorKind, IsTerminal, Stderr, Stdout, Write};

use anstream::{AutoStream, ColorChoice};
use anyhow::Context;
use serde::Serialize;

use crate::outcome::Failure;
use crate::terminal::text::{Text, clean};
use crate::terminal::{pager, problem, style};

/// The two streams of the process.
pub(crate) struct Output {
    data: AutoStream<Stdout>,
    talk: AutoStream<Stderr>,
    reader: Reader,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    Listens,
    Left,
}

impl Output {
    /// The streams of this process, coloured as `color` says.
    pub(crate) fn new(color: ColorChoice) -> Self {
        let data = AutoStream::new(io::stdout(), choose(color, &io::stdout()));
        let talk = AutoStream::new(io::stderr(), choose(color, &io::stderr()));
        Self { data, talk, reader: Reader::Listens }
    }

    /// Writes styled text to stdout.
    pub(crate) fn data(&mut self, styled: &str) -> anyhow::Result<()> {
        self.write(|output| output.data.write_all(styled.as_bytes()))
    }

    /// Writes styled text to stdout, through a pager when it is longer than the terminal.
    pub(crate) fn paged(&mut self, styled: &str) -> anyhow::Result<()> {
        if self.is_terminal() && pager::is_long(styled) {
            let shown =
                if self.data.current_choice() == ColorChoice::Never { clean(styled) } else { styled.to_owned() };
            if pager::show(&shown) == pager::Shown::ByPager {
                return Ok(());
            }
        }
        self.data(styled)
    }

    /// Writes text to stdout byte for byte; a terminal gets it without control characters.
    pub(crate) fn exact(&mut self, text: &str) -> anyhow::Result<()> {
        if self.is_terminal() {
            return self.data(&clean(text));
        }
        // Past the colour filter, which would take escape sequences out of the data.
        self.write(|output| output.data.as_inner().lock().write_all(text.as_bytes()))
    }

    /// Writes `value` to stdout as JSON to read.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> anyhow::Result<()> {
        let mut text = serde_json::to_string_pretty(value).context("cannot write the answer as JSON")?;
        text.push('\n');
        self.exact(&text)
    }

    /// Says something on stderr: one styled line or several.
    pub(crate) fn say(&mut self, styled: &str) {
        // There is nowhere left to report a failure of stderr to.
        let _ = writeln!(self.talk, "{styled}");
    }

    /// Says something on stderr without ending the line.
    pub(crate) fn prompt(&mut self, styled: &str) {
        let _ = write!(self.talk, "{styled}").and_then(|()| self.talk.flush());
    }

    /// Whether somebody can be asked: stderr is a terminal.
    pub(crate) fn can_ask(&self) -> bool {
        self.talk.as_inner().is_terminal()
    }

    /// Says on stderr why the command could not run, what to mend and what to do.
    pub(crate) fn failure(&mut self, error: &anyhow::Error) {
        let failure = error.chain().find_map(|cause| cause.downcast_ref::<Failure>());
        for problem in failure.map_or(&[][..], Failure::problems) {
            self.say(&format!("{}\n", problem::render(problem)));
        }
        self.say(
            &Text::styled(style::ERROR, "error").push(style::STRONG, ": ").plain(format!("{error:#}")).to_string(),
        );
        if let Some(hint) = failure.and_then(Failure::hint) {
            self.say(&Text::styled(style::HINT, "hint").push(style::STRONG, ": ").plain(hint).to_string());
        }
    }

    /// Says something on stderr that is worth knowing and stops nothing.
    pub(crate) fn note(&mut self, text: &str) {
        self.say(&Text::styled(style::HINT, "note").push(style::STRONG, ": ").plain(text).to_string());
    }

    /// Whether stdout is a terminal.
    pub(crate) fn is_terminal(&self) -> bool {
        self.data.as_inner().is_terminal()
    }

    fn write(&mut self, write: impl FnOnce(&mut Self) -> io::Result<()>) -> anyhow::Result<()> {
        if self.reader == Reader::Left {
            return Ok(());
        }
        match write(self).and_then(|()| self.data.flush()) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.reader = Reader::Left;
                Ok(())
            }
            result => result.context("cannot write to stdout"),
        }
    }
}

/// The choice somebody made, or what the stream and NO_COLOR, CLICOLOR and CLICOLOR_FORCE say.
fn choose(color: ColorChoice, stream: &impl anstream::stream::RawStream) -> ColorChoice {
    match color {
        ColorChoice::Auto => AutoStream::choice(stream),
        chosen => chosen,
    }
}
