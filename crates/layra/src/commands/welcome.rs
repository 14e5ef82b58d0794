//! `layra` alone: what to type next.

use crate::args::examples::Examples;
use crate::outcome::Status;
use crate::output::Output;
use crate::terminal::page::Page;
use crate::terminal::style::{DIM, STRONG};
use crate::terminal::table;
use crate::terminal::text::Text;

/// Says what to type next.
pub(crate) fn run(output: &mut Output) -> anyhow::Result<Status> {
    let examples = Examples::of_the_catalogue();
    let mut page = Page::new(80);
    page.paragraph(0, &Text::styled(STRONG, "Layra").plain(": architecture patterns to look up, search and compare"));
    page.blank();
    let row = |command: String, does: &str| vec![Text::styled(STRONG, command), Text::styled(DIM, does)];
    table::write(
        &mut page,
        2,
        &[
            row("layra list".to_owned(), "every pattern, by category"),
            row(format!("layra show {}", examples.pattern), "one of them, from when to use it to how it fails"),
            row(format!("layra compare {} {}", examples.pattern, examples.other), "two of them side by side"),
        ],
    );
    page.blank();
    page.paragraph(0, &Text::from("`layra --help` lists all commands, `layra serve` opens the web site."));
    output.data(&page.finish())?;
    Ok(Status::Fine)
}
