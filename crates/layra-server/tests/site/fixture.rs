//! A site made from `tests/packs/harbour`, and requests to it that open no socket.

use std::path::Path;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use layra_blueprint::Shelf;
use layra_catalog::{Catalog, Severity, Tokens};
use layra_search::Index;
use layra_server::{Site, app};
use tower::ServiceExt as _;

/// How a script of the site begins in a page.
pub(crate) const OWN_SCRIPT: &str = "<script src=\"/assets/";

/// An answer, read to its end.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// The body as text.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("pages are UTF-8")
    }

    /// A header's value, empty when it is absent.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("headers are ASCII"))
    }

    /// Whether all scripts of a page are the site's own.
    pub(crate) fn runs_nothing_foreign(&self) -> bool {
        let text = self.text();
        text.matches("<script").count() == text.matches(OWN_SCRIPT).count()
    }

    /// The lines of the body that contain `needle`, trimmed.
    pub(crate) fn lines(&self, needle: &str) -> String {
        let lines = self.text().lines().map(str::trim).filter(|line| line.contains(needle));
        lines.map(|line| format!("{line}\n")).collect()
    }
}

/// The catalogue of the harbour.
pub(crate) fn harbour() -> Catalog {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/harbour");
    let (catalog, problems) = Catalog::from_dir(&folder).expect("the fixture is a pack");
    let errors: Vec<_> = problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    catalog
}

/// A site for `catalog`.
pub(crate) fn site(catalog: Catalog) -> Arc<Site> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/harbour");
    let (blueprints, problems) = Shelf::from_dir(&folder, &harbour()).expect("its blueprints can be read");
    assert!(problems.is_empty(), "{problems:#?}");
    let index = Index::build(&catalog);
    let today = || "2026-03-06".parse().expect("a day");
    Arc::new(Site::new(catalog, index, Tokens::default()).with_blueprints(blueprints).with_clock(today))
}

/// Asks `site` with a method and headers.
pub(crate) fn ask(site: &Arc<Site>, method: Method, target: &str, headers: &[(&str, &str)]) -> Reply {
    send(site, method, target, headers, Body::empty())
}

/// Sends `body` to the harbour's site at `target`.
pub(crate) fn post(target: &str, body: impl Into<Body>) -> Reply {
    send(&site(harbour()), Method::POST, target, &[("content-type", "application/json")], body.into())
}

fn send(site: &Arc<Site>, method: Method, target: &str, headers: &[(&str, &str)], body: Body) -> Reply {
    let mut request = Request::builder().method(method).uri(target);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(body).expect("the request is well-formed");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime starts");
    runtime.block_on(async {
        let response = app(Arc::clone(site)).oneshot(request).await.expect("the site always answers");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a body is complete").to_bytes().to_vec();
        Reply { status: parts.status, headers: parts.headers, body }
    })
}

/// Asks the harbour's site for `target`.
pub(crate) fn get(target: &str) -> Reply {
    get_with(target, &[])
}

/// Asks the harbour's site for `target` with headers.
pub(crate) fn get_with(target: &str, headers: &[(&str, &str)]) -> Reply {
    ask(&site(harbour()), Method::GET, target, headers)
}

/// The values of an attribute in a page, in order, unescaped.
pub(crate) fn attributes(html: &str, name: &str) -> Vec<String> {
    let opening = format!(" {name}=\"");
    html.match_indices(&opening)
        .map(|(at, _)| {
            let rest = &html[at + opening.len()..];
            let value = &rest[..rest.find('"').expect("an attribute ends")];
            value
                .replace("&#34;", "\"")
                .replace("&#39;", "'")
                .replace("&#60;", "<")
                .replace("&#62;", ">")
                .replace("&amp;", "&")
                .replace("&#38;", "&")
        })
        .collect()
}
