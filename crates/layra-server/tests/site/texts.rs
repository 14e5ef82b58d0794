//! `/patterns/<slug>.md`, `/llms.txt`, `/llms-full.txt`, `/healthz`.

use layra_catalog::export;

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
