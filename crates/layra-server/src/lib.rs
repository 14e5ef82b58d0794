//! The site: a catalogue over HTTP, for people and for programs.
//!
//! [`Site::new`] takes a catalogue and its search index; [`app()`] is the site as an axum router, as
//! tests use it; [`serve()`] answers requests on a [`Listener`] until it is told to stop.
//!
//! ```no_run
//! # fn main() -> Result<(), layra_server::ServeError> {
//! use layra_server::{Listener, Site, serve};
//! use std::sync::Arc;
//!
//! let catalog = layra_catalog::Catalog::default();
//! let index = layra_search::Index::build(&catalog);
//! let tokens = layra_catalog::Tokens::default();
//! let listener = Listener::bind("127.0.0.1:4242")?;
//! serve(listener, Arc::new(Site::new(catalog, index, tokens)))
//! # }
//! ```
//!
//! What depends on the catalogue alone is made once and answered by `front` from a table of
//! addresses; what depends on the request goes through the router, one module per page under
//! `pages`, and per answer for programs under `api`. Agents ask at an address of [`mcp`], the
//! only one that looks at the `Host` header. Nothing here keeps a session or needs a script in the
//! browser, and nothing but a tool that was given a folder reads or writes the disk. All text of the
//! catalogue is escaped: a pack may come from anywhere.

mod anchor;
mod api;
mod app;
mod asset;
mod error;
mod folder;
mod front;
mod href;
mod library;
mod limits;
pub mod mcp;
mod negotiate;
mod pace;
mod page;
mod pages;
mod prose;
mod question;
mod serve;
mod site;
mod stall;
mod told;

pub use app::app;
pub use error::ServeError;
pub use folder::files;
pub use library::Library;
pub use limits::Limits;
pub use serve::{Listener, serve, serve_until};
pub use site::Site;
