//! `cargo xtask entries`: how long and how well furnished each entry is, as a table or as JSON.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use layra_catalog::problem::has_errors;
use layra_catalog::{Catalog, Pattern, Vocabulary, export};
use serde::Serialize;

use crate::readability::Counts;

/// How the figures are written.
pub(crate) enum Form {
    Table,
    Json,
}

#[derive(Serialize)]
struct Figures {
    entries: Vec<Entry>,
    total: Entry,
    vocabularies: Vocabularies,
}

#[derive(Default, Serialize)]
struct Entry {
    slug: String,
    overview_words: usize,
    words: usize,
    with_condition: usize,
    statements: usize,
    vetoes: usize,
    components: usize,
    flows: usize,
    relations: usize,
    technologies: usize,
    reading_ease: f64,
}

#[derive(Serialize)]
struct Vocabularies {
    facts: usize,
    fact_choices: usize,
    fact_phrases: usize,
    qualities: usize,
    concerns: usize,
    technologies: usize,
    packages: usize,
    images: usize,
    technologies_used: usize,
}

/// Prints a row for each entry, their total, and the size of the vocabularies.
///
/// # Errors
/// When the catalogue cannot be read, or has errors.
pub(crate) fn run(root: &Path, form: Form) -> Result<()> {
    let (catalog, problems) = Catalog::from_dir(root).context("cannot read the catalogue")?;
    if has_errors(&problems) {
        bail!("the catalogue has errors; `cargo run -- lint .` shows them");
    }
    let figures = figures(&catalog);
    match form {
        Form::Table => println!("{}", table(&figures)),
        Form::Json => println!("{}", serde_json::to_string_pretty(&figures).context("figures are JSON")?),
    }
    Ok(())
}

fn figures(catalog: &Catalog) -> Figures {
    let entries: Vec<Entry> = catalog.patterns().iter().map(|pattern| entry(catalog, pattern)).collect();
    let used: BTreeSet<&str> = catalog.patterns().iter().flat_map(technologies).collect();
    let sum = |figure: fn(&Entry) -> usize| entries.iter().map(figure).sum();
    let ease: f64 = entries.iter().map(|entry| entry.reading_ease).sum();
    let total = Entry {
        slug: format!("{} entries", entries.len()),
        overview_words: sum(|entry| entry.overview_words),
        words: sum(|entry| entry.words),
        with_condition: sum(|entry| entry.with_condition),
        statements: sum(|entry| entry.statements),
        vetoes: sum(|entry| entry.vetoes),
        components: sum(|entry| entry.components),
        flows: sum(|entry| entry.flows),
        relations: sum(|entry| entry.relations),
        technologies: used.len(),
        // The mean.
        reading_ease: ease / entries.len().max(1) as f64,
    };
    Figures { total, vocabularies: vocabularies(catalog.vocabulary(), used.len()), entries }
}

fn entry(catalog: &Catalog, pattern: &Pattern) -> Entry {
    let statements = || pattern.use_when.iter().chain(&pattern.avoid_when);
    Entry {
        slug: pattern.slug.to_string(),
        overview_words: pattern.overview.split_whitespace().count(),
        words: export::markdown(catalog, pattern).split_whitespace().count(),
        with_condition: statements().filter(|statement| statement.condition.is_some()).count(),
        statements: statements().count(),
        vetoes: statements().filter(|statement| statement.veto).count(),
        components: pattern.components.len(),
        flows: pattern.flows.len(),
        relations: pattern.relations.len(),
        technologies: technologies(pattern).collect::<BTreeSet<_>>().len(),
        reading_ease: Counts::of_markdown(&pattern.overview).reading_ease(),
    }
}

fn technologies(pattern: &Pattern) -> impl Iterator<Item = &str> {
    pattern.stacks.iter().flat_map(|stack| &stack.uses).map(String::as_str)
}

fn vocabularies(vocabulary: &Vocabulary, technologies_used: usize) -> Vocabularies {
    let facts = &vocabulary.facts;
    let phrases = |choices: &[layra_catalog::vocabulary::FactChoice]| -> usize {
        choices.iter().map(|choice| choice.phrases.len()).sum()
    };
    let packages = vocabulary.technologies.iter().flat_map(|technology| technology.packages.by_ecosystem());
    Vocabularies {
        facts: facts.len(),
        fact_choices: facts.iter().map(|fact| fact.choices.len()).sum(),
        fact_phrases: facts.iter().map(|fact| fact.phrases.len() + fact.against.len() + phrases(&fact.choices)).sum(),
        qualities: vocabulary.qualities.len(),
        concerns: vocabulary.concerns.len(),
        technologies: vocabulary.technologies.len(),
        packages: packages.map(|(_, names)| names.len()).sum(),
        images: vocabulary.technologies.iter().map(|technology| technology.images.len()).sum(),
        technologies_used,
    }
}

fn table(figures: &Figures) -> String {
    let width = figures.entries.iter().map(|entry| entry.slug.len()).max().unwrap_or_default().max(12);
    let mut text = format!(
        "{:width$}  overview  words  conditions  vetoes  components  flows  relations  technologies  reading ease\n",
        "entry"
    );
    for entry in figures.entries.iter().chain([&figures.total]) {
        let conditions = format!("{}/{}", entry.with_condition, entry.statements);
        let row = format!(
            "{:width$}  {:8}  {:5}  {conditions:>10}  {:6}  {:10}  {:5}  {:9}  {:12}  {:12.1}",
            entry.slug,
            entry.overview_words,
            entry.words,
            entry.vetoes,
            entry.components,
            entry.flows,
            entry.relations,
            entry.technologies,
            entry.reading_ease,
        );
        writeln!(text, "{row}").expect("a string can be written to");
    }
    let Vocabularies { facts, fact_choices, fact_phrases, qualities, concerns, .. } = figures.vocabularies;
    let Vocabularies { technologies, packages, images, technologies_used, .. } = figures.vocabularies;
    text + &format!(
        "\nvocabularies: {facts} facts ({fact_choices} choices, {fact_phrases} phrases), {qualities} qualities, \
         {concerns} concerns, {technologies} technologies ({technologies_used} used by entries; {packages} packages, \
         {images} images)"
    )
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use layra_catalog::SourceText;

    use super::*;

    #[test]
    fn an_entry_is_a_row() {
        let pattern = "name = \"Kettle\"\ncategory = \"system\"\ncomplexity = 1\nteam = { label = \"Any\", min = 1 }\n\
             summary = \"Boils.\"\n[[use_when]]\nid = \"a\"\nsay = \"A.\"\n[[avoid_when]]\nid = \"b\"\nsay = \"B.\"\n";
        let file = |path: &str, text: &str| SourceText { path: path.into(), text: text.into() };
        let (catalog, _) = Catalog::parse([
            file("patterns/kettle/pattern.toml", pattern),
            file("patterns/kettle/overview.md", "The cat sat."),
        ]);
        let shown: Vec<String> = table(&figures(&catalog)).lines().map(|line| line.trim_end().to_owned()).collect();
        expect![[r#"
            entry         overview  words  conditions  vetoes  components  flows  relations  technologies  reading ease
            kettle               3     33         0/2       0           0      0          0             0         119.2
            1 entries            3     33         0/2       0           0      0          0             0         119.2

            vocabularies: 0 facts (0 choices, 0 phrases), 0 qualities, 0 concerns, 0 technologies (0 used by entries; 0 packages, 0 images)"#]].assert_eq(&shown.join("\n"));
    }
}
