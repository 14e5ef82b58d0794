//! Finds the known name that somebody probably meant.

/// The known name nearest to `name`, if any is near enough to be meant: by edit distance, or
/// because one begins with the other.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    ranked(name, known).into_iter().next()
}

/// Up to `limit` known names near to `name`, best first.
pub fn suggestions<'a>(name: &str, known: impl IntoIterator<Item = &'a str>, limit: usize) -> Vec<&'a str> {
    let mut names = ranked(name, known);
    names.truncate(limit);
    names
}

/// The usual hint for an unknown name.
pub fn hint<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(name, known).map(|nearest| format!("did you mean `{nearest}`?"))
}

/// How alike two names must be to be suggested for one another, 0 to 1.
const ALIKE: f64 = 0.6;
/// Names longer than this are not compared: nobody mistypes that much.
const MAX_COMPARED: usize = 120;

fn ranked<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    if name.is_empty() || name.len() > MAX_COMPARED {
        return Vec::new();
    }
    let lower = name.to_lowercase();
    let mut near: Vec<(f64, &str)> = known
        .into_iter()
        .filter(|candidate| candidate.len() <= MAX_COMPARED)
        .filter_map(|candidate| {
            let other = candidate.to_lowercase();
            let contained =
                lower.len() >= 3 && (other.contains(&lower) || (other.len() >= 3 && lower.contains(&other)));
            // Lengths that differ so much leave no room for likeness, and comparing letters takes long.
            let (one, two) = (lower.chars().count(), other.chars().count());
            if !contained && one.abs_diff(two) as f64 > (1.0 - ALIKE) * one.max(two) as f64 {
                return None;
            }
            let alike = strsim::normalized_damerau_levenshtein(&lower, &other).max(if contained { ALIKE } else { 0.0 });
            (alike >= ALIKE).then_some((alike, candidate))
        })
        .collect();
    near.sort_by(|(alike, name), (other_alike, other)| other_alike.total_cmp(alike).then_with(|| name.cmp(other)));
    near.dedup_by_key(|(_, name)| *name);
    near.into_iter().map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_finds_its_name() {
        let known = ["team-size", "teams", "call-volume", "circuit-breaker"];
        assert_eq!(nearest("team-sise", known), Some("team-size"));
        assert_eq!(nearest("circutbreaker", known), Some("circuit-breaker"));
        assert_eq!(nearest("breaker", known), Some("circuit-breaker"));
        assert_eq!(nearest("zzz", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(suggestions("team", known, 5), ["teams", "team-size"]);
    }
}
