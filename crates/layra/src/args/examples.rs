//! Examples in help texts, filled in from the catalogue.
//!
//! Help shows commands that work when they are typed, so it has to name patterns; the names are
//! data. They are looked up only when help is about to be shown.

use clap::builder::StyledStr;

/// Words that stand for themselves in examples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Examples {
    /// Slug of a pattern.
    pub(crate) pattern: String,
    /// Its name.
    pub(crate) name: String,
    /// Slug of another pattern, if possible one that people choose instead.
    pub(crate) other: String,
    /// Slug of a pattern that has a blueprint.
    pub(crate) blueprint: String,
}

impl Examples {
    /// Examples from the built-in catalogue: two patterns that are alternatives, or any two.
    pub(crate) fn of_the_catalogue() -> Self {
        let catalog = layra_builtin::catalog();
        let rivals = catalog.patterns().iter().flat_map(|pattern| {
            let others = pattern.versus.iter().filter_map(|row| catalog.get(row.pattern.as_ref()?.as_str()));
            others.map(move |other| (pattern, other))
        });
        // Short ones are quick to read and to type.
        let shortest = rivals.min_by_key(|(pattern, other)| pattern.slug.as_str().len() + other.slug.as_str().len());
        let shelf = layra_builtin::blueprints();
        let blueprints = shelf.blueprints().iter().map(layra_blueprint::Blueprint::slug);
        let blueprint = blueprints.min_by_key(|slug| slug.len()).unwrap_or("BLUEPRINT").to_owned();
        match shortest.or_else(|| catalog.patterns().first().zip(catalog.patterns().last())) {
            Some((pattern, other)) => Self {
                pattern: pattern.slug.to_string(),
                name: pattern.name.clone(),
                other: other.slug.to_string(),
                blueprint,
            },
            None => Self { pattern: "SLUG".to_owned(), name: "Name".to_owned(), other: "OTHER".to_owned(), blueprint },
        }
    }

    /// `command` with the examples filled in, at every command.
    pub(crate) fn fill_in(&self, command: clap::Command) -> clap::Command {
        let filled = |text: &StyledStr| {
            let text = text.to_string().replace("{pattern}", &self.pattern).replace("{other}", &self.other);
            text.replace("{name}", &self.name).replace("{blueprint}", &self.blueprint)
        };
        match command.get_after_help().map(filled) {
            Some(text) => command.after_help(text),
            None => command,
        }
        .mut_subcommands(|command| self.fill_in(command))
    }
}
