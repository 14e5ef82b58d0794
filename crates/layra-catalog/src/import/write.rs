//! Writes an import as the files of a pack.

use std::fmt::Write as _;

use toml_writer::{ToTomlValue as _, TomlStringBuilder, TomlWrite as _};

use super::Import;
use crate::load::SCHEMA;
use crate::pattern::{Pattern, Reference, Statement, Team, TradeOff};

/// The files of a pack that holds what was imported and nothing else (`only = true`): path, with
/// `/`, and content. Loading them gives the same patterns.
pub fn pack_files(import: &Import) -> Vec<(String, String)> {
    let mut files = vec![("pack.toml".to_owned(), manifest(import))];
    for pattern in &import.patterns {
        let folder = format!("patterns/{}", pattern.slug);
        files.push((format!("{folder}/pattern.toml"), entry(pattern)));
        if !pattern.overview.is_empty() {
            files.push((format!("{folder}/overview.md"), format!("{}\n", pattern.overview)));
        }
    }
    files
}

fn manifest(import: &Import) -> String {
    let mut toml = Toml::default();
    toml.number("schema", SCHEMA);
    for (key, value) in [
        ("title", &import.masthead.title),
        ("base_url", &import.masthead.base_url),
        ("generated", &import.masthead.generated),
    ] {
        toml.optional(key, (!value.is_empty()).then_some(value));
    }
    toml.line("only", "true");
    let slugs = import.patterns.iter().map(|pattern| pattern.slug.as_str());
    let mut order = String::from("[\n");
    for slug in slugs.chain(import.announced.iter().map(|slug| slug.as_str())) {
        order.push_str(&format!("    {},\n", slug.to_toml_value()));
    }
    order.push(']');
    toml.line("order", &order);
    toml.0
}

fn entry(pattern: &Pattern) -> String {
    let mut toml = Toml::default();
    toml.text("name", &pattern.name);
    toml.text("category", pattern.category.as_str());
    toml.number("complexity", u32::from(pattern.complexity));
    toml.line("team", &team(&pattern.team));
    if !pattern.aliases.is_empty() {
        toml.texts("aliases", &pattern.aliases);
    }
    toml.text("summary", &pattern.summary);
    for statement in &pattern.use_when {
        toml.statement("use_when", statement);
    }
    for statement in &pattern.avoid_when {
        toml.statement("avoid_when", statement);
    }
    for component in &pattern.components {
        toml.item("component");
        toml.text("id", &component.id);
        toml.text("name", &component.name);
        toml.text("does", &component.does);
    }
    for pro in &pattern.pros {
        toml.trade_off("pro", pro);
    }
    for con in &pattern.cons {
        toml.trade_off("con", con);
    }
    for stack in &pattern.stacks {
        toml.item("stack");
        toml.text("name", &stack.name);
        toml.text("items", &stack.items);
    }
    for example in &pattern.examples {
        toml.item("example");
        toml.text("org", &example.org);
        toml.text("say", &example.say);
    }
    for row in &pattern.versus {
        toml.item("versus");
        toml.text("id", &row.id);
        toml.text("other", &row.other);
        toml.optional("pattern", row.pattern.as_ref().map(|slug| slug.as_str()));
        toml.text("say", &row.say);
    }
    for reference in &pattern.references {
        toml.reference(reference);
    }
    for relation in &pattern.relations {
        toml.item("relation");
        toml.text("to", relation.to.as_str());
        toml.text("kind", relation.kind.as_str());
    }
    toml.0
}

/// `{ label = "Small", min = 2 }`, with the other fields where they are set.
fn team(team: &Team) -> String {
    let mut fields = format!("{{ label = {}, min = {}", basic(&team.label), team.min);
    if let Some(max) = team.max {
        fields.push_str(&format!(", max = {max}"));
    }
    if let Some(note) = &team.note {
        fields.push_str(&format!(", note = {}", basic(note)));
    }
    fields + " }"
}

/// A string on one line, whatever it holds.
fn basic(text: &str) -> String {
    TomlStringBuilder::new(text).as_basic().to_toml_value()
}

/// TOML as it grows: keys, then arrays of tables.
#[derive(Default)]
struct Toml(String);

impl Toml {
    fn line(&mut self, key: &str, value: &str) {
        writeln!(self.0, "{key} = {value}").expect("a string takes all that is written");
    }

    fn text(&mut self, key: &str, text: &str) {
        let value = TomlStringBuilder::new(text).as_default().to_toml_value();
        self.line(key, &value);
    }

    fn number(&mut self, key: &str, number: u32) {
        self.line(key, &number.to_toml_value());
    }

    fn optional(&mut self, key: &str, text: Option<impl AsRef<str>>) {
        if let Some(text) = text {
            self.text(key, text.as_ref());
        }
    }

    fn texts(&mut self, key: &str, texts: &[String]) {
        let values: Vec<String> = texts.iter().map(|text| basic(text)).collect();
        self.line(key, &format!("[{}]", values.join(", ")));
    }

    /// Begins the next item of the list `key`.
    fn item(&mut self, key: &str) {
        let header = (|| {
            self.0.newline()?;
            self.0.open_array_of_tables_header()?;
            self.0.key(key)?;
            self.0.close_array_of_tables_header()?;
            self.0.newline()
        })();
        header.expect("a string takes all that is written");
    }

    fn statement(&mut self, key: &str, statement: &Statement) {
        self.item(key);
        self.text("id", &statement.id);
        self.text("say", &statement.say);
    }

    fn trade_off(&mut self, key: &str, trade_off: &TradeOff) {
        self.item(key);
        self.text("id", &trade_off.id);
        self.text("weight", trade_off.weight.as_str());
        self.text("say", &trade_off.say);
    }

    fn reference(&mut self, reference: &Reference) {
        self.item("reference");
        self.text("title", &reference.title);
        if !reference.authors.is_empty() {
            self.texts("authors", &reference.authors);
        }
        if let Some(year) = reference.year {
            self.number("year", u32::from(year));
        }
        self.optional("kind", reference.kind.map(|kind| kind.as_str()));
    }
}
