//! Words that may not stand in the project: notes to oneself, and places of one machine.

use crate::tree::TextFile;

/// A word, and what to do instead. Written in two parts, so that this file does not complain of
/// itself.
const FORBIDDEN: &[(&str, &str, &str)] = &[
    ("TO", "DO", "do it, or open an issue and say why in a comment"),
    ("FIX", "ME", "fix it, or open an issue and say why in a comment"),
    ("XX", "X", "say what is meant"),
    ("/wo", "rk/", "a path of one machine: name it relative to the project"),
    ("/ro", "ot/", "a path of one machine: name it relative to the project"),
    ("/ho", "me/", "a path of one machine: name it relative to the project"),
    ("index.crates", ".io", "no hosts of package registries"),
    ("registry.npm", "js.org", "no hosts of package registries"),
];

pub(super) fn check(files: &[TextFile]) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files.iter().filter(|file| !file.path.ends_with(".lock")) {
        for (number, line) in (1..).zip(file.text.lines()) {
            for (first, second, advice) in FORBIDDEN {
                let word = format!("{first}{second}");
                if let Some(at) = line.find(&word)
                    && stands_alone(line, at, &word)
                {
                    complaints.push(format!("{}:{number}: `{word}`: {advice}", file.path));
                }
            }
        }
    }
    complaints
}

/// Whether the word at `at` is not the inside of a longer one (`https://host/work/` is an address).
fn stands_alone(line: &str, at: usize, word: &str) -> bool {
    let joins = |c: char| c.is_alphanumeric() || c == '.' || c == '_' || c == '}';
    let before = !line[..at].ends_with(joins);
    let after = word.ends_with('/') || !line[at + word.len()..].starts_with(char::is_alphanumeric);
    before && after
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forbidden_words_are_found_where_they_stand_alone() {
        let complaints = |text: &str| check(&[TextFile { path: "a.md".into(), text: text.into() }]).len();
        let (first, second, _) = FORBIDDEN[0];
        assert_eq!(complaints(&format!("fine\n// {first}{second}: later")), 1);
        assert_eq!(complaints(&format!("a {first}{second}x list")), 0);
        let (first, second, _) = FORBIDDEN[3];
        assert_eq!(complaints(&format!("see {first}{second}x")), 1);
        assert_eq!(complaints(&format!("see https://example.com{first}{second}x")), 0);
    }
}
