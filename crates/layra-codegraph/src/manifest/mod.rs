//! Manifests: what a file tells of packages, technologies and services.
//!
//! Each sort of file is one module with one type that implements [`Manifest`], and one line in [`ALL`].
//! What it reads depends on the text alone and is kept by content, like the readings of languages.

pub(crate) mod cargo;
mod contract;
mod document;
pub(crate) mod go;
pub(crate) mod gradle;
mod image;
mod jenkins;
mod lock;
pub(crate) mod maven;
pub(crate) mod npm;
pub(crate) mod nuget;
mod owners;
mod python;
mod terraform;
mod yaml;

use serde::{Deserialize, Serialize};

use crate::fact::What;
use crate::graph::Ecosystem;
use crate::tree::Known;

/// Every sort of manifest. All that read a file are asked.
pub const ALL: &[&dyn Manifest] = &[
    &npm::PackageJson,
    &cargo::CargoToml,
    &python::PyProject,
    &python::Requirements,
    &python::Setup,
    &maven::Pom,
    &gradle::Gradle,
    &gradle::VersionCatalogue,
    &go::GoMod,
    &nuget::Project,
    &lock::Lock,
    &image::Dockerfile,
    &yaml::Yaml,
    &jenkins::Jenkinsfile,
    &terraform::Terraform,
    &contract::Protobuf,
    &contract::Avro,
    &owners::CodeOwners,
];

/// Hidden folders that are looked into all the same, because manifests stand there.
pub(crate) const HIDDEN_FOLDERS: &[&str] = &[".github", ".circleci"];

/// Whether any sort of manifest reads a file.
pub(crate) fn reads(path: &str) -> bool {
    ALL.iter().any(|manifest| manifest.reads(path))
}

/// One sort of manifest.
pub trait Manifest: Sync {
    /// Whether a file is one to read.
    fn reads(&self, path: &str) -> bool;

    /// Writes down what the text of one file states. It never fails: what it does not understand is left
    /// out, with a note.
    fn read(&self, path: &str, text: &str) -> Stated;
}

/// What one manifest states.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Stated {
    /// The package whose folder it stands in.
    pub package: Option<(Ecosystem, String)>,
    /// Facts, each with its line, counted from 1.
    pub facts: Vec<(u32, What)>,
    /// What could not be followed, each with its line, counted from 1.
    pub notes: Vec<(u32, String)>,
}

/// A package of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreePackage {
    /// Whose package it is.
    pub ecosystem: Ecosystem,
    /// The name its manifest gives it.
    pub name: String,
    /// Its folder, relative to the root; empty for the root itself.
    pub folder: String,
    /// Its manifest.
    pub manifest: Known,
}
