//! Links: which file stands for an address, and how files name one another.

use std::collections::BTreeSet;

use layra_catalog::{Catalog, Slug};

/// How an address of the site begins in a page, and the attributes that hold one. All other text of a page is
/// escaped, so quotes stand about attributes only.
const OPENING: &str = "=\"/";
const ATTRIBUTES: [&str; 3] = [" href", " src", " action"];

/// Which addresses have a file.
pub(super) struct Places<'a> {
    catalog: &'a Catalog,
    pairs: &'a BTreeSet<(Slug, Slug)>,
}

impl<'a> Places<'a> {
    pub(super) fn new(catalog: &'a Catalog, pairs: &'a BTreeSet<(Slug, Slug)>) -> Self {
        Self { catalog, pairs }
    }

    /// The file for an address that begins with `/` and has no fragment; `None` where there is none.
    pub(super) fn file(&self, address: &str) -> Option<String> {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        match path {
            "/" => Some("index.html".to_owned()),
            "/compare" => Some(self.pair(query).unwrap_or_else(|| "compare.html".to_owned())),
            "/api/v1/export" => Some("catalog.json".to_owned()),
            "/api/v1/facts" => Some("facts.json".to_owned()),
            "/advise" | "/search" | "/map" | "/glossary" | "/technologies" | "/facts" | "/about" => {
                Some(format!("{}.html", &path[1..]))
            }
            _ => {
                let name = &path[1..];
                let slug = name.strip_prefix("pattern/");
                if let Some(slug) = slug {
                    return self.catalog.get(slug).map(|_| format!("{name}.html"));
                }
                if name.starts_with("map/") {
                    return Some(format!("{name}.html"));
                }
                let as_it_is = name.starts_with("assets/") || name.ends_with(".md") || name.ends_with(".txt");
                (as_it_is && !name.starts_with('.')).then(|| name.to_owned())
            }
        }
    }

    /// The page of exactly two patterns that are weighed against each other.
    fn pair(&self, query: &str) -> Option<String> {
        let mut slugs: Vec<&str> = query.split('&').map(|part| part.strip_prefix("with=")).collect::<Option<_>>()?;
        slugs.sort_unstable();
        let [one, other] = slugs[..] else { return None };
        let pair = (Slug::parse(one).ok()?, Slug::parse(other).ok()?);
        self.pairs.contains(&pair).then(|| format!("compare/{one}--{other}.html"))
    }

    /// The page at `path` with addresses that are relative to it. What has no file leads to the first page.
    pub(super) fn relative(&self, path: &str, html: &str) -> String {
        let up = "../".repeat(path.matches('/').count());
        let mut relative = String::with_capacity(html.len());
        let mut rest = html;
        while let Some(at) = rest.find(OPENING) {
            // The address itself begins with the last character of the opening.
            let start = at + OPENING.len() - 1;
            let is_address = ATTRIBUTES.iter().any(|attribute| rest[..at].ends_with(attribute));
            relative.push_str(&rest[..start]);
            if !is_address {
                rest = &rest[start..];
                continue;
            }
            let end = start + rest[start..].find('"').unwrap_or(rest.len() - start);
            let address = rest[start..end].replace("&#38;", "&").replace("&amp;", "&");
            let (address, fragment) = address.split_once('#').unwrap_or((&address, ""));
            let file = self.file(address).unwrap_or_else(|| "index.html".to_owned());
            relative.push_str(&up);
            relative.push_str(&file);
            if !fragment.is_empty() {
                relative.push('#');
                relative.push_str(&fragment.replace('&', "&amp;"));
            }
            rest = &rest[end..];
        }
        relative.push_str(rest);
        relative
    }
}

#[cfg(test)]
mod tests {
    use layra_catalog::{Contents, SourceText};

    use super::*;

    fn catalog() -> Catalog {
        let file = |slug: &str| SourceText {
            path: format!("patterns/{slug}/pattern.toml"),
            text: "name = \"One\"\ncategory = \"system\"\ncomplexity = 1\nsummary = \"One.\"\n\
                   team = { label = \"Any\", min = 1 }\n"
                .to_owned(),
        };
        let (catalog, _) = Catalog::parse([file("quay"), file("crane")]);
        Contents { ..catalog.into_contents() }.into()
    }

    #[test]
    fn addresses_become_paths_between_files() {
        let catalog = catalog();
        let slug = |slug: &str| Slug::parse(slug).expect("a slug");
        let pairs = BTreeSet::from([(slug("crane"), slug("quay"))]);
        let places = Places::new(&catalog, &pairs);
        let check = |from: &str, html: &str, expected: &str| assert_eq!(places.relative(from, html), expected);
        check("index.html", "<a href=\"/pattern/quay#use-when\">", "<a href=\"pattern/quay.html#use-when\">");
        check("pattern/quay.html", "<a href=\"/\"><a href=\"#x\">", "<a href=\"../index.html\"><a href=\"#x\">");
        check("index.html", "<form action=\"/search\">", "<form action=\"search.html\">");
        check(
            "pattern/crane.html",
            "<a href=\"/compare?with=quay&amp;with=crane\"><a href=\"/compare?with=quay\">",
            "<a href=\"../compare/crane--quay.html\"><a href=\"../compare.html\">",
        );
        check("index.html", "<a href=\"/pattern/nobody\"> = \"/x\"", "<a href=\"index.html\"> = \"/x\"");
        check("index.html", "<a href=\"https://a.example/b\">", "<a href=\"https://a.example/b\">");
    }
}
