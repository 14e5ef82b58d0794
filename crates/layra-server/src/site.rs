//! The site: a catalogue, its index, and the table of pages made from them.
//!
//! Pages are made when they are first asked for and kept, up to [`MAX_KEPT`] bytes, so a large pack
//! neither delays the start nor fills the memory.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use axum::body::Body;
use axum::http::header::{CONTENT_LOCATION, HeaderMap, HeaderValue, VARY};
use axum::http::{Method, Response};
use layra_blueprint::Shelf;
use layra_catalog::{Catalog, Pattern, Tokens};
use layra_project::Date;
use layra_search::Index;

use crate::library::Library;
use crate::limits::MAX_KEPT;
use crate::negotiate;
use crate::page::Page;
use crate::pages::{self, Source};

/// Everything the server needs to answer any request.
#[derive(Debug)]
pub struct Site {
    library: Arc<Library>,
    blueprints: Shelf,
    /// Names by which agents may reach the site besides this machine's own.
    hosts: Vec<String>,
    /// Says which day it is, for records; the site itself has no clock.
    clock: Option<fn() -> Date>,
    entries: HashMap<String, Entry>,
    pub(crate) face: Face,
    kept: AtomicUsize,
}

/// What the pages are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Face {
    /// A server that answers questions.
    Server,
    /// A folder of files.
    Files,
}

/// What is served at one address.
#[derive(Debug)]
struct Entry {
    source: Source,
    page: OnceLock<Arc<Page>>,
    /// Address of the same in Markdown.
    markdown: Option<String>,
}

impl Site {
    /// A site for `catalog`, searched by `index`, which was built from it; budgets are counted with `tokens`.
    pub fn new(catalog: Catalog, index: Index<'static>, tokens: Tokens) -> Self {
        let entries = pages::addresses(&catalog)
            .into_iter()
            .map(|(address, source, markdown)| (address, Entry { source, page: OnceLock::new(), markdown }))
            .collect();
        let library = Arc::new(Library::new(catalog, index, tokens));
        let blueprints = Shelf::default();
        Self {
            library,
            blueprints,
            hosts: Vec::new(),
            clock: None,
            entries,
            face: Face::Server,
            kept: AtomicUsize::new(0),
        }
    }

    /// The same, to be reached by agents under these names, too: `layra.example`.
    #[must_use]
    pub fn with_hosts(mut self, hosts: Vec<String>) -> Self {
        self.hosts = hosts;
        self
    }

    /// The same, with blueprints to be shown with their entries.
    #[must_use]
    pub fn with_blueprints(mut self, blueprints: Shelf) -> Self {
        self.blueprints = blueprints;
        self
    }

    /// The same, with something that says which day it is: decisions on record are dated by it.
    #[must_use]
    pub fn with_clock(mut self, clock: fn() -> Date) -> Self {
        self.clock = Some(clock);
        self
    }

    /// The blueprints shown with their entries.
    pub(crate) fn blueprints(&self) -> &Shelf {
        &self.blueprints
    }

    /// Which day it is, where somebody says so.
    pub(crate) fn today(&self) -> Option<Date> {
        self.clock.map(|clock| clock())
    }

    /// Names by which agents may reach it besides this machine's own.
    pub(crate) fn hosts(&self) -> &[String] {
        &self.hosts
    }

    /// The catalogue served.
    pub fn catalog(&self) -> &Catalog {
        &self.library.catalog
    }

    /// The index it is searched by.
    pub fn index(&self) -> &Index<'static> {
        &self.library.index
    }

    /// What the tokens of its texts are counted with.
    pub fn tokens(&self) -> &Tokens {
        &self.library.tokens
    }

    /// All of that together.
    pub(crate) fn library(&self) -> &Arc<Library> {
        &self.library
    }

    /// The pattern whose Markdown is at `path`.
    pub(crate) fn pattern_at(&self, path: &str) -> Option<&Pattern> {
        match self.entries.get(path)?.source {
            Source::Markdown(index) => self.library.catalog.patterns().get(index),
            _ => None,
        }
    }

    /// Whether the table has a page at `path`.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.entries.contains_key(path)
    }

    /// The answer to a GET or HEAD request for `path`, when the table has it.
    pub(crate) fn answer(&self, path: &str, method: &Method, headers: &HeaderMap) -> Option<Response<Body>> {
        let entry = self.entries.get(path)?;
        if let Some(address) = &entry.markdown
            && negotiate::prefers_markdown(headers)
            && let Some(markdown) = self.entries.get(address)
        {
            let mut response = self.page(markdown).respond(method, headers);
            response.headers_mut().insert(VARY, HeaderValue::from_static("accept, accept-encoding"));
            if let Ok(address) = HeaderValue::from_str(address) {
                response.headers_mut().insert(CONTENT_LOCATION, address);
            }
            return Some(response);
        }
        Some(self.page(entry).respond(method, headers))
    }

    fn page(&self, entry: &Entry) -> Arc<Page> {
        if let Some(page) = entry.page.get() {
            return Arc::clone(page);
        }
        let page = Arc::new(pages::make(self, entry.source));
        let size = page.size();
        // Two requests may count the same page for a moment; the limit need not be exact.
        if self.kept.fetch_add(size, Ordering::Relaxed) + size > MAX_KEPT || entry.page.set(Arc::clone(&page)).is_err()
        {
            self.kept.fetch_sub(size, Ordering::Relaxed);
        }
        page
    }
}
