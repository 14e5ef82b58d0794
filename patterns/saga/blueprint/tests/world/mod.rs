//! All services in a folder of their own, with a clock and a weather as the test wants them.

pub(crate) mod books;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::time::Duration;

use blueprint_saga::app::{App, Placed, Style};
use blueprint_saga::channel::{Fate, Weather, fair};
use blueprint_saga::orchestrator::{self, Saga, State};
use blueprint_saga::order::Order;
use blueprint_saga::settings::Settings;
use blueprint_saga::store::Outlives;
use tempfile::TempDir;

use books::Books;

pub(crate) struct World {
    pub(crate) folder: TempDir,
    pub(crate) app: App,
    pub(crate) style: Style,
    pub(crate) now: i64,
}

pub(crate) fn open(folder: &Path, style: Style, weather: Weather) -> App {
    let settings = Settings { style, outlives: Outlives::Process, ..Settings::default() };
    App::open(folder, &settings, weather).expect("opened")
}

impl World {
    pub(crate) fn new(style: Style, weather: Weather) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let app = open(folder.path(), style, weather);
        Self { folder, app, style, now: 0 }
    }

    pub(crate) fn well(style: Style) -> Self {
        Self::new(style, fair(None))
    }

    /// As if the process had died: what is in the databases is all there is.
    pub(crate) fn restart(self, weather: Weather) -> Self {
        let Self { folder, app, style, now } = self;
        drop(app);
        let app = open(folder.path(), style, weather);
        Self { folder, app, style, now }
    }

    pub(crate) fn place(&self, order: &Order) -> Placed {
        self.app.place(order, self.now).expect("placed")
    }

    /// Orders that go through or are refused, all at once.
    pub(crate) fn place_all(&self) {
        for (order, _) in orders() {
            assert_eq!(self.place(&order), Placed::Now);
        }
    }

    /// Lets time pass, and does what is due on the way.
    pub(crate) fn pass(&mut self, time: Duration) {
        let until = self.now + i64::try_from(time.as_millis()).expect("a time");
        let mut step = 50;
        while self.now < until {
            // The longer nothing happens, the longer the steps.
            step = if self.app.channel.work(self.now).expect("worked") > 0 { 50 } else { (2 * step).min(5_000) };
            self.now = (self.now + step).min(until);
        }
        self.app.channel.work(self.now).expect("worked");
    }

    pub(crate) fn saga(&self, id: &str) -> Saga {
        self.app.read(|transaction| orchestrator::find(transaction, id)).expect("read").expect("there")
    }

    pub(crate) fn state(&self, id: &str) -> State {
        self.saga(id).state
    }

    pub(crate) fn books(&self) -> Books {
        books::compare(self.folder.path())
    }
}

/// An order that goes through.
pub(crate) fn order(id: &str) -> Order {
    let word = str::to_owned;
    Order { id: word(id), customer: word("ada"), item: word("tongs"), quantity: 2, cents: 1_400, place: word("kiel") }
}

/// Orders that go through or are refused, at each step that can refuse.
pub(crate) fn orders() -> [(Order, Option<&'static str>); 4] {
    let change = |id: &str, how: fn(&mut Order)| {
        let mut order = order(id);
        how(&mut order);
        order
    };
    [
        (order("good"), None),
        (change("sold-out", |order| order.item = "wings".to_owned()), Some("wings is sold out")),
        (change("declined", |order| order.customer = "broke-bob".to_owned()), Some("the payment was declined")),
        (change("far", |order| order.place = "far-away".to_owned()), Some("no carrier goes to far-away")),
    ]
}

/// Shares of messages that are lost, come twice, or are late; others with another seed.
pub(crate) fn weather(seed: u64, lost: f64, twice: f64, late: f64) -> Weather {
    Box::new(move |message, attempt| {
        let mut hasher = DefaultHasher::new();
        (seed, serde_json::to_string(message).expect("written"), attempt).hash(&mut hasher);
        let drawn = hasher.finish() as f64 / u64::MAX as f64;
        match drawn {
            drawn if drawn < lost => Fate::Lost,
            drawn if drawn < lost + twice => Fate::Twice,
            // What was held back comes through in the end.
            drawn if drawn < lost + twice + late && attempt == 0 => Fate::Late(Duration::from_secs(120)),
            _ => Fate::Well,
        }
    })
}
