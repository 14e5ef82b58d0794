//! Hostile texts in every field of an entry.

use axum::http::Method;
use layra_catalog::{Catalog, Pattern, Tokens};
use layra_search::Index;
use layra_server::{Site, files};
use serde_json::Value;

use crate::fixture::{OWN_SCRIPT, Reply, ask, attributes, harbour, site};

/// Texts that break out of whatever is not escaped.
const HOSTILE: [&str; 6] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' autofocus onfocus='alert(1)",
    "javascript:alert(1)",
    "`<b>`</code><svg/onload=alert(1)>&lt;",
    "--></title></style></textarea>{{ 7 * 7 }}{% raw %}\u{0}\u{202e}",
];

/// Keys whose values are not free text.
const CLOSED: [&str; 8] = ["slug", "category", "kind", "to", "pattern", "if", "prefer_if", "other_if"];

/// Puts `text` in place of every free text below `value`.
fn poison(value: &mut Value, text: &str) {
    match value {
        Value::String(string) => *string = text.to_owned(),
        Value::Array(items) => items.iter_mut().for_each(|item| poison(item, text)),
        Value::Object(fields) => fields
            .iter_mut()
            .filter(|(key, value)| {
                let weight = key.as_str() == "weight" && value.is_string();
                !CLOSED.contains(&key.as_str()) && !weight
            })
            .for_each(|(_, value)| poison(value, text)),
        _ => {}
    }
}

/// The harbour with `text` in every field of every entry and of the vocabulary, ids included.
fn poisoned(text: &str) -> Catalog {
    let mut contents = harbour().into_contents();
    for pattern in &mut contents.patterns {
        let mut value = serde_json::to_value(&*pattern).expect("an entry is JSON");
        poison(&mut value, text);
        *pattern = serde_json::from_value::<Pattern>(value).expect("an entry is read back");
        pattern.exits[..].iter_mut().for_each(|exit| exit.to = text.to_owned());
        for quality in pattern.pros.iter_mut().chain(&mut pattern.cons).flat_map(|item| &mut item.quality) {
            *quality = "punctuality".to_owned();
        }
        pattern.concern = Some("crossing".to_owned());
    }
    for quality in &mut contents.vocabulary.qualities {
        quality.name = text.to_owned();
        quality.means = text.to_owned();
    }
    for concern in &mut contents.vocabulary.concerns {
        concern.name = text.to_owned();
        concern.question = text.to_owned();
    }
    for fact in &mut contents.vocabulary.facts {
        for words in [&mut fact.ask, &mut fact.means, &mut fact.group] {
            *words = text.to_owned();
        }
        fact.unit = fact.unit.as_ref().map(|_| text.to_owned());
    }
    for technology in &mut contents.vocabulary.technologies {
        technology.name = text.to_owned();
        technology.aka = vec![text.to_owned()];
        technology.packages.npm = vec![text.to_owned()];
    }
    contents.masthead.title = text.to_owned();
    contents.masthead.generated = text.to_owned();
    Catalog::from(contents)
}

/// Every tag of a page: name and attributes, as a browser would split them.
fn tags(html: &str) -> Vec<&str> {
    html.match_indices('<')
        .filter(|(at, _)| html[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic()))
        .map(|(at, _)| {
            let mut quoted = false;
            let end = html[at..].find(|c| {
                quoted ^= c == '"';
                c == '>' && !quoted
            });
            &html[at..at + end.expect("a tag ends")]
        })
        .collect()
}

fn check(text: &str, target: &str, reply: &Reply) {
    for tag in tags(reply.text()) {
        let name = tag[1..].split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        assert!(
            !["script", "img", "b", "style", "iframe"].contains(&name)
                || tag == "<b"
                || tag.starts_with(OWN_SCRIPT)
                || tag.starts_with("<b class=\"tag"),
            "{text}: {target} has {tag}"
        );
        let outside: String = tag.split('"').step_by(2).collect();
        assert!(
            !outside.contains("onerror") && !outside.contains("onload") && !outside.contains("onfocus"),
            "{text}: {target} has {tag}"
        );
    }
    for href in attributes(reply.text(), "href") {
        assert!(!href.trim_start().to_lowercase().starts_with("javascript:"), "{text}: {target} links to {href}");
    }
}

#[test]
fn hostile_texts_stay_texts_on_every_page() {
    for text in HOSTILE {
        let site = site(poisoned(text));
        let word: String = text.chars().filter(char::is_ascii_alphabetic).take(5).collect();
        for target in [
            "/",
            "/pattern/letter-box",
            "/pattern/night-ferry",
            "/compare",
            "/compare?with=letter-box&with=night-ferry&with=signal-flags",
            "/search?q=alert+script",
            &format!("/search?q={word}"),
            "/advise?fact=foggy&fact=crates%3D5&from=letter-box&about=night-ferry&about=letter-box",
            "/advise?skip=foggy&ask=crates",
            "/compare?with=letter-box&with=night-ferry&fact=foggy",
            "/map",
            "/map/system",
            "/glossary",
            "/technologies",
            "/facts",
            "/about",
            "/nowhere",
        ] {
            let reply = ask(&site, Method::GET, target, &[]);
            assert!([200, 404].contains(&reply.status.as_u16()), "{target}: {}", reply.status);
            check(text, target, &reply);
            assert!(reply.runs_nothing_foreign(), "{text}: {target}");
        }
    }
}

#[test]
fn hostile_texts_stay_texts_in_files() {
    for text in HOSTILE {
        let site = Site::new(poisoned(text), Index::default(), Tokens::default()).for_files();
        for (path, content) in files(&site) {
            if path.ends_with(".html") {
                let scripts = content.matches("<script").count();
                assert_eq!(scripts, content.matches("<script src=\"").count(), "{text}: {path}");
                assert!(!content.contains("onerror=alert(1)>") && !content.contains("<svg/onload"), "{text}: {path}");
            } else if path == "assets/search-index.js" {
                assert!(!content.contains('<'), "{text}: {path}");
            }
        }
    }
}

#[test]
fn hostile_ids_stay_unique_anchors() {
    for text in HOSTILE {
        let reply = ask(&site(poisoned(text)), Method::GET, "/pattern/letter-box", &[]);
        let mut ids = attributes(reply.text(), "id");
        let count = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), count, "{text}");
    }
}

#[test]
fn hostile_markdown_stays_text() {
    let mut contents = harbour().into_contents();
    contents.patterns[0].overview = "<script>alert(1)</script>\n\n[a](javascript:alert(1)) [b](JAVASCRIPT:x 'y')\n\n\
        <img src=x onerror=alert(1)> ![p](https://evil.example/p.png) [c]: data:text/html,x\n\n<div onclick=x>\n\n# [x](vbscript:1)\n\
        <https://ok.example> <javascript:alert(1)>\n"
        .to_owned();
    let slug = contents.patterns[0].slug.clone();
    let target = format!("/pattern/{slug}");
    let reply = ask(&site(contents.into()), Method::GET, &target, &[]);
    check("markdown", &target, &reply);
    assert!(!reply.text().contains("evil.example"));
    assert!(reply.text().contains("href=\"https://ok.example\""));
}
