//! Blueprints: small running projects, each of which is its pattern.
//!
//! A [`Shelf`] holds those of a catalogue, each a [`Blueprint`]: what its `blueprint.toml` says
//! ([`Manifest`]), its files, and what its lab measured ([`Results`]). [`project::project`] makes a project of
//! its own of one, or of two that go together; [`files::write_new`] puts that into a folder, whole or not at
//! all; [`lab`] runs the experiment that shows the entry's trade-offs as figures, and [`plot`] draws them.
//!
//! Only `files` touches the disk, and only `lab` and `files` start other programs: cargo and rustfmt.

mod cargo_manifest;
pub mod files;
pub mod lab;
pub mod listing;
mod lock;
mod manifest;
mod name;
pub mod plot;
pub mod project;
mod record;
mod results;
mod shelf;

pub use manifest::{Claim, Combination, Manifest, Part, Port, Profile, Service, Shown, Take};
pub use name::{NameError, ProjectName};
pub use results::{Figure, Line, Machine, Measured, Results};
pub use shelf::{Blueprint, Shelf};
