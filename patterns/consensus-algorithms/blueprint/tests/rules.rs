//! What may be set; the laws of the state and of its locks; the protocol's own trial of log and state; and that the
//! checker of histories finds what it should.

mod checker;

use blueprint_consensus_algorithms::log::Log;
use blueprint_consensus_algorithms::log::disk::Disk;
use blueprint_consensus_algorithms::machine::{Action, Command, Machine, Reply, State};
use blueprint_consensus_algorithms::settings::Settings;
use blueprint_consensus_algorithms::{NodeId, Types};
use checker::{Event, What, impossible};
use config::{Config, File, FileFormat};
use openraft::StorageError;
use openraft::testing::{StoreBuilder, Suite};
use proptest::prelude::*;

fn read(text: &str) -> Result<Settings, String> {
    let source = Config::builder().add_source(File::from_str(text, FileFormat::Toml)).build();
    let settings: Settings = source.and_then(Config::try_deserialize).map_err(|error| error.to_string())?;
    settings.check().map_err(|error| error.to_string())?;
    Ok(settings)
}

#[test]
fn the_file_of_settings_shows_what_holds_without_it() {
    assert_eq!(read(include_str!("../settings.toml")), Ok(Settings::default()));
}

#[test]
fn senseless_settings_are_refused_with_what_would_be_right() {
    let refused = |text: &str, says: &str| {
        let error = read(text).expect_err("refused");
        assert!(error.contains(says), "{error}");
    };
    refused("nodes = [\"0.0.0.0:1\", \"127.0.0.1:2\", \"127.0.0.1:3\"]", "loopback");
    refused("nodes = [\"127.0.0.1:2\", \"127.0.0.1:3\"]", "at least three");
    refused("[raft]\nbatch = 0", "above zero");
    refused("[raft]\nshortest_silence = \"150ms\"", "two heartbeats");
    refused("[raft]\nlongest_silence = \"300ms\"", "raft");
    refused("[raft]\nhartbeat = \"1s\"", "hartbeat");
}

struct OnDisk;

impl StoreBuilder<Types, Log, Machine, tempfile::TempDir> for OnDisk {
    async fn build(&self) -> Result<(tempfile::TempDir, Log, Machine), StorageError<NodeId>> {
        let folder = tempfile::tempdir().expect("a folder");
        let disk = Disk::open(&folder.path().join("node.redb")).expect("opened");
        let machine = Machine::open(disk.clone()).await?;
        Ok((folder, Log(disk), machine))
    }
}

#[test]
fn log_and_state_are_what_the_protocol_needs() {
    Suite::test_all(OnDisk).expect("they are");
}

fn event(began: u64, ended: Option<u64>, what: What) -> Event {
    Event { key: "a".into(), began, ended, what }
}

#[test]
fn the_checker_knows_possible_from_impossible() {
    let check = |possible: bool, events: &[Event]| assert_eq!(impossible(events).is_empty(), possible, "{events:?}");
    let write = |began, ended, value| event(began, Some(ended), What::Write(value));
    let read = |began, ended, value| event(began, Some(ended), What::Read(value));
    check(true, &[write(0, 10, 1), read(5, 6, None), read(7, 8, Some(1))]);
    check(false, &[write(0, 10, 1), read(5, 6, Some(1)), read(7, 8, None)]);
    // An acknowledged write that is lost.
    check(false, &[write(0, 1, 1), write(2, 3, 2), read(4, 5, Some(1))]);
    check(false, &[write(0, 1, 1), read(4, 5, None)]);
    // One without an answer may happen, late, or never; not both, nor before it was asked for.
    let unknown = event(2, None, What::Write(2));
    check(true, &[write(0, 1, 1), unknown.clone(), read(4, 5, Some(1)), read(6, 7, Some(2))]);
    check(true, &[write(0, 1, 1), unknown.clone(), read(4, 5, Some(1)), read(6, 7, Some(1))]);
    check(false, &[write(0, 1, 1), unknown.clone(), read(4, 5, Some(2)), read(6, 7, Some(1))]);
    check(false, &[read(0, 1, Some(2)), unknown]);
    // Of two swaps from the same value one succeeds.
    let swap = |began, value, done| event(began, Some(began + 5), What::Swap(None, value, Some(done)));
    check(true, &[swap(0, 1, true), swap(1, 2, false)]);
    check(false, &[swap(0, 1, true), swap(1, 2, true)]);
}

#[test]
fn each_grant_has_a_higher_token_and_clocks_that_go_back_end_no_lease() {
    let mut state = State::default();
    let mut serial = 0;
    let mut take = |client: &str, now| {
        serial += 1;
        let action = Action::Lock { name: "a".into(), lease: 100, now };
        state.apply(&Command { client: client.into(), serial, action })
    };
    assert_eq!(take("ann", 1_000), Reply::Locked(1));
    assert_eq!(take("bob", 1_050), Reply::Held(1_100));
    assert_eq!(take("ann", 1_060), Reply::Locked(1), "whoever holds it keeps its token");
    assert_eq!(take("bob", 1_160), Reply::Locked(2));
    assert_eq!(take("ann", 900), Reply::Held(1_260), "the clock of another leader is behind");
    assert_eq!(take("ann", 1_300), Reply::Locked(3));
}

fn command() -> impl Strategy<Value = Command> {
    let text = || prop::sample::select(vec!["a".to_owned(), "b".to_owned()]);
    let action = prop_oneof![
        (text(), text()).prop_map(|(key, value)| Action::Put { key, value }),
        (text(), proptest::option::of(text()), proptest::option::of(text()))
            .prop_map(|(key, expected, value)| Action::Swap { key, expected, value }),
        (text(), 0_u64..100, 0_u64..300).prop_map(|(name, lease, now)| Action::Lock { name, lease, now }),
        (text(), 0_u64..10).prop_map(|(name, token)| Action::Unlock { name, token }),
    ];
    (text(), 1_u64..20, action).prop_map(|(client, serial, action)| Command { client, serial, action })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    /// Copies that apply the same commands are the same, also when one of them comes from a snapshot in between; a
    /// command that comes again at once changes nothing; and no two clients get the same token.
    #[test]
    fn copies_agree_and_repeats_change_nothing(
        commands in proptest::collection::vec(command(), 0..60),
        at in 0_usize..60,
    ) {
        let (mut one, mut other) = (State::default(), State::default());
        let mut holders = std::collections::BTreeMap::new();
        for (nth, command) in commands.iter().enumerate() {
            if nth == at {
                let text = serde_json::to_string(&other).expect("written");
                other = serde_json::from_str(&text).expect("read");
            }
            let reply = one.apply(command);
            prop_assert_eq!(&reply, &other.apply(command));
            let before = one.clone();
            prop_assert_eq!(&reply, &one.apply(command));
            prop_assert_eq!(&before, &one);
            // A repeat is answered with the token of before; a grant to somebody else has a higher one.
            if let Reply::Locked(token) = reply {
                let holder = holders.entry(token).or_insert_with(|| command.client.clone());
                prop_assert_eq!(&*holder, &command.client, "one token for two clients");
            }
        }
        prop_assert_eq!(one, other);
    }

    /// What one register shows is possible however the times are stretched; a read of what was never there is not.
    #[test]
    fn a_register_is_always_possible(steps in proptest::collection::vec((0_u64..3, 0_u64..4, 0_u64..30), 1..40)) {
        let (mut value, mut events) = (None, Vec::new());
        for (nth, (kind, number, stretch)) in steps.iter().enumerate() {
            let at = 10 * nth as u64 + 100;
            let what = match kind {
                0 => What::Read(value),
                1 => { value = Some(*number); What::Write(*number) }
                _ => {
                    let done = value == Some(*number);
                    if done { value = Some(9); }
                    What::Swap(Some(*number), 9, Some(done))
                }
            };
            events.push(event(at - stretch, Some(at + stretch), what));
        }
        prop_assert!(impossible(&events).is_empty());
        events.push(event(10_000, Some(10_001), What::Read(Some(1_000))));
        prop_assert_eq!(impossible(&events), ["a"]);
    }
}
