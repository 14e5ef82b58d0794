//! `/patterns/<slug>.md`, `/llms.txt`, `/llms-full.txt`, `/healthz`, and the skill.

use layra_catalog::export;

use sha2::Digest as _;

use crate::fixture::{get, harbour};

#[test]
fn texts_are_what_the_catalogue_exports() {
    let catalog = harbour();
    assert_eq!(get("/llms.txt").text(), export::llms_index(&catalog));
    assert_eq!(get("/llms-full.txt").text(), export::llms_full(&catalog));
    let pattern = catalog.get("letter-box").expect("is in the fixture");
    assert_eq!(get("/patterns/letter-box.md").text(), export::markdown(&catalog, pattern));
}

#[test]
fn texts_are_sent_as_markdown() {
    for target in ["/llms.txt", "/llms-full.txt", "/patterns/letter-box.md"] {
        let reply = get(target);
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("content-type"), "text/markdown; charset=utf-8");
    }
}

#[test]
fn a_sign_of_life_is_not_kept() {
    let reply = get("/healthz");
    assert_eq!((reply.status.as_u16(), reply.text()), (200, "ok\n"));
    assert_eq!(reply.header("cache-control"), "no-store");
}

#[test]
fn agents_find_the_catalogue_as_a_skill() {
    let index: serde_json::Value =
        serde_json::from_slice(&get("/.well-known/agent-skills/index.json").body).expect("is JSON");
    assert_eq!(index["$schema"], "https://schemas.agentskills.io/discovery/0.2.0/schema.json");
    let skill = &index["skills"][0];
    let page = get(skill["url"].as_str().expect("an address"));
    assert_eq!(page.header("content-type"), "text/markdown; charset=utf-8");
    let digest: String = sha2::Sha256::digest(&page.body).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(skill["digest"], format!("sha256:{digest}"));
    let name = skill["name"].as_str().expect("a name");
    assert!(page.text().starts_with(&format!("---\nname: {name}\ndescription: ")), "{}", page.text());
}

/// What <https://llmstxt.org> asks for: one first heading, a quote, then headings with nothing but links.
#[test]
fn the_index_has_the_structure_of_its_specification() {
    let index = get("/llms.txt");
    let mut lines = index.text().lines().filter(|line| !line.is_empty());
    assert!(lines.next().is_some_and(|line| line.starts_with("# ")));
    assert!(lines.next().is_some_and(|line| line.starts_with("> ")));
    let mut headings = 0;
    for line in lines {
        if line.starts_with("## ") {
            headings += 1;
            continue;
        }
        let link = line.strip_prefix("- [").and_then(|rest| rest.split_once("](")).expect("a link");
        let (address, about) = link.1.split_once("): ").expect("a link with a few words");
        assert!(headings > 0 && !about.is_empty(), "{line}");
        let path = address.strip_prefix(harbour().masthead().base_url.as_str()).expect("below the base address");
        let status = get(path).status;
        assert_eq!(status, 200, "{path}");
    }
}
