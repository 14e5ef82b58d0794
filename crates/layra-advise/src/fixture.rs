//! A kitchen for tests: rivals for boiling water, and what goes with them.

use layra_catalog::condition::{Interval, Value};
use layra_catalog::{Catalog, Severity, SourceText};

use crate::gather::{self, Contradictions};
use crate::{Known, Situation, Source};

const KITCHEN: &str = r#"
//- pack.toml
schema = 1
order = ["kettle", "samovar", "campfire", "tray", "shelf"]
//- vocabulary/facts.toml
[[fact]]
id = "guests"
kind = "number"
unit = "people"
range = [1, 500]
carries = [[1, 4], [10, 9]]
group = "house"
means = "How many people drink tea."
ask = "How many people drink tea?"
[[fact]]
id = "has-power"
kind = "flag"
group = "house"
means = "There is a socket."
ask = "Is there a socket?"
[[fact]]
id = "outdoors"
kind = "flag"
group = "house"
means = "Tea is made outside."
ask = "Is tea made outside?"
[[fact]]
id = "ceremony"
kind = "choice"
group = "house"
means = "How formal it is."
ask = "How formal is it?"
[[fact.choice]]
id = "none"
means = "A mug."
[[fact.choice]]
id = "some"
means = "Cups and a pot."
[[fact.choice]]
id = "full"
means = "Guests in rows."
//- vocabulary/qualities.toml
[[quality]]
id = "time"
name = "Time"
means = "How long it takes."
//- vocabulary/concerns.toml
[[concern]]
id = "boiling"
name = "Boiling"
question = "What boils the water?"
choose = "one"
[[concern]]
id = "serving"
name = "Serving"
question = "What is it served from?"
choose = "several"
//- patterns/kettle/pattern.toml
name = "Kettle"
category = "system"
concern = "boiling"
complexity = 1
team = { label = "Small", min = 1, max = 10 }
summary = "Boils water where there is a socket."
use_when = [
    { id = "few", say = "A few people want tea.", if = "guests <= 10" },
    { id = "socket", say = "There is a socket.", if = "has-power", weight = 3 },
]
avoid_when = [{ id = "no-socket", say = "Without a socket it is a jug.", if = "not has-power", veto = true }]
versus = [
    { id = "or-samovar", pattern = "samovar", other = "Samovar", say = "Cheaper.", prefer_if = "guests <= 4", other_if = "guests > 30" },
]
relation = [{ to = "samovar", kind = "evolves-to", say = "One day more guests come." }]
adopt = [{ id = "buy", needs = "A socket.", do = "Buy one." }]
exit = [{ id = "give-away", to = "samovar", do = "Give it to a neighbour." }]
pro = [{ id = "quick", weight = "high", quality = ["time"], say = "Boils in three minutes." }]
con = [{ id = "small", weight = "high", quality = [], say = "Holds two litres." }]
//- patterns/samovar/pattern.toml
name = "Samovar"
category = "system"
concern = "boiling"
complexity = 3
team = { label = "Large", min = 10 }
summary = "Keeps water hot all day."
use_when = [
    { id = "many", say = "Many people want tea.", if = "guests > 10", weight = 3 },
    { id = "formal", say = "Guests sit in rows.", if = "ceremony = full" },
]
avoid_when = [{ id = "alone", say = "One or two people.", if = "guests <= 2", weight = 3 }]
relation = [{ to = "tray", kind = "requires", say = "It does not fit on the table." }]
adopt = [{ id = "polish", needs = "Polish.", do = "Polish it." }]
//- patterns/campfire/pattern.toml
name = "Campfire"
category = "system"
concern = "boiling"
complexity = 2
team = { label = "Any", min = 1 }
summary = "Boils water outside."
use_when = [{ id = "outside", say = "Tea is made outside.", if = "outdoors", weight = 3 }]
avoid_when = [{ id = "inside", say = "A fire in the house.", if = "not outdoors", veto = true }]
//- patterns/tray/pattern.toml
name = "Tray"
category = "system"
concern = "serving"
complexity = 2
team = { label = "Any", min = 1 }
summary = "Carries cups."
use_when = [{ id = "served", say = "Guests are served.", if = "ceremony in [some, full] and guests >= 2" }]
//- patterns/shelf/pattern.toml
name = "Shelf"
category = "system"
concern = "serving"
complexity = 1
team = { label = "Any", min = 1 }
summary = "Holds mugs."
use_when = [{ id = "help-yourself", say = "Everybody helps themselves.", if = "ceremony = none" }]
relation = [{ to = "tray", kind = "conflicts-with", say = "Nobody would carry it." }]
"#;

/// The kitchen.
pub(crate) fn kitchen() -> Catalog {
    catalog(KITCHEN)
}

/// A catalogue of files written one after the other, each under a line `//- path`.
pub(crate) fn catalog(files: &str) -> Catalog {
    let files = files.split("//- ").skip(1).map(|file| {
        let (path, text) = file.split_once('\n').expect("a path ends its line");
        SourceText { path: path.trim().to_owned(), text: text.to_owned() }
    });
    let (catalog, problems) = Catalog::parse(files);
    let errors: Vec<_> = problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    catalog
}

/// A situation of facts written as on the command line, with commas between them.
pub(crate) fn situation(catalog: &Catalog, facts: &str) -> Situation {
    let flags = facts.split(',').map(str::trim).filter(|flag| !flag.is_empty());
    let known = flags.map(|flag| gather::from_flag(catalog.vocabulary(), flag, "--fact").expect(flag));
    let facts = gather::merge(catalog.vocabulary(), known, Contradictions::Refuse).expect("no contradiction");
    Situation { facts, ..Situation::default() }
}

/// A fact that is known to be a number between two others.
pub(crate) fn number(fact: &str, low: f64, high: f64) -> Known {
    let interval = Interval::new(low, high).expect("numbers");
    known(fact, Value::Number(interval))
}

/// A fact that is known.
pub(crate) fn known(fact: &str, value: Value) -> Known {
    Known { fact: fact.to_owned(), value, source: Source::Asked }
}
