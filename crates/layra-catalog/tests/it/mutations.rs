//! Every mistake an author can make in an entry is caught where it stands.
//!
//! A sound entry is broken in one place at a time. Each time the loader must speak of it: an error
//! or a warning, on the line of the mistake, that says what is wrong.

use layra_catalog::{Catalog, Problem, Severity, SourceText};

const SOUND: &str = include_str!("fixtures/sound.toml");
/// The rest of the pack, each file below a line `//- path`.
const REST: &str = include_str!("fixtures/sound-vocabulary.txt");
const PATH: &str = "patterns/tea-urn/pattern.toml";

/// One way to break the entry.
struct Mutation {
    name: &'static str,
    /// The text that is replaced; it stands once in the sound entry.
    from: &'static str,
    to: &'static str,
    /// Part of what must be said.
    says: &'static str,
    /// What the broken line begins with; it is the first such line. Empty: the file as a whole.
    line: &'static str,
}

const fn mutation(
    name: &'static str,
    from: &'static str,
    to: &'static str,
    says: &'static str,
    line: &'static str,
) -> Mutation {
    Mutation { name, from, to, says, line }
}

#[rustfmt::skip] // A table: one mutation, one line.
const MUTATIONS: &[Mutation] = &[
    // Names that other files must know.
    mutation("unknown concern", "\"supply\"", "\"suply\"", "unknown concern `suply`", "concern ="),
    mutation("unknown quality", "\"comfort.readiness\"", "\"comfort.rediness\"", "unknown quality", "quality ="),
    mutation("unknown technology", "\"copper-urn\"", "\"coper-urn\"", "unknown technology", "uses ="),
    mutation("unknown pattern in a relation", "to = \"kettle\"\nkind", "to = \"ketle\"\nkind", "unknown pattern", "to = \"ketle\""),
    mutation("unknown pattern in a row", "pattern = \"kettle\"", "pattern = \"ketle\"", "unknown pattern `ketle`", "pattern ="),
    mutation("flow from nowhere", "from = \"tank\"", "from = \"tnak\"", "no component has the id `tnak`", "from ="),
    mutation("flow to nowhere", "to = \"tap\"", "to = \"tpa\"", "no component has the id `tpa`", "to = \"tpa\""),
    mutation("unknown fact", "guests > 12 and", "gests > 12 and", "unknown fact `gests`", "if = \"gests"),
    mutation("unknown fact in prefer_if", "prefer_if = \"guests", "prefer_if = \"gests", "unknown fact", "prefer_if ="),
    mutation("unknown fact in other_if", "other_if = \"guests", "other_if = \"gests", "unknown fact", "other_if ="),
    mutation("unknown choice", "[calm, merry]", "[calm, mery]", "`mood` has no choice `mery`", "if = \"mood"),
    // Keys and values of closed sets.
    mutation("unknown key", "summary =", "sumary =", "unknown key `sumary`", "sumary ="),
    mutation("unknown key in an item", "needs =", "need =", "unknown key `need`", "need ="),
    mutation("unknown table", "[[smell]]", "[[smells]]", "unknown key `smells`", "[[smells]]"),
    mutation("unknown category", "category = \"system\"", "category = \"systems\"", "unknown value", "category ="),
    mutation("unknown weight", "weight = \"high\"", "weight = \"hihg\"", "unknown value `hihg`", "weight = \"hihg\""),
    mutation("unknown kind of reference", "kind = \"book\"", "kind = \"boook\"", "unknown value `boook`", "kind = \"boook\""),
    mutation("unknown kind of relation", "\"alternative-to\"", "\"alternativ-to\"", "unknown value", "kind = \"alternativ-to\""),
    // Conditions.
    mutation("flag compared with a number", "not one-kettle-free", "one-kettle-free > 1", "cannot be tested this way", "if = \"guests"),
    mutation("number used as a flag", "not stove-lit\"", "not guests\"", "cannot be tested this way", "if = \"not guests"),
    mutation("choice used as a flag", "mood in [calm, merry]", "mood", "cannot be tested this way", "if = \"mood"),
    mutation("condition that ends early", "guests > 12\"", "guests >\"", "ends too early", "prefer_if ="),
    mutation("parenthesis never closed", "stove-lit)", "stove-lit", "never closed", "if = \"mood"),
    mutation("parenthesis never opened", "(guests", "guests", "expected `and`, `or` or the end", "if = \"mood"),
    mutation("two tests not joined", "12 and not", "12 not", "expected `and`, `or` or the end", "if = \"guests"),
    mutation("number with its unit", "guests <= 12", "guests <= 12people", "is not a number", "other_if ="),
    mutation("sign of another language", "guests <= 12", "guests =< 12", "expected a value after `=`", "other_if ="),
    mutation("two signs of equality", "guests <= 12", "guests == 12", "expected a value after `=`", "other_if ="),
    mutation("capital letters", "mood in", "Mood in", "has no meaning in a condition", "if = \"Mood"),
    mutation("and of another language", "12 and not", "12 && not", "has no meaning in a condition", "if = \"guests"),
    mutation("empty list of choices", "[calm, merry]", "[]", "expected a choice", "if = \"mood"),
    mutation("order among choices", "mood in [calm, merry]", "mood > calm", "compares with a number", "if = \"mood"),
    mutation("empty condition", "\"not stove-lit\"", "\"\"", "may not be empty", "if = \"\""),
    // Ids and slugs.
    mutation("id twice in a section", "id = \"long-evening\"", "id = \"many-guests\"", "stands twice", "id = \"many-guests\"\nsay = \"People"),
    mutation("id twice in two sections", "id = \"boils-dry\"", "id = \"tank\"", "id `tank` stands twice", "id = \"tank\"\nsymptom"),
    mutation("id of a section", "id = \"left-full\"", "id = \"overview\"", "is the id of a section", "id = \"overview\""),
    mutation("id with blanks", "\"no-waiting\"", "\"no waiting\"", "`no waiting` is not an id", "id = \"no waiting\""),
    mutation("empty id", "\"no-waiting\"", "\"\"", "is not an id", "id = \"\""),
    mutation("missing id", "id = \"left-full\"\n", "", "`id` is missing", "[[smell]]"),
    mutation("relation to itself", "to = \"kettle\"\nkind", "to = \"tea-urn\"\nkind", "in relation to itself", "to = \"tea-urn\""),
    mutation("row about itself", "pattern = \"kettle\"", "pattern = \"tea-urn\"", "in relation to itself", "pattern ="),
    mutation("slug that is a path", "to = \"kettle\"\nkind", "to = \"../kettle\"\nkind", "is not a slug", "to = \"../kettle\""),
    // What is missing or empty.
    mutation("missing summary", "summary =", "#", "the entry has no `summary`", "name = \"Tea"),
    mutation("missing category", "category =", "#", "the entry has no `category`", "name = \"Tea"),
    mutation("missing text", "means = \"An urn with a fire inside.\"", "", "`means` is missing", "[[term]]"),
    mutation("missing side of a row", "other = \"Cold water\"\n", "", "does not say what it compares with", "id = \"or-cold-water\""),
    mutation("empty text", "\"Holds the water.\"", "\" \"", "`does` is empty", "does = \" \""),
    mutation("empty name", "\"Tea Urn\"", "\"\"", "`name` is empty", "name = \"\""),
    mutation("empty alias", "\"Samovar\", \"Hot", "\"\", \"Hot", "`alias` is empty", "aliases ="),
    // Numbers, addresses and types.
    mutation("complexity out of range", "complexity = 2", "complexity = 6", "must be 1 to 5", "complexity ="),
    mutation("weight out of range", "weight = 3", "weight = 4", "must be 1 to 3", "weight = 4"),
    mutation("team of nobody", "min = 2", "min = 0", "`min` must be at least 1", "team ="),
    mutation("team without its least", "min = 2, ", "", "`min` is missing", "team ="),
    mutation("team that ends before it begins", "max = 9", "max = 1", "`max` is smaller than `min`", "team ="),
    mutation("veto in favour", "weight = 3", "veto = true", "unknown key `veto`", "veto = true\n\n[[use_when]]"),
    mutation("text for a number", "complexity = 2", "complexity = \"two\"", "invalid type", "complexity ="),
    mutation("text for a list", "uses = [\"copper-urn\", \"charcoal\"]", "uses = \"charcoal\"", "invalid type", "uses ="),
    mutation("text for yes or no", "veto = true", "veto = \"yes\"", "invalid type", "veto ="),
    mutation("table for a list of tables", "[[term]]", "[term]", "invalid type", "[term]"),
    mutation("year that is no year", "year = 1999", "year = \"MCMXCIX\"", "invalid type", "year ="),
    mutation("year before printing in earnest", "year = 1999", "year = 199", "`year` must be 1900 to 2100", "year ="),
    mutation("team without a word", "label = \"Small\"", "label = \"\"", "`label` is empty", "team ="),
    mutation("veto without a condition", "if = \"not stove-lit\"\n", "", "rules nothing out", "id = \"no-fire\""),
    mutation("ISBN with a wrong digit", "978-0-306-40615-7", "978-0-306-40615-8", "is not an ISBN", "isbn ="),
    mutation("DOI without its prefix", "10.1145/361002", "1145/361002", "is not a DOI", "doi ="),
    mutation("address without https", "https://example.com/urns", "example.com/urns", "is not an address", "url ="),
    // Names said twice.
    mutation("alias twice", "\"Hot Tank\"", "\"Samovar\"", "alias `Samovar` stands twice", "aliases ="),
    mutation("alias that is the name", "\"Hot Tank\"", "\"Tea Urn\"", "is the entry's own name", "aliases ="),
    mutation("technology twice", "\"charcoal\"]", "\"copper-urn\"]", "technology `copper-urn` stands twice", "uses ="),
    mutation("quality twice", "[\"comfort\"]", "[\"comfort\", \"comfort\"]", "quality `comfort` stands twice", "quality = [\"comfort\", "),
    mutation(
        "relation twice",
        "say = \"Either heats water.\"",
        "[[relation]]\nto = \"kettle\"\nkind = \"alternative-to\"",
        "relation `alternative-to kettle` stands twice",
        "to = \"kettle\"\nkind = \"alternative-to\"\n\n",
    ),
    mutation(
        "term twice",
        "[[term]]\n",
        "[[term]]\nname = \"Samovar\"\nmeans = \"An urn.\"\n[[term]]\n",
        "term `Samovar` stands twice",
        "name = \"Samovar\"\nmeans = \"An urn with",
    ),
    mutation("alias of another pattern", "\"Hot Tank\"", "\"Whistler\"", "is a name of `kettle` too", ""),
    // Extending.
    mutation("drop without extends", "complexity = 2", "complexity = 2\ndrop = [\"tank\"]", "without `extends`", "drop ="),
    mutation("extends nothing", "complexity = 2", "complexity = 2\nextends = \"ketle\"", "no pattern `ketle` to extend", "extends ="),
    // TOML.
    mutation("duplicate key", "complexity = 2", "complexity = 2\ncomplexity = 3", "duplicate key", "complexity = 3"),
    mutation("string never closed", "\"Cold water\"", "\"Cold water", "not valid TOML", "other = \"Cold water"),
    mutation("key without a value", "complexity = 2", "complexity =", "not valid TOML", "complexity ="),
    mutation("word without quotes", "org = \"The night train\"", "org = train", "not valid TOML", "org ="),
    mutation("bracket never closed", "[[exit]]", "[[exit]", "not valid TOML", "[[exit]"),
    mutation("list never closed", "[\"A. Brewer\"]", "[\"A. Brewer\"", "not valid TOML", "year ="),
];

/// The pack with `entry` in it, loaded.
fn problems(entry: &str) -> Vec<Problem> {
    let rest = REST.split("//- ").skip(1).map(|file| {
        let (path, text) = file.split_once('\n').expect("a path ends its line");
        SourceText { path: path.to_owned(), text: text.to_owned() }
    });
    let pack = SourceText { path: "pack.toml".into(), text: "schema = 1\n".into() };
    let entry = SourceText { path: PATH.into(), text: entry.to_owned() };
    Catalog::parse(rest.chain([pack, entry])).1
}

/// What is wrong with how the loader took one mutation; `None` when it was caught in its place.
fn miss(mutation: &Mutation) -> Option<String> {
    let Mutation { name, from, to, says, line } = mutation;
    let times = SOUND.matches(from).count();
    if times != 1 {
        return Some(format!("{name}: `{from}` stands {times} times in the sound entry, not once"));
    }
    let broken = SOUND.replacen(from, to, 1);
    let number = match (line, broken.find(&format!("\n{line}"))) {
        (&"", _) => 0,
        _ if broken.starts_with(line) => 1,
        (_, Some(at)) => broken[..at].matches('\n').count() + 2,
        (_, None) => return Some(format!("{name}: no line begins with `{line}`")),
    };
    let found = problems(&broken);
    let is_caught = found.iter().any(|problem| {
        let counts = problem.severity != Severity::Note && problem.path == PATH;
        counts && problem.line == number && problem.message.contains(says)
    });
    let found: Vec<String> = found.iter().map(Problem::to_string).collect();
    (!is_caught).then(|| format!("{name}: expected `{says}` on line {number}, found {found:#?}"))
}

#[test]
fn the_sound_entry_is_sound() {
    assert_eq!(problems(SOUND), []);
}

#[test]
fn every_mistake_is_caught_where_it_stands() {
    let misses: Vec<String> = MUTATIONS.iter().filter_map(miss).collect();
    assert!(misses.is_empty(), "{} of {}\n{}", misses.len(), MUTATIONS.len(), misses.join("\n"));
}
