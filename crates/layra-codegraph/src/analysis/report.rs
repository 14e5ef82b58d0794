//! What a graph tells, as it is printed: names in place of numbers.

use schemars::JsonSchema;
use serde::Serialize;

use super::Analysis;
use super::cycles::{Cycle, Way};
use super::focus::Focus;
use super::grouping::{Counts, Dependency, Of};
use super::measures::{GroupMeasures, Measures};
use crate::graph::{EdgeKind, Node};
use crate::listing::Listing;

/// A whole graph and what it tells, for JSON.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Report<'a> {
    /// The graph itself.
    #[serde(flatten)]
    pub graph: Listing<'a>,
    /// Figures about all of it.
    pub measures: Measures,
    /// What its groups are.
    pub of: Of,
    /// The groups, by name.
    pub groups: Vec<ListedGroup<'a>>,
    /// What depends on what among them, by where it begins and leads.
    pub dependencies: Vec<ListedDependency<'a>>,
    /// Groups that all depend on one another when files are loaded, and what to cut.
    pub cycles: Vec<ListedCycle<'a>>,
    /// The part that was asked for; null when none was.
    pub focus: Option<ListedFocus<'a>>,
}

/// A group of files.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ListedGroup<'a> {
    /// A folder, a package or a file.
    pub name: &'a str,
    /// How many files it has.
    pub files: u32,
    /// How many of them are tests.
    pub tests: u32,
    /// Lines of text.
    pub lines: u64,
    /// Interfaces, traits, protocols and abstract classes it declares, without those of tests.
    pub abstract_types: u32,
    /// Classes, structures and enumerations it declares, without those of tests.
    pub concrete_types: u32,
    /// Edges between two of its files.
    pub inner: Kinds,
    /// Figures about it.
    #[serde(flatten)]
    pub measures: GroupMeasures,
}

/// Edges by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Kinds {
    /// Followed when the file is loaded or compiled.
    pub import: u32,
    /// For types alone.
    pub type_only: u32,
    /// To be passed on.
    pub re_export: u32,
    /// Followed while the program runs.
    pub dynamic: u32,
    /// Of tests.
    pub test: u32,
}

impl From<Counts> for Kinds {
    fn from(counts: Counts) -> Self {
        Self {
            import: counts.of(EdgeKind::Import),
            type_only: counts.of(EdgeKind::TypeOnly),
            re_export: counts.of(EdgeKind::ReExport),
            dynamic: counts.of(EdgeKind::Dynamic),
            test: counts.of(EdgeKind::Test),
        }
    }
}

/// One group depends on another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ListedDependency<'a> {
    /// The group that depends.
    pub from: &'a str,
    /// The group it depends on.
    pub to: &'a str,
    /// The edges between their files, by kind.
    pub edges: Kinds,
    /// One of these edges: the first of those that matter most.
    pub example: Place<'a>,
}

/// Where a dependency stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place<'a> {
    /// The file that depends.
    pub path: &'a str,
    /// The line in it, counted from 1.
    pub line: u32,
    /// The file it depends on.
    pub on: &'a str,
}

/// Groups that all depend on one another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ListedCycle<'a> {
    /// The groups, by name.
    pub members: Vec<&'a str>,
    /// A small set of dependencies whose cut leaves no cycle among them, by where they begin and lead.
    pub cuts: Vec<ListedCut<'a>>,
    /// How many edges between files these cuts take.
    pub edges: u32,
    /// How many edges every such cut takes at least: as many as `edges` when there is none better.
    pub least: u32,
}

/// A dependency to cut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ListedCut<'a> {
    /// The group that depends.
    pub from: &'a str,
    /// The group it depends on.
    pub to: &'a str,
    /// How many edges between their files there are to cut.
    pub edges: u32,
    /// A shortest cycle that it closes: itself, then the way back. It alone when that was too far to look
    /// for.
    pub way: Vec<Step<'a>>,
}

/// A step of a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Step<'a> {
    /// The group that depends.
    pub from: &'a str,
    /// The group it depends on.
    pub to: &'a str,
    /// Where that stands, for example.
    pub place: Place<'a>,
}

/// A part of the groups and what it is joined to.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ListedFocus<'a> {
    /// What was asked for.
    pub path: &'a str,
    /// The groups in it.
    pub groups: Vec<&'a str>,
    /// Dependencies of it on others.
    pub uses: Vec<ListedDependency<'a>>,
    /// Dependencies of others on it.
    pub used_by: Vec<ListedDependency<'a>>,
}

impl<'a> Analysis<'a> {
    /// All of it, with a part of it set apart.
    pub fn report(&'a self, focus: Option<&'a Focus>) -> Report<'a> {
        Report {
            graph: Listing::new(self.graph),
            measures: Measures::new(self.graph),
            of: self.of,
            groups: self.listed_groups(),
            dependencies: self.grouped.dependencies.iter().map(|each| self.listed(each)).collect(),
            cycles: self.cycles.iter().map(|cycle| self.listed_cycle(cycle)).collect(),
            focus: focus.map(|focus| self.listed_focus(focus)),
        }
    }

    /// The groups with their figures, by name.
    pub fn listed_groups(&self) -> Vec<ListedGroup<'_>> {
        let measures = GroupMeasures::all(self.graph, &self.grouped, &self.cycles);
        let listed = self.grouped.groups.iter().zip(measures).map(|(group, measures)| ListedGroup {
            name: &group.name,
            files: group.files,
            tests: group.tests,
            lines: group.lines,
            abstract_types: group.types.abstracts,
            concrete_types: group.types.concrete,
            inner: group.inner.into(),
            measures,
        });
        listed.collect()
    }

    /// A dependency by names.
    pub fn listed(&self, dependency: &Dependency) -> ListedDependency<'_> {
        ListedDependency {
            from: self.grouped.name(dependency.from),
            to: self.grouped.name(dependency.to),
            edges: dependency.counts.into(),
            example: self.place(dependency),
        }
    }

    fn place(&self, dependency: &Dependency) -> Place<'_> {
        let edge = dependency.example;
        let on = match edge.to {
            Node::File(file) => self.graph.path(file),
            Node::External(external) => &self.graph.external(external).name,
        };
        Place { path: self.graph.path(edge.from), line: edge.line, on }
    }

    /// A cycle by names.
    pub fn listed_cycle(&self, cycle: &Cycle) -> ListedCycle<'_> {
        ListedCycle {
            members: cycle.members.iter().map(|&member| self.grouped.name(member)).collect(),
            cuts: cycle.cuts.iter().map(|way| self.listed_cut(way)).collect(),
            edges: cycle.edges,
            least: cycle.least,
        }
    }

    fn listed_cut(&self, way: &Way) -> ListedCut<'_> {
        let back = way.back.windows(2).map(|pair| (pair[0], pair[1]));
        let step = |(from, to)| {
            let dependency = self.grouped.dependency(from, to)?;
            Some(Step { from: self.grouped.name(from), to: self.grouped.name(to), place: self.place(dependency) })
        };
        ListedCut {
            from: self.grouped.name(way.from),
            to: self.grouped.name(way.to),
            edges: self.grouped.dependency(way.from, way.to).map_or(0, |each| each.counts.loading()),
            way: [(way.from, way.to)].into_iter().chain(back).filter_map(step).collect(),
        }
    }

    /// A part by names.
    pub fn listed_focus<'b>(&'b self, focus: &'b Focus) -> ListedFocus<'b> {
        let dependencies = |is_wanted: &dyn Fn(&Dependency) -> bool| {
            self.grouped.dependencies.iter().filter(|each| is_wanted(each)).map(|each| self.listed(each)).collect()
        };
        let inside = |group| focus.is_inside(group);
        ListedFocus {
            path: &focus.path,
            groups: (0..)
                .zip(&self.grouped.groups)
                .filter(|(number, _)| inside(*number))
                .map(|(_, group)| group.name.as_str())
                .collect(),
            uses: dependencies(&|each| inside(each.from) && !inside(each.to)),
            used_by: dependencies(&|each| inside(each.to) && !inside(each.from)),
        }
    }
}
