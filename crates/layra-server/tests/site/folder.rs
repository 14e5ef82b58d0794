//! The site as a folder of files.

use std::collections::BTreeMap;

use expect_test::expect;
use layra_catalog::{Catalog, Tokens};
use layra_search::Index;
use layra_server::{Site, files};

use crate::fixture::{attributes, harbour};

fn built(catalog: Catalog) -> BTreeMap<String, String> {
    let files = files(&Site::new(catalog, Index::default(), Tokens::default()).for_files());
    let count = files.len();
    let files: BTreeMap<String, String> = files.into_iter().collect();
    assert_eq!(files.len(), count, "no file is written twice");
    files
}

/// Where `href` leads from the file `from`.
fn resolved(from: &str, href: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in href.split('/') {
        match part {
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[test]
fn every_page_is_a_file() {
    let files = built(harbour());
    let names: Vec<String> =
        files.keys().filter(|path| !path.starts_with("assets/")).map(|path| path.clone() + "\n").collect();
    expect![[r#"
        about.html
        advise.html
        catalog.json
        compare.html
        compare/letter-box--night-ferry.html
        facts.html
        facts.json
        glossary.html
        index.html
        llms-full.txt
        llms.txt
        map.html
        map/integration.html
        map/system.html
        pattern/letter-box.html
        pattern/night-ferry.html
        pattern/signal-flags.html
        patterns/letter-box.md
        patterns/night-ferry.md
        patterns/signal-flags.md
        robots.txt
        search.html
        technologies.html
    "#]]
    .assert_eq(&names.concat());
}

#[test]
fn links_are_relative_and_lead_to_files() {
    let files = built(harbour());
    let mut links = 0;
    for (path, html) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        for name in ["href", "src", "action"] {
            for href in attributes(html, name) {
                if href.starts_with("https://") || href.starts_with("http://") {
                    continue;
                }
                links += 1;
                let (address, fragment) = href.split_once('#').unwrap_or((&href, ""));
                let target = if address.is_empty() { path.clone() } else { resolved(path, address) };
                let page = files.get(&target).unwrap_or_else(|| panic!("{path} links to {href}, which is not there"));
                let has = fragment.is_empty() || attributes(page, "id").iter().any(|id| id == fragment);
                assert!(has, "{path} links to {href}, and there is no such place");
            }
        }
    }
    assert!(links > 200, "only {links} links were found");
}

#[test]
fn the_same_catalogue_gives_the_same_files() {
    assert_eq!(built(harbour()), built(harbour()));
    assert!(built(Catalog::default()).contains_key("index.html"));
}

#[test]
fn the_advice_is_a_form_that_says_the_command() {
    let files = built(harbour());
    let lines = files["advise.html"].lines().filter(|line| line.contains("fact-foggy") || line.contains("--fact"));
    expect![[r#"
        <noscript><p class="fine">Without scripts the command stays as it is: it asks you at most eight questions. Facts can be added by hand, as in <code>--fact crates=6</code>.</p></noscript>
        <label for="fact-foggy">Is there often fog?</label>
        <select id="fact-foggy" name="foggy" data-kind="flag"><option value="">Not known</option><option value="yes">Yes</option><option value="no">No</option></select>
    "#]]
    .assert_eq(&lines.map(|line| format!("{}\n", line.trim())).collect::<String>());
}
