//! What it wins and costs that events are the record: against tables that are overwritten, and a view against
//! replay. A million events of two years are replayed.

mod past;
mod people;
mod record;
mod report;
mod staleness;
mod views;

use std::path::Path;

use blueprint_cqrs_event_sourcing::app::App;
use blueprint_cqrs_event_sourcing::domain::Id;
use blueprint_cqrs_event_sourcing::settings::Settings;
use blueprint_cqrs_event_sourcing::store::By;
use report::progress;
use tempfile::TempDir;
use uuid::Uuid;

type Done = Result<(), Box<dyn std::error::Error>>;

fn main() -> Done {
    progress("edits by hand, and who was faster");
    record::edits()?;
    record::conflicts()?;
    progress("people who want to be forgotten");
    people::forgotten()?;
    progress("what a reader sees that has just written");
    staleness::measure()?;
    progress("a million events of two years");
    let (place, past) = past::make()?;
    progress("an answer from a view, and by replay");
    views::rebuilt(&place, &past)?;
    let readable = views::against_replay(&place)?;
    progress("the past");
    past.told(&place)?;
    progress("a view that nobody thought of");
    views::late(&place, &past)?;
    views::old_shapes(&past, readable);
    Ok(())
}

/// A service in a folder of its own, whose views get on when the lab says so.
pub(crate) struct Place {
    pub(crate) app: App,
    pub(crate) settings: Settings,
    _folder: TempDir,
}

impl Place {
    pub(crate) fn new() -> Result<Self, Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let mut settings = Settings::read(Settings::sources())?;
        settings.data = folder.path().join("data");
        settings.retries = 100;
        Ok(Self { app: App::open(&settings)?, settings, _folder: folder })
    }

    /// Ends the service and starts it anew on what it left, and on what is done to its record in between.
    pub(crate) fn restart_after(self, change: impl FnOnce(&Path) -> Done) -> Result<Self, Box<dyn std::error::Error>> {
        let Self { app, settings, _folder } = self;
        drop(app);
        change(&settings.data.join("events.sqlite"))?;
        Ok(Self { app: App::open(&settings)?, settings, _folder })
    }

    pub(crate) fn catch_up(&self) -> Done {
        for processor in &self.app.processors {
            while processor.process(&self.app.store, self.settings.batch)? > 0 {}
        }
        Ok(())
    }
}

pub(crate) fn id(text: &str) -> Result<Id, Box<dyn std::error::Error>> {
    Ok(text.to_owned().try_into()?)
}

pub(crate) fn by(actor: &str) -> By {
    By { actor: actor.to_owned(), command: Uuid::now_v7() }
}
