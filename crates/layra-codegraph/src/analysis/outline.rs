//! Groups in the tree of their folders, and how far that tree is opened.
//!
//! A picture of hundreds of groups helps nobody. An [`Outline`] is opened from the root, the largest
//! folder first, for as long as what is then to be seen stays within a limit; what remains closed is one
//! group for all that is below it.

use std::collections::BTreeMap;

use super::digraph::Arc;
use super::focus::Focus;
use super::grouping::{Group, Grouped};
use crate::graph::Graph;

/// The folders that groups stand in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// The folders; the first one holds all others.
    pub branches: Vec<Branch>,
}

/// A folder of an [`Outline`]. Folders that hold nothing but another one are one with that.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Branch {
    /// Its path, relative to the root.
    pub folder: String,
    /// The branch it stands in; the first one stands in itself.
    pub above: usize,
    /// The branches in it, by path.
    pub branches: Vec<usize>,
    /// The groups in it and in no branch of it, by name.
    pub groups: Vec<u32>,
    /// Files of all that is in it, at any depth.
    pub files: u32,
    /// How many of them are tests.
    pub tests: u32,
}

impl Outline {
    /// The outline of all groups.
    pub fn new(grouped: &Grouped) -> Self {
        Self::of(grouped, &|_| true)
    }

    /// The outline of those groups that `is_shown` says.
    fn of(grouped: &Grouped, is_shown: &dyn Fn(u32) -> bool) -> Self {
        let mut by_folder: BTreeMap<Vec<&str>, Vec<u32>> = BTreeMap::new();
        for (number, group) in (0..).zip(&grouped.groups).filter(|(number, _)| is_shown(*number)) {
            let parts = group.folder.split('/').filter(|part| !part.is_empty()).collect();
            by_folder.entry(parts).or_default().push(number);
        }
        let mut outline = Self { branches: Vec::new() };
        let folders: Vec<(Vec<&str>, Vec<u32>)> = by_folder.into_iter().collect();
        outline.add(grouped, &folders, 0, 0);
        outline
    }

    /// Adds the branch of `folders`, which are sorted and share their first `depth` parts.
    fn add(&mut self, grouped: &Grouped, folders: &[(Vec<&str>, Vec<u32>)], depth: usize, above: usize) {
        // What all of them share beyond that is no branch of its own; the root always is one.
        let shared = match (folders.first(), folders.last()) {
            (Some((first, _)), Some((last, _))) => {
                first.iter().zip(last).take_while(|(one, other)| one == other).count()
            }
            _ => 0,
        };
        let depth = shared.max(depth);
        let number = self.branches.len();
        let folder = folders.first().map(|(parts, _)| parts[..depth].join("/")).unwrap_or_default();
        self.branches.push(Branch { folder, above, ..Branch::default() });
        let mut rest = folders;
        if let Some(((parts, groups), below)) = rest.split_first()
            && parts.len() == depth
        {
            for group in groups.iter().filter_map(|group| grouped.groups.get(*group as usize)) {
                self.branches[number].files += group.files;
                self.branches[number].tests += group.tests;
            }
            self.branches[number].groups.clone_from(groups);
            rest = below;
        }
        for below in rest.chunk_by(|(one, _), (other, _)| one.get(depth) == other.get(depth)) {
            let branch = self.branches.len();
            self.add(grouped, below, depth + 1, number);
            self.branches[number].branches.push(branch);
            self.branches[number].files += self.branches[branch].files;
            self.branches[number].tests += self.branches[branch].tests;
        }
    }

    /// For each branch the loading dependencies among what stands in it: its branches and then its groups,
    /// by their place.
    pub(crate) fn arcs(&self, grouped: &Grouped) -> Vec<Vec<Arc>> {
        // From each group up to the root: where it stands, and its place there.
        let mut home = vec![(0, 0); grouped.groups.len()];
        let mut place = vec![0; self.branches.len()];
        for (number, branch) in self.branches.iter().enumerate() {
            for (at, &below) in (0..).zip(&branch.branches) {
                place[below] = at;
            }
            for (at, &group) in (branch.branches.len() as u32..).zip(&branch.groups) {
                home[group as usize] = (number, at);
            }
        }
        let way = |group: u32| {
            let (mut branch, at) = home[group as usize];
            let mut way = vec![(branch, at)];
            while branch != 0 {
                way.push((self.branches[branch].above, place[branch]));
                branch = self.branches[branch].above;
            }
            way
        };
        let mut arcs = vec![Vec::new(); self.branches.len()];
        for each in grouped.dependencies.iter().filter(|each| each.counts.loading() > 0) {
            let (from, to) = (way(each.from), way(each.to));
            // The first place from the root at which the two part.
            let parting = from.iter().rev().zip(to.iter().rev()).find(|(one, other)| one != other);
            if let Some((&(branch, from), &(_, to))) = parting {
                arcs[branch].push(Arc { from, to, weight: each.counts.loading() });
            }
        }
        arcs
    }

    /// How many things are to be seen in an open branch.
    fn width(&self, branch: usize) -> usize {
        self.branches[branch].groups.len() + self.branches[branch].branches.len()
    }

    /// Which branches are open when at most `most` things are to be seen. Those that `goes_first` says are
    /// opened before all others.
    pub(crate) fn opened(&self, most: usize, goes_first: &dyn Fn(&Branch) -> bool) -> Vec<bool> {
        let mut open = vec![false; self.branches.len()];
        let mut seen = 1;
        let mut closed = std::collections::BTreeSet::new();
        let key = |branch: usize| {
            let of = &self.branches[branch];
            (goes_first(of), self.width(branch) == 1, of.files - of.tests, std::cmp::Reverse(branch))
        };
        closed.insert(key(0));
        while let Some((.., std::cmp::Reverse(branch))) = closed.pop_last() {
            let more = self.width(branch).saturating_sub(1);
            if seen + more > most {
                continue;
            }
            seen += more;
            open[branch] = true;
            closed.extend(self.branches[branch].branches.iter().map(|&below| key(below)));
        }
        open
    }
}

/// `grouped` without the groups that are not wanted, with folders closed until at most `most` groups are left,
/// and with a `focus` only what is in it and what that is joined to.
///
/// When even the folders at the root are more than that, one group is left.
pub fn fold(
    graph: &Graph,
    grouped: &Grouped,
    focus: Option<&Focus>,
    most: usize,
    is_wanted: &dyn Fn(&Group) -> bool,
) -> Grouped {
    let is_near = |group: u32| focus.is_none_or(|focus| focus.is_inside(group) || focus.is_beside(group));
    let is_shown = |group: u32| is_near(group) && grouped.groups.get(group as usize).is_some_and(is_wanted);
    let outline = Outline::of(grouped, &is_shown);
    let leads_inside = |branch: &Branch| focus.is_some_and(|focus| focus.leads_inside(&branch.folder));
    let open = outline.opened(most, &leads_inside);
    // Which branch or group stands for each group.
    let mut stands_for: Vec<Option<(String, String)>> = vec![None; grouped.groups.len()];
    for (number, branch) in outline.branches.iter().enumerate() {
        let mut highest = None;
        let mut at = number;
        loop {
            if !open[at] {
                highest = Some(at);
            }
            if at == 0 {
                break;
            }
            at = outline.branches[at].above;
        }
        for &group in &branch.groups {
            let own = &grouped.groups[group as usize];
            stands_for[group as usize] = Some(match highest {
                None => (own.name.clone(), own.folder.clone()),
                Some(closed) => {
                    let folder = &outline.branches[closed].folder;
                    let name = if folder.is_empty() { "**".to_owned() } else { format!("{folder}/**") };
                    (name, folder.clone())
                }
            });
        }
    }
    let mut numbers: BTreeMap<&(String, String), u32> = stands_for.iter().flatten().map(|key| (key, 0)).collect();
    for (number, slot) in (0..).zip(numbers.values_mut()) {
        *slot = number;
    }
    let number_of = |group: u32| numbers.get(stands_for[group as usize].as_ref()?).copied();
    let group_of = grouped.group_of.iter().map(|group| group.and_then(number_of)).collect();
    let groups = numbers.keys().map(|(name, folder)| Group::new(name, folder)).collect();
    Grouped::gather(graph, groups, group_of)
}
