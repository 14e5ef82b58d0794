//! Files that belong to the site itself: the style sheet, the scripts and the icon.
//!
//! Their addresses carry a fingerprint of their content, so browsers keep them for ever and still
//! get the next version at once.

use std::borrow::Cow;
use std::sync::LazyLock;

use layra_catalog::map;

use crate::page::{Content, fingerprint};

/// A file of the site.
#[derive(Debug)]
pub(crate) struct Asset {
    /// Where it is served.
    pub(crate) address: String,
    /// What it is.
    pub(crate) content: Content,
    /// What is in it.
    pub(crate) body: Cow<'static, str>,
}

impl Asset {
    fn new(name: &str, extension: &str, content: Content, body: impl Into<Cow<'static, str>>) -> Self {
        let body = body.into();
        let address = format!("/assets/{name}-{:016x}.{extension}", fingerprint(body.as_bytes()));
        Self { address, content, body }
    }
}

/// How all pages look. The map brings its own rules along, which it also has where it stands alone.
pub(crate) static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("layra", "css", Content::Css, include_str!("../assets/layra.css").to_owned() + map::STYLE)
});
/// What helps while one types into a search field.
pub(crate) static SEARCH: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("search", "js", Content::Script, include_str!("../assets/search.js")));
/// What helps to read the map.
pub(crate) static MAP: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("map", "js", Content::Script, include_str!("../assets/map.js")));
/// The search of a site that is a folder of files.
pub(crate) static FIND: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("find", "js", Content::Script, include_str!("../assets/find.js")));
/// The interview of such a site.
pub(crate) static FORM: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("form", "js", Content::Script, include_str!("../assets/form.js")));
/// Buttons that copy.
pub(crate) static COPY: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("copy", "js", Content::Script, include_str!("../assets/copy.js")));
/// What stands in the tab.
pub(crate) static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("icon", "svg", Content::Svg, include_str!("../assets/icon.svg")));

/// All of them.
pub(crate) static ALL: [&LazyLock<Asset>; 7] = [&STYLE, &SEARCH, &MAP, &FIND, &FORM, &COPY, &ICON];
