//! A source tree in, its dependency graph out.
//!
//! [`read()`] walks a folder and gives a [`Graph`]: files, the packages they belong to and external
//! packages, joined by edges that say what sort of dependency it is and on which line it stands. What
//! could not be resolved is part of the answer, and so is what could not be read, each with its reason.
//!
//! ```no_run
//! let graph = layra_codegraph::read(".".as_ref(), &layra_codegraph::Options::default())?;
//! for edge in graph.edges() {
//!     println!("{}:{} -> {}", graph.path(edge.from), edge.line, graph.name(edge.to));
//! }
//! # Ok::<(), layra_codegraph::Error>(())
//! ```
//!
//! A file goes through five steps, in the order of the modules:
//!
//! 1. [`files`] lists what is there (ignore files, hidden files, links, limits) and gives bytes. It is
//!    the only module that touches the disk. A [`source::Given`] tree in memory takes its place in tests
//!    and for a state of the repository that is not checked out.
//! 2. [`language`] scans the text of one file for a [`Reading`](language::Reading): what it imports and
//!    declares, as written. That depends on the text alone, so it is kept by content ([`cache`]).
//!    [`manifest`] does the same for files that tell of packages, technologies and services.
//! 3. With all readings at hand, each language prepares a [`Resolver`](language::Resolver).
//! 4. The resolver turns each import into targets: files of the tree, external packages, or a reason why
//!    not.
//! 5. [`read`](mod@read) joins that into one graph, sorted, the same for the same tree.
//!
//! **Invariants.** It never looks at patterns. Nothing outside the given folder is read, nothing that is
//! read is ever run, and nothing is written there. Reading never fails on content: what is broken gives
//! fewer imports and a [`Note`]. The same tree gives the same graph, whatever the cache or the number
//! of threads.

pub mod analysis;
pub mod cache;
pub mod fact;
pub mod files;
pub mod graph;
pub mod language;
pub mod listing;
pub mod manifest;
pub mod paths;
pub mod picture;
pub mod read;
pub mod source;
mod tokens;
pub mod tree;

pub use fact::{Fact, What};
pub use graph::{
    Ecosystem, Edge, EdgeKind, External, ExternalId, File, FileId, Graph, Node, Note, Package, PackageId, Types,
    Unresolved,
};
pub use listing::Listing;
pub use read::{Error, Options, read};
