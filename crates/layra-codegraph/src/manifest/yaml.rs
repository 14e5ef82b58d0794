//! Descriptions in YAML, told apart by their shape: services that are started together, objects of a
//! cluster, pipelines, interfaces.

use std::collections::{HashMap, HashSet};

use crate::fact::{Notation, What};
use crate::manifest::document::{self, Node};
use crate::manifest::image::{image_fact, images};
use crate::manifest::{Manifest, Stated};
use crate::paths::{extension_of, folder_of, join, name_of};

/// Any description in YAML, and interfaces in JSON.
pub(super) struct Yaml;

/// Most lines of an object that are searched for its name.
const MOST_ABOVE_NAME: usize = 20;
/// Most services of which one extends the next that are followed.
const MOST_EXTENDED: usize = 16;
/// How much services of one file take over from others, in bytes of text and parts.
const MOST_TAKEN_OVER: usize = 1 << 20;

/// Words without which no text is one of the descriptions that are known.
const MARKS: &[&str] = &[
    "apiVersion:",
    "asyncapi:",
    "dependencies:",
    "image:",
    "jobs:",
    "openapi:",
    "Resources:",
    "script:",
    "runs:",
    "services:",
    "stages:",
    "steps:",
    "swagger:",
];

impl Manifest for Yaml {
    fn reads(&self, path: &str) -> bool {
        let name = name_of(path);
        match extension_of(path) {
            "yaml" | "yml" => !matches!(name, "pnpm-lock.yaml" | "pnpm-workspace.yaml"),
            "json" => name.contains("openapi") || name.contains("swagger") || name.contains("asyncapi"),
            _ => false,
        }
    }

    fn read(&self, path: &str, text: &str) -> Stated {
        let mut stated = Stated::default();
        if extension_of(path) == "json" {
            match document::json(text) {
                Ok(node) => contract(path, &node, &mut stated),
                Err(fault) => stated.notes.push(fault),
            }
            return stated;
        }
        if !MARKS.iter().any(|mark| text.contains(mark)) {
            return stated;
        }
        let filled = without_templates(text);
        let (documents, fault) = document::yaml(filled.as_deref().unwrap_or(text));
        for document in &documents {
            read(path, document, &mut stated);
        }
        if filled.is_some() {
            as_written(text, &mut stated);
        }
        // What aliases stand for is found in several places and stands in one.
        stated.facts.sort();
        stated.facts.dedup();
        stated.notes.extend(fault.filter(|_| is_known(path) || !stated.facts.is_empty()));
        stated
    }
}

/// Whether the place of a file says what it is.
fn is_known(path: &str) -> bool {
    is_compose(name_of(path)) || is_pipeline(path)
}

fn is_compose(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    stem == "compose" || stem == "docker-compose" || stem.starts_with("docker-compose-") || stem.starts_with("compose-")
}

fn is_workflow(path: &str) -> bool {
    let folder = folder_of(path);
    folder == ".github/workflows" || folder.ends_with("/.github/workflows")
}

fn is_pipeline(path: &str) -> bool {
    let name = name_of(path);
    is_workflow(path)
        || name.ends_with(".gitlab-ci.yml")
        || name.starts_with("azure-pipelines")
        || matches!(
            name,
            "bitbucket-pipelines.yml" | ".travis.yml" | ".drone.yml" | "cloudbuild.yaml" | "buildspec.yml"
        )
        || path.ends_with(".circleci/config.yml")
}

fn read(path: &str, document: &Node, stated: &mut Stated) {
    if is_workflow(path) {
        workflow(document, stated);
    } else if matches!(name_of(path), "action.yml" | "action.yaml") && document.at(&["runs", "using"]).is_some() {
        actions(document, stated);
        let image = document.at(&["runs", "image"]).filter(|image| image.text().is_some_and(is_image));
        stated.facts.extend(image.and_then(|image| image_fact(image.line, image.text()?)));
    } else if is_pipeline(path) {
        pipeline(path, document, stated);
    } else if document.get("apiVersion").is_some() && document.get("kind").is_some() {
        cluster_object(document, stated);
    } else if document.get("openapi").or(document.get("swagger")).or(document.get("asyncapi")).is_some() {
        contract(path, document, stated);
    } else if is_compose(name_of(path)) || document.get("services").is_some_and(has_images) {
        services(path, document, stated);
    } else if let Some(resources) = document.get("Resources") {
        for entry in resources.entries() {
            // Kinds of clouds have their provider before colons.
            let kind = entry.node.text_at("Type").filter(|kind| kind.contains("::"));
            stated.facts.extend(kind.map(|kind| (entry.line, resource(kind, &entry.key))));
        }
    } else if name_of(path) == "Chart.yaml" {
        charts(document, stated);
    } else if name_of(path).starts_with("values") {
        stated.facts.extend(images(document));
    }
}

fn is_service(node: &Node) -> bool {
    node.get("image").is_some() || node.get("build").is_some()
}

fn has_images(services: &Node) -> bool {
    services.entries().iter().any(|entry| is_service(&entry.node))
}

fn resource(kind: &str, name: &str) -> What {
    What::Resource { kind: kind.to_owned(), name: name.to_owned() }
}

/// What a service of Compose says that counts.
#[derive(Clone, Copy)]
struct Service<'a> {
    image: Option<&'a Node>,
    build: Option<&'a Node>,
    needs: Option<&'a Node>,
    /// The service of the same file that it extends.
    extends: Option<&'a str>,
}

impl<'a> Service<'a> {
    fn of(node: &'a Node) -> Self {
        let extends = node.get("extends").and_then(|extends| {
            let is_here = extends.get("file").is_none();
            extends.text().or_else(|| extends.text_at("service").filter(|_| is_here))
        });
        Self { image: node.get("image"), build: node.get("build"), needs: node.get("depends_on"), extends }
    }

    fn said(&self) -> impl Iterator<Item = &'a Node> {
        [self.image, self.build, self.needs].into_iter().flatten()
    }
}

/// A file of Compose.
fn services(path: &str, document: &Node, stated: &mut Stated) {
    // In the first version they stood outside everything.
    let services = document.get("services").unwrap_or(document).entries();
    let is_whole = document.get("services").is_some();
    let by_name: HashMap<&str, Service<'_>> =
        services.iter().map(|entry| (entry.key.as_str(), Service::of(&entry.node))).collect();
    // Many may extend one that says a lot.
    let mut room = MOST_TAKEN_OVER;
    for entry in services.iter().filter(|entry| is_whole || is_service(&entry.node)) {
        let own = Service::of(&entry.node);
        let extended = std::iter::successors(by_name.get(own.extends.unwrap_or_default()), |service| {
            by_name.get(service.extends?)
        });
        let mut parts = vec![own];
        for service in extended.take(MOST_EXTENDED) {
            let sizes = service.said().map(|node| node.measured(room).map_or(room, |(size, _)| size));
            room -= sizes.sum::<usize>().min(room);
            if room == 0 {
                break;
            }
            parts.push(*service);
        }
        let needs = || parts.iter().filter_map(|part| part.needs);
        let listed = needs().flat_map(Node::items).filter_map(Node::text);
        let keyed = needs().flat_map(Node::entries).map(|entry| entry.key.as_str());
        let mut known = HashSet::new();
        stated.facts.push((
            entry.line,
            What::Service {
                name: entry.key.clone(),
                image: parts.iter().find_map(|part| part.image?.text()).map(str::to_owned),
                built: parts.iter().find_map(|part| part.build).is_some_and(|build| is_of_the_tree(path, build)),
                needs: listed.chain(keyed).filter(|name| known.insert(*name)).map(str::to_owned).collect(),
            },
        ));
    }
    stated.facts.extend(images(document));
}

/// Whether what a file at `path` has built lies in the tree, and is not fetched from elsewhere.
fn is_of_the_tree(path: &str, build: &Node) -> bool {
    let context = build.text().or_else(|| build.text_at("context")).unwrap_or(".");
    !context.contains([':', '$']) && join(folder_of(path), context).is_some()
}

/// An object of a Kubernetes cluster; objects in a list count one by one.
fn cluster_object(document: &Node, stated: &mut Stated) {
    let objects = document.get("items").map(Node::items).unwrap_or_default();
    for object in objects.iter().chain([document]) {
        let Some(kind) = object.text_at("kind").filter(|_| object.get("apiVersion").is_some()) else { continue };
        let name = object.at(&["metadata", "name"]).or_else(|| object.at(&["metadata", "generateName"]));
        if let Some(name) = name.and_then(Node::text) {
            stated.facts.push((object.line, resource(kind, name)));
        }
    }
    if document.text_at("kind") == Some("Kustomization") {
        for image in document.get("images").map(Node::items).unwrap_or_default() {
            let name = image.text_at("newName").or_else(|| image.text_at("name"));
            let tag = image.text_at("newTag").map(|tag| format!(":{tag}")).unwrap_or_default();
            stated.facts.extend(name.and_then(|name| image_fact(image.line, &format!("{name}{tag}"))));
        }
    }
    stated.facts.extend(images(document));
}

/// Charts that a chart is made of.
fn charts(document: &Node, stated: &mut Stated) {
    for dependency in document.get("dependencies").map(Node::items).unwrap_or_default() {
        if let Some(name) = dependency.text_at("name") {
            stated.facts.push((dependency.line, resource("chart", name)));
        }
    }
}

/// A workflow of GitHub.
fn workflow(document: &Node, stated: &mut Stated) {
    for job in document.get("jobs").map(Node::entries).unwrap_or_default() {
        stated.facts.push((job.line, What::Job { name: job.key.clone() }));
        // A container is named as a text of its own, or under `image`.
        if let Some(container) = job.node.get("container") {
            stated.facts.extend(container.text().and_then(|image| image_fact(container.line, image)));
        }
    }
    actions(document, stated);
    stated.facts.extend(images(document));
}

/// Whether the image of an action is one, and not built from a file beside it.
fn is_image(written: &str) -> bool {
    written.starts_with("docker://")
}

fn actions(document: &Node, stated: &mut Stated) {
    for entry in document.walk().filter(|entry| entry.key == "uses") {
        let Some(name) = entry.node.text() else { continue };
        match name.strip_prefix("docker://") {
            Some(image) => stated.facts.extend(image_fact(entry.line, image)),
            None => {
                let name = name.split('@').next().unwrap_or(name).to_owned();
                stated.facts.push((entry.line, What::Action { name }));
            }
        }
    }
}

/// A pipeline of another sort.
fn pipeline(path: &str, document: &Node, stated: &mut Stated) {
    let listed = document.get("jobs");
    let jobs = match listed {
        Some(jobs) => jobs.entries(),
        None => document.entries(),
    };
    for job in jobs {
        let does = ["script", "steps", "trigger", "stage", "extends"].iter().any(|key| job.node.get(key).is_some());
        if does && !job.key.starts_with('.') {
            stated.facts.push((job.line, What::Job { name: job.key.clone() }));
        }
    }
    for job in listed.map(Node::items).unwrap_or_default() {
        if let Some(name) = job.text_at("job").or_else(|| job.text_at("deployment")) {
            stated.facts.push((job.line, What::Job { name: name.to_owned() }));
        }
    }
    stated.facts.extend(images(document));
    if name_of(path).ends_with(".gitlab-ci.yml") {
        let services = document.walk().filter(|entry| entry.key == "services");
        for service in services.flat_map(|entry| entry.node.items()) {
            let name = service.text().or_else(|| service.text_at("name"));
            stated.facts.extend(name.and_then(|name| image_fact(service.line, name)));
        }
    }
}

/// Names that are filled in later, as the text writes them.
fn as_written(text: &str, stated: &mut Stated) {
    let lines: Vec<&str> = text.lines().collect();
    for (line, what) in &mut stated.facts {
        let What::Resource { name, .. } = what else { continue };
        if name.contains('$') {
            // The name stands on a line of its own, below the object's first.
            let below = lines.get(*line as usize..).unwrap_or_default().iter().take(MOST_ABOVE_NAME);
            let mut names = below.filter_map(|line| line.trim_start().strip_prefix("name:"));
            if let Some(written) = names.find(|name| name.contains("{{")) {
                written.trim().clone_into(name);
            }
        }
    }
}

/// An interface over HTTP or of messages. One without a title is called as its file.
fn contract(path: &str, document: &Node, stated: &mut Stated) {
    let notation = if document.get("asyncapi").is_some() {
        Notation::Asyncapi
    } else if document.get("openapi").is_some() || document.get("swagger").is_some() {
        Notation::Openapi
    } else {
        return;
    };
    let title = document.at(&["info", "title"]);
    let stem = name_of(path).rsplit_once('.').map_or("", |(stem, _)| stem);
    let name = title.and_then(Node::text).unwrap_or(stem).to_owned();
    let line = title.map_or(document.line, |title| title.line);
    stated.facts.push((line, What::Contract { notation, name }));
}

/// A template of YAML (`{{ .Values.image }}`) with `$` in place of what is filled in later, line by line;
/// none when the text is no template.
fn without_templates(text: &str) -> Option<String> {
    if !text.contains("{{") {
        return None;
    }
    let mut filled = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        let is_control = trimmed.starts_with("{{") && trimmed.ends_with("}}") && trimmed.matches("{{").count() == 1;
        if is_control {
            filled.push('\n');
            continue;
        }
        let mut rest = line;
        while let Some((before, after)) = rest.split_once("{{") {
            filled.push_str(before);
            filled.push('$');
            rest = after.split_once("}}").map_or("\n", |(_, rest)| rest);
        }
        filled.push_str(rest);
    }
    Some(filled)
}
