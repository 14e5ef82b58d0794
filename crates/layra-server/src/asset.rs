//! Files that belong to the site itself: the style sheet, the script and the icon.
//!
//! Their addresses carry a fingerprint of their content, so browsers keep them for ever and still
//! get the next version at once.

use std::sync::LazyLock;

use crate::page::{Content, fingerprint};

/// A file of the site.
#[derive(Debug)]
pub(crate) struct Asset {
    /// Where it is served.
    pub(crate) address: String,
    /// What it is.
    pub(crate) content: Content,
    /// What is in it.
    pub(crate) body: &'static str,
}

impl Asset {
    fn new(name: &str, extension: &str, content: Content, body: &'static str) -> Self {
        let address = format!("/assets/{name}-{:016x}.{extension}", fingerprint(body.as_bytes()));
        Self { address, content, body }
    }
}

/// How all pages look.
pub(crate) static STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("layra", "css", Content::Css, include_str!("../assets/layra.css")));
/// What helps while one types into a search field.
pub(crate) static SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("search", "js", Content::Script, include_str!("../assets/search.js")));
/// What stands in the tab.
pub(crate) static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("icon", "svg", Content::Svg, include_str!("../assets/icon.svg")));
