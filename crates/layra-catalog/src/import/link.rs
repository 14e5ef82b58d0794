//! Reads links to related patterns.

use crate::slug::Slug;

/// A link to a pattern's published page.
#[derive(Debug, PartialEq)]
pub(super) struct Link {
    /// The pattern it leads to.
    pub(super) slug: Slug,
    /// Where the catalogue is published, without a final slash; empty for a link from the root.
    pub(super) base_url: String,
}

/// Reads `[tide-pool](https://example.org/patterns/tide-pool.md)`.
///
/// The target goes through [`Slug::parse`]: it becomes the name of a folder.
pub(super) fn parse(text: &str) -> Result<Link, &'static str> {
    const FORM: &str = "not a link like `[slug](https://host/patterns/slug.md)`";
    let (_, target) = text.strip_prefix('[').and_then(|text| text.split_once("](")).ok_or(FORM)?;
    let address = target.strip_suffix(')').ok_or(FORM)?;
    let (base_url, file) = address.split_once("/patterns/").ok_or(FORM)?;
    let name = file.strip_suffix(".md").ok_or(FORM)?;
    let slug = Slug::parse(name).map_err(|_| "a link to something that is no slug")?;
    let is_address = base_url.starts_with("https://") || base_url.starts_with("http://");
    if base_url.contains(char::is_whitespace) || !(base_url.is_empty() || is_address) {
        return Err(FORM);
    }
    Ok(Link { slug, base_url: base_url.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_to_a_page_of_a_pattern_are_taken() {
        let link = parse("[tide](https://example.org/x/patterns/tide-pool.md)").expect("a link");
        assert_eq!((link.slug.as_str(), link.base_url.as_str()), ("tide-pool", "https://example.org/x"));
        assert_eq!(parse("[tide](/patterns/tide.md)").expect("a link").base_url, "");
        for bad in [
            "tide",
            "[tide]",
            "[tide](https://example.org/patterns/../../etc/passwd.md)",
            "[tide](https://example.org/patterns/tide.html)",
            "[tide](ftp://example.org/patterns/tide.md)",
            "[tide](https://example.org/patterns/tide.md) and more",
        ] {
            assert!(parse(bad).is_err(), "{bad} was taken");
        }
    }
}
