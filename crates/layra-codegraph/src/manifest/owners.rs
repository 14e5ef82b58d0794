//! `CODEOWNERS`: who looks after which part of the code.

use std::collections::BTreeSet;

use crate::fact::What;
use crate::manifest::{Manifest, Stated};

/// `CODEOWNERS`, in one of the places where it counts.
pub(super) struct CodeOwners;

impl Manifest for CodeOwners {
    fn reads(&self, path: &str) -> bool {
        matches!(path, "CODEOWNERS" | ".github/CODEOWNERS" | "docs/CODEOWNERS")
    }

    fn read(&self, _path: &str, text: &str) -> Stated {
        let mut known = BTreeSet::new();
        let mut facts = Vec::new();
        for (line, written) in (1..).zip(text.lines()) {
            let written = written.trim();
            let written = written.split_once(" #").map_or(written, |(before, _)| before);
            // The heading of a section names owners behind the bracket, a rule behind its pattern.
            let rest = match written.strip_prefix('^').unwrap_or(written).strip_prefix('[') {
                Some(heading) => heading.split_once(']').map(|(_, rest)| rest),
                None => written.split_once(char::is_whitespace).map(|(_, rest)| rest),
            };
            let Some(rest) = rest.filter(|_| !written.starts_with('#')) else { continue };
            for name in rest.split_whitespace().filter(|name| is_group(name)) {
                if known.insert(name.to_lowercase()) {
                    facts.push((line, What::Owner { name: name.to_owned() }));
                }
            }
        }
        Stated { facts, ..Stated::default() }
    }
}

/// Whether an owner is a group, and not one person: `@organisation/group`.
fn is_group(name: &str) -> bool {
    let parts = name.strip_prefix('@').and_then(|name| name.split_once('/'));
    parts.is_some_and(|(organisation, group)| !organisation.is_empty() && !group.is_empty())
}
