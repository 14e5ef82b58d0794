//! A service in a folder of its own, whose views get on when the test says so.

use std::path::Path;

use blueprint_cqrs_event_sourcing::app::App;
use blueprint_cqrs_event_sourcing::domain::{Command, Id};
use blueprint_cqrs_event_sourcing::error::Error;
use blueprint_cqrs_event_sourcing::settings::Settings;
use blueprint_cqrs_event_sourcing::store::{Appended, By};
use blueprint_cqrs_event_sourcing::views::accounts::{self, AccountRow};
use tempfile::TempDir;
use uuid::Uuid;

pub(crate) struct World {
    pub(crate) app: App,
    pub(crate) settings: Settings,
    folder: TempDir,
}

pub(crate) fn id(text: &str) -> Id {
    text.to_owned().try_into().expect("a name")
}

pub(crate) fn by(actor: &str) -> By {
    By { actor: actor.to_owned(), command: Uuid::now_v7() }
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut settings = Settings::read(Settings::sources()).expect("they are whole");
        settings.data = folder.path().join("data");
        change(&mut settings);
        Self { app: App::open(&settings).expect("opened"), settings, folder }
    }

    /// Ends the service and starts it anew on what it left, and on what is done to its folder in between.
    pub(crate) fn restart_after(self, change: impl FnOnce(&Path)) -> Self {
        let Self { app, settings, folder } = self;
        drop(app);
        change(&settings.data);
        Self { app: App::open(&settings).expect("opened"), settings, folder }
    }

    pub(crate) fn open(&self, account: &str, person: &str, name: &str) -> Appended {
        self.app.commands.open(&id(account), &id(person), name, &by("clerk")).expect("opened")
    }

    pub(crate) fn deposit(&self, account: &str, cents: i64) -> Appended {
        self.handle(account, Command::Deposit { cents, purpose: "gift".into() }).expect("deposited")
    }

    pub(crate) fn handle(&self, account: &str, command: Command) -> Result<Appended, Error> {
        self.app.commands.handle(&id(account), &command, &by("clerk"))
    }

    /// Lets all that follows the record catch up.
    pub(crate) fn catch_up(&self) {
        for processor in &self.app.processors {
            while processor.process(&self.app.store, 7).expect("processed") > 0 {}
        }
    }

    pub(crate) fn accounts(&self) -> Vec<AccountRow> {
        self.app.accounts.ask(|tables| accounts::richest(tables, 1_000)).expect("read")
    }
}
