//! What manifests, lock files and other descriptions tell of technologies and services.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::graph::Ecosystem;

/// Something a file states, with its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Fact {
    /// The file, relative to the root.
    pub path: String,
    /// The line, counted from 1.
    pub line: u32,
    /// What it states.
    pub what: What,
}

/// What a [`Fact`] states.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// A package is depended on.
    Dependency {
        /// Where it comes from.
        ecosystem: Ecosystem,
        /// Its name there; for Maven group and artefact, with a colon between.
        name: String,
        /// What it is needed for.
        purpose: Purpose,
    },
    /// A lock file says which version of a package is taken, be it depended on or needed by another.
    Locked {
        /// Where it comes from.
        ecosystem: Ecosystem,
        /// Its name there.
        name: String,
        /// The version, as written.
        version: String,
    },
    /// A container image is built upon or started.
    Image {
        /// Its name with the registry, where one is written, and without tag or digest.
        name: String,
        /// Its tag; none when there is none, or it is only known when it runs.
        tag: Option<String>,
    },
    /// A service that is started together with others.
    Service {
        /// Its name.
        name: String,
        /// The image it runs, as written; none when it has no name.
        image: Option<String>,
        /// Whether that is built from sources that lie in the tree.
        built: bool,
        /// The services it waits for, by name.
        needs: Vec<String>,
    },
    /// Something that is set up where the system runs: an object of a cluster, a resource of a cloud.
    Resource {
        /// What sort of thing it is, in the words of whoever provides it: `Deployment`, `aws_sqs_queue`.
        kind: String,
        /// Its name.
        name: String,
    },
    /// An interface is described apart from the code.
    Contract {
        /// In which notation.
        notation: Notation,
        /// The name of the service or message, or the title.
        name: String,
    },
    /// A group of people owns some of the code.
    Owner {
        /// Its name: `@organisation/group`.
        name: String,
    },
    /// A job of a pipeline that builds, tests or delivers.
    Job {
        /// Its name.
        name: String,
    },
    /// A job uses something made elsewhere.
    Action {
        /// Its name, without version.
        name: String,
    },
}

/// What a dependency is needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// For the program to run.
    Run,
    /// To build it.
    Build,
    /// To develop or test it.
    Develop,
}

/// How a [`What::Contract`] is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Notation {
    /// A service of Protocol Buffers.
    Protobuf,
    /// A record of Avro.
    Avro,
    /// An HTTP interface in OpenAPI or Swagger.
    Openapi,
    /// Channels and messages in AsyncAPI.
    Asyncapi,
}
