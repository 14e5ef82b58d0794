//! Build constraints: which files are never compiled together.

/// Operating systems that names of files and constraints can ask for.
const SYSTEMS: &[&str] = &[
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "wasip1",
    "windows",
    "zos",
];
/// Processors, likewise.
const PROCESSORS: &[&str] = &[
    "386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64", "ppc64le", "riscv64",
    "s390x", "sparc64", "wasm",
];
/// Most tags of which every combination is tried.
const MOST_TAGS: usize = 10;
/// Deepest nesting of a constraint that is followed.
const MOST_DEPTH: usize = 64;

/// The constraint at the head of a file, before its package clause.
pub(super) fn constraint(text: &str) -> Option<String> {
    let mut old: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with("package ") {
            break;
        }
        if let Some(written) = line.strip_prefix("//go:build ") {
            return Some(written.trim().to_owned());
        }
        let Some(written) = line.strip_prefix("//").map(str::trim).and_then(|line| line.strip_prefix("+build ")) else {
            continue;
        };
        // The older way: spaces are `or`, commas are `and`.
        let choices = written.split_whitespace().map(|choice| format!("({})", choice.replace(',', " && ")));
        old.push(format!("({})", choices.collect::<Vec<_>>().join(" || ")));
    }
    if old.is_empty() { None } else { Some(old.join(" && ")) }
}

/// The constraint of a file: what its text says, and the system and processor in its name.
pub(super) fn of_file(name: &str, written: Option<&str>) -> Option<String> {
    let stem = name.strip_suffix(".go").unwrap_or(name);
    let stem = stem.strip_suffix("_test").unwrap_or(stem);
    let mut parts = stem.rsplit('_');
    let (last, before) = (parts.next().unwrap_or_default(), parts.next());
    let mut tags: Vec<String> = written.map(|written| format!("({written})")).into_iter().collect();
    // A name that is nothing but a tag is just a name.
    if let Some(before) = before {
        if PROCESSORS.contains(&last) {
            tags.push(last.to_owned());
            if SYSTEMS.contains(&before) && stem.len() > before.len() + 1 + last.len() {
                tags.push(before.to_owned());
            }
        } else if SYSTEMS.contains(&last) {
            tags.push(last.to_owned());
        }
    }
    if tags.is_empty() { None } else { Some(tags.join(" && ")) }
}

/// Whether a constraint can hold at all, and asks for nothing that is never set.
pub(super) fn is_ignored(constraint: &str) -> bool {
    constraint.trim_matches(['(', ')']) == "ignore"
}

/// Whether files with these constraints can be compiled together.
pub(super) fn fit(one: Option<&str>, other: Option<&str>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return true };
    if one == other {
        return true;
    }
    let mut tags: Vec<&str> = words(one).chain(words(other)).collect();
    tags.sort_unstable();
    tags.dedup();
    if tags.len() > MOST_TAGS {
        return true;
    }
    let those = |group: &[&str]| -> u32 {
        tags.iter().enumerate().filter(|(_, tag)| group.contains(tag)).map(|(at, _)| 1 << at).sum()
    };
    let (systems, processors) = (those(SYSTEMS), those(PROCESSORS));
    let (unix, not_unix) = (those(&["unix"]), those(&["windows", "plan9", "js"]));
    (0..1_u32 << tags.len()).any(|choice| {
        let is_set = |tag: &str| tags.iter().position(|other| *other == tag).is_some_and(|at| choice >> at & 1 == 1);
        let is_one = |group: u32| (choice & group).count_ones() <= 1;
        let is_system = choice & unix == 0 || choice & not_unix == 0;
        is_one(systems) && is_one(processors) && is_system && holds(one, &is_set) && holds(other, &is_set)
    })
}

fn words(constraint: &str) -> impl Iterator<Item = &str> {
    constraint.split(|letter: char| !is_tag(letter)).filter(|word| !word.is_empty())
}

fn is_tag(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '.')
}

/// Whether a constraint holds when just these tags are set. One that cannot be read does.
fn holds(constraint: &str, is_set: &dyn Fn(&str) -> bool) -> bool {
    let mut parser = Parser { rest: constraint, is_set, depth: 0 };
    parser.any().filter(|_| parser.rest.trim().is_empty()).unwrap_or(true)
}

struct Parser<'a> {
    rest: &'a str,
    is_set: &'a dyn Fn(&str) -> bool,
    depth: usize,
}

impl Parser<'_> {
    fn takes(&mut self, sign: &str) -> bool {
        match self.rest.trim_start().strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn any(&mut self) -> Option<bool> {
        let mut value = self.all()?;
        while self.takes("||") {
            value |= self.all()?;
        }
        Some(value)
    }

    fn all(&mut self) -> Option<bool> {
        let mut value = self.one()?;
        while self.takes("&&") {
            value &= self.one()?;
        }
        Some(value)
    }

    fn one(&mut self) -> Option<bool> {
        let mut negated = false;
        while self.takes("!") {
            negated = !negated;
        }
        if self.takes("(") {
            self.depth += 1;
            if self.depth > MOST_DEPTH {
                return None;
            }
            let value = self.any()?;
            self.depth -= 1;
            return self.takes(")").then_some(value != negated);
        }
        let rest = self.rest.trim_start();
        let end = rest.find(|letter: char| !is_tag(letter)).unwrap_or(rest.len());
        let (tag, rest) = rest.split_at(end);
        self.rest = rest;
        (!tag.is_empty()).then(|| (self.is_set)(tag) != negated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints_that_exclude_each_other_do_not_fit() {
        for (one, other, expected) in [
            (Some("linux"), Some("windows"), false),
            (Some("linux"), Some("amd64"), true),
            (Some("linux"), Some("!windows"), true),
            (Some("slice || map"), Some("!slice && !map"), false),
            (Some("a && (b || !c)"), Some("!a"), false),
            (Some("unix"), Some("windows"), false),
            (Some("((("), Some("linux"), true),
            (None, Some("linux"), true),
        ] {
            assert_eq!(fit(one, other), expected, "{one:?} {other:?}");
        }
    }

    #[test]
    fn names_of_files_and_older_lines_ask_for_tags() {
        assert_eq!(of_file("a_linux_arm64.go", None).as_deref(), Some("arm64 && linux"));
        assert_eq!(of_file("a_windows_test.go", Some("x")).as_deref(), Some("(x) && windows"));
        assert_eq!(of_file("linux.go", None), None);
        assert_eq!(of_file("linux_amd64.go", None).as_deref(), Some("amd64"));
        let text = "// +build a,b !c\n// +build d\n\npackage x\n//go:build late\n";
        assert_eq!(constraint(text).as_deref(), Some("((a && b) || (!c)) && ((d))"));
        assert_eq!(constraint("//go:build a || b\npackage x").as_deref(), Some("a || b"));
    }
}
