//! People who want to be forgotten by a record that forgets nothing.

use std::fs;

use blueprint_cqrs_event_sourcing::commands::account_stream;
use blueprint_cqrs_event_sourcing::domain::{Event, Sealed};

use crate::report::Figure;
use crate::{Done, Place, by, id};

const PEOPLE: usize = 25;

/// Names in the events as they are, and names sealed with a key each.
pub(crate) fn forgotten() -> Done {
    let name = |nth: usize| format!("Somebody Unmistakable The {nth:03}rd");
    let plain = Place::new()?;
    let sealed = Place::new()?;
    for nth in 0..PEOPLE {
        let (account, person) = (id(&format!("a-{nth}"))?, id(&format!("p-{nth}"))?);
        let event = Event::Opened { person: person.clone(), name: Sealed(name(nth)) };
        plain.app.store.append(&account_stream(&account), 0, &[event], &by("clerk"))?;
        sealed.app.commands.open(&account, &person, &name(nth), &by("clerk"))?;
    }
    sealed.catch_up()?;
    plain.catch_up()?;
    let found = |place: &Place| -> Result<usize, std::io::Error> {
        let mut bytes = Vec::new();
        for folder in [place.settings.data.clone(), place.settings.data.join("views")] {
            for entry in fs::read_dir(folder)? {
                let path = entry?.path();
                if path.is_file() {
                    bytes.extend(fs::read(path)?);
                }
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        Ok((0..PEOPLE).filter(|nth| text.contains(&name(*nth))).count())
    };
    let before = found(&sealed)?;
    for place in [&plain, &sealed] {
        for nth in 0..PEOPLE {
            place.app.commands.forget(&id(&format!("p-{nth}"))?, &by("clerk"))?;
        }
        place.catch_up()?;
    }
    let (plain, sealed) = (found(&plain)?, found(&sealed)?);
    Figure {
        claim: "erasure-is-work",
        measure: "Of 25 people who were forgotten, those whose name is still in some file",
        unit: "",
        values: &[("names in the events", plain as f64), ("sealed with a key each", sealed as f64)],
        expected: "all where names stand in events, none where each has a key and views forget",
        holds: before == PEOPLE && plain == PEOPLE && sealed == 0,
    }
    .tell();
    Ok(())
}
