//! A folder of its own for each test, and the program run in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use expect_test::Expect;

/// A temporary folder to run `layra` in, with nothing of this machine's configuration. What the
/// program keeps from one start to the next stays in it.
pub(crate) struct World {
    folder: tempfile::TempDir,
}

impl World {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// A folder with a copy of the test pack in `garden`.
    pub(crate) fn with_garden() -> Self {
        let world = Self::new();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/garden"), &world.path("garden"));
        world
    }

    /// A path in the folder.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Writes a file.
    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("made");
        fs::write(path, content).expect("written");
    }

    /// The content of a file, which must be there.
    pub(crate) fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("readable")
    }

    /// Replaces a part of a file, which must be there.
    pub(crate) fn edit(&self, path: &str, old: &str, new: &str) {
        let text = self.text(path);
        assert!(text.contains(old), "{path} has no {old:?}");
        self.write(path, text.replacen(old, new, 1));
    }

    /// Every file below a folder with its size in lines, sorted; names that hold a number of a
    /// process would show here.
    pub(crate) fn files(&self, below: &str) -> String {
        fn walk(folder: &Path, root: &Path, found: &mut Vec<String>) {
            for entry in fs::read_dir(folder).into_iter().flatten() {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    walk(&path, root, found);
                } else {
                    let shown = path.strip_prefix(root).expect("below").display().to_string();
                    found.push(shown.replace('\\', "/"));
                }
            }
        }
        let mut found = Vec::new();
        walk(&self.path(below), self.folder.path(), &mut found);
        found.sort();
        found.join("\n")
    }

    /// The program with its arguments, ready to run.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_layra"));
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        for name in ["LAYRA_PACKS", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "PAGER", "TERM"] {
            command.env_remove(name);
        }
        command.env("LAYRA_CONFIG", "").env("LAYRA_CACHE_DIR", self.path("cache")).env("COLUMNS", "80");
        command
    }

    /// Runs the program and compares what came of it.
    pub(crate) fn check(&self, arguments: &[&str], expected: Expect) {
        self.check_command(&mut self.command(arguments), expected);
    }

    /// Runs a prepared command and compares what came of it.
    pub(crate) fn check_command(&self, command: &mut Command, expected: Expect) {
        expected.assert_eq(&self.shown(&command.output().expect("the program starts")));
    }

    /// Stdout of a run that must succeed.
    pub(crate) fn stdout(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().expect("the program starts");
        assert!(output.status.success(), "{}", self.shown(&output));
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// Stdout of a run that must succeed, as JSON.
    pub(crate) fn json(&self, arguments: &[&str]) -> serde_json::Value {
        serde_json::from_str(&self.stdout(arguments)).expect("JSON")
    }

    /// Stdout of a run that may have findings, as JSON.
    pub(crate) fn findings(&self, arguments: &[&str]) -> serde_json::Value {
        let output = self.command(arguments).output().expect("the program starts");
        assert_ne!(output.status.code(), Some(2), "{}", self.shown(&output));
        serde_json::from_slice(&output.stdout).expect("JSON")
    }

    /// Exit code, stdout and stderr in one text, without paths of this machine.
    pub(crate) fn shown(&self, output: &Output) -> String {
        let code = output.status.code().map_or("killed".to_owned(), |code| code.to_string());
        let mut shown = format!("exit {code}\n");
        for (name, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
            if !bytes.is_empty() {
                let text = String::from_utf8(bytes.clone()).expect("UTF-8");
                let text = text.replace(&self.folder.path().display().to_string(), "[folder]");
                shown.push_str(&format!("--- {name}\n{text}"));
                if !text.ends_with('\n') {
                    shown.push_str("\n(no line break at the end)\n");
                }
            }
        }
        shown
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("listed") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)
        } else {
            fs::copy(entry.path(), target).map(|_| ()).expect("copied")
        }
    }
}
