//! Links out of texts of a catalogue: which are followed, and how they are written.
//!
//! A pack may come from anywhere, so a link is only made a link when its scheme can do no harm.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What may not stand in the path of an address as it is.
const PATH: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'#').add(b'?').add(b'%');

/// Whether `address` may be linked to from prose: `http`, `https`, `mailto`, or without a scheme.
pub(crate) fn is_safe(address: &str) -> bool {
    match scheme(address) {
        None => !address.starts_with(|c: char| c.is_control() || c.is_whitespace()),
        Some(scheme) => ["http", "https", "mailto"].iter().any(|safe| scheme.eq_ignore_ascii_case(safe)),
    }
}

/// Whether `address` is one on the web.
pub(crate) fn is_web(address: &str) -> bool {
    let web = |scheme: &str| ["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web));
    scheme(address).is_some_and(web) && !address.contains(|c: char| c.is_control() || c.is_whitespace())
}

/// The address of a source on the web; `None` when it is not one.
pub(crate) fn web(address: &str) -> Option<String> {
    let address = address.trim();
    is_web(address).then(|| address.to_owned())
}

/// The address at which a DOI is resolved.
pub(crate) fn doi(doi: &str) -> String {
    format!("https://doi.org/{}", utf8_percent_encode(doi.trim(), PATH))
}

/// What stands before the first colon, unless that colon is part of a path, query or fragment.
fn scheme(address: &str) -> Option<&str> {
    let (before, _) = address.split_once(':')?;
    (!before.contains(['/', '?', '#'])).then_some(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_schemes_are_linked() {
        for good in ["https://a.example/", "HTTP://a", "mailto:a@b.example", "/pattern/a", "b", "#x", "a/b:c"] {
            assert!(is_safe(good), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "JaVaScRiPt:1",
            "java\nscript:1",
            "\u{1}javascript:1",
            " javascript:1",
            "data:text/html,x",
            "vbscript:x",
            "\tx",
        ] {
            assert!(!is_safe(bad), "{bad:?}");
        }
    }

    #[test]
    fn a_source_on_the_web_has_a_web_address() {
        assert_eq!(web(" https://a.example/b ").as_deref(), Some("https://a.example/b"));
        assert_eq!(web("/relative"), None);
        assert_eq!(web("javascript:alert(1)"), None);
        assert_eq!(web("https://a b"), None);
        assert_eq!(doi("10.1145/<x> \"y"), "https://doi.org/10.1145/%3Cx%3E%20%22y");
    }
}
