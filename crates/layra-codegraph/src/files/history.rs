//! What the commits of a repository tell of the work on it: when, and by how many.
//!
//! Commits are read as in [`commits`](super::commits): nothing is run, and no configuration is read. People
//! are told apart by the address they commit with; who commits with two counts twice.

use std::collections::{BTreeSet, BinaryHeap, HashSet};
use std::time::{Duration, Instant};

use gix_hash::ObjectId;
use gix_object::{CommitRef, FindExt};
use gix_ref::file::ReferenceExt;

use super::commits::{CommitError, Objects, Repository};

/// Most commits that are looked at, newest first.
const MOST_COMMITS: usize = 20_000;
/// Most tags that are looked at.
const MOST_TAGS: usize = 20_000;
/// How long commits are looked at.
const LONGEST: Duration = Duration::from_secs(10);
/// How the name, or the address before its `@`, of a program ends that commits.
const PROGRAM: &str = "[bot]";

/// The commits that led to what is checked out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History {
    /// The commits, newest first; at most 20,000. The first is the one that is checked out.
    pub commits: Vec<Made>,
    /// When the commits were made that carry a tag, in seconds since 1970, each commit once, newest first.
    pub tagged: Vec<i64>,
    /// Since when all commits are known, in seconds since 1970; none when all of them are. A history may have
    /// been cut off where it was copied, be longer than is looked at, or be unreadable in places.
    pub known_since: Option<i64>,
}

/// A commit that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// When, in seconds since 1970.
    pub time: i64,
    /// The address of its author in lower-case letters; none when a program wrote it.
    pub author: Option<String>,
}

impl Repository {
    /// The commits that led to what is checked out; none when nothing was committed yet.
    ///
    /// # Errors
    /// When the commit that is checked out, or the list of tags, cannot be read.
    pub fn history(&self) -> Result<History, CommitError> {
        let head = match self.find("HEAD") {
            Ok(head) => head,
            Err(CommitError::Unknown(_) | CommitError::Shallow(_)) => return Ok(History::default()),
            Err(error) => return Err(error),
        };
        let objects = self.objects.to_handle_arc();
        let (commits, known_since) = walk(&objects, head);
        Ok(History { commits, tagged: self.tagged(&objects)?, known_since })
    }

    /// When the commits were made that carry a tag, newest first.
    fn tagged(&self, objects: &Objects) -> Result<Vec<i64>, CommitError> {
        let unreadable = |message: String| CommitError::Unreadable { folder: self.folder.clone(), message };
        let prefix = "refs/tags/".try_into().map_err(|error| unreadable(format!("{error:?}")))?;
        let platform = self.references.iter().map_err(|error| unreadable(error.to_string()))?;
        let tags = platform.prefixed(prefix).map_err(|error| unreadable(error.to_string()))?;
        // A tag that leads nowhere, or to something else, says nothing.
        let carrying: BTreeSet<ObjectId> =
            tags.take(MOST_TAGS).filter_map(|tag| tag.ok()?.peel_to_id(&self.references, objects).ok()).collect();
        let mut times: Vec<i64> =
            carrying.iter().filter_map(|id| look(objects, *id)).map(|seen| seen.made.time).collect();
        times.sort_unstable_by(|one, other| other.cmp(one));
        Ok(times)
    }
}

/// A commit that was looked at; the newest is greatest.
#[derive(PartialEq, Eq)]
struct Looked {
    made: Made,
    id: ObjectId,
    parents: Vec<ObjectId>,
}

impl Ord for Looked {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.made.time, self.id).cmp(&(other.made.time, other.id))
    }
}

impl PartialOrd for Looked {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// The commits that lead to `head`, newest first, and since when these are all; none when they all are.
fn walk(objects: &Objects, head: ObjectId) -> (Vec<Made>, Option<i64>) {
    let begin = Instant::now();
    let mut ahead: BinaryHeap<Looked> = look(objects, head).into_iter().collect();
    let mut seen = HashSet::from([head]);
    let (mut commits, mut known_since) = (Vec::new(), None);
    while let Some(Looked { made, parents, .. }) = ahead.pop() {
        let time = made.time;
        commits.push(made);
        let is_enough = commits.len() == MOST_COMMITS || begin.elapsed() > LONGEST;
        if is_enough && !(ahead.is_empty() && parents.is_empty()) {
            return (commits, known_since.max(Some(time)));
        }
        for parent in parents {
            if seen.insert(parent) {
                match look(objects, parent) {
                    Some(looked) => ahead.push(looked),
                    None => known_since = known_since.max(Some(time)),
                }
            }
        }
    }
    (commits, known_since)
}

/// Looks at a commit; none when it is not there or is something else.
fn look(objects: &Objects, id: ObjectId) -> Option<Looked> {
    let mut buffer = Vec::new();
    let commit: CommitRef<'_> = objects.find_commit(&id, &mut buffer).ok()?;
    let time = commit.committer().ok()?.time().ok()?.seconds;
    let author = commit.author().ok()?;
    let (name, address) = (author.name.to_string(), author.email.to_string().trim().to_lowercase());
    let local = address.split('@').next().unwrap_or_default();
    let is_program = [name.trim(), local].iter().any(|text| text.ends_with(PROGRAM));
    // An address that nobody gave tells nobody apart; the name does.
    let told_by = if address.is_empty() { name.trim().to_lowercase() } else { address.clone() };
    let author = (!is_program).then_some(told_by);
    let parents = commit.parents().collect();
    Some(Looked { made: Made { time, author }, id, parents })
}
