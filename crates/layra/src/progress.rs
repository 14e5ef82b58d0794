//! Says how far a long run is, to somebody who watches it.

use std::io::{self, IsTerminal, Write};

use layra_codegraph::read::Progress;

/// A line on stderr that says what is going on, if that is a terminal. It is gone when this is.
pub(crate) struct Line {
    is_watched: bool,
}

impl Line {
    /// A line with nothing on it.
    pub(crate) fn new() -> Self {
        Self { is_watched: io::stderr().is_terminal() }
    }

    /// Says what is going on in place of what was said before.
    pub(crate) fn tell(&self, progress: Progress) {
        let text = match progress {
            Progress::Listing => "looking for files".to_owned(),
            Progress::Scanning(files) => format!("reading {files} files"),
            Progress::Resolving(files) => format!("resolving the imports of {files} files"),
        };
        self.write(&text);
    }

    fn write(&self, text: &str) {
        if self.is_watched {
            // Nobody can be told that it could not be said.
            let _ = write!(io::stderr(), "\r\x1b[K{text}").and_then(|()| io::stderr().flush());
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.write("");
    }
}
