//! Adds a decision to the text of a `layra.toml`, and changes nothing else of it.

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value};

use crate::path::RepoPath;
use crate::project::{Decision, Rejectable, Rejected};

/// Why a decision cannot be added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The text is not TOML.
    #[error("not valid TOML: {0}")]
    Syntax(String),
    /// `decision` is something else than a list of tables.
    #[error("`decision` is not written as `[[decision]]`")]
    NotTables,
}

/// The text with a `[[decision]]` more, behind those that are there. Comments and formatting of the rest
/// stay as they are, line ends too; of an empty text the decision alone is made.
///
/// # Errors
/// When the text is not TOML, or has a `decision` that no table can be added to.
pub fn with_decision(text: &str, decision: &Decision) -> Result<String, EditError> {
    let mut document: DocumentMut =
        text.parse().map_err(|error: toml_edit::TomlError| EditError::Syntax(error.message().trim().to_owned()))?;
    // What stands below the last table belongs there, unless the decision comes last.
    let trailing = document.trailing().as_str().unwrap_or_default().to_owned();
    let mut table = table(decision);
    let blank = if text.trim().is_empty() { "" } else { "\n" };
    table.decor_mut().set_prefix(format!("{trailing}{blank}"));
    let mut last = document.clone();
    last.set_trailing("");
    push(&mut last, table.clone())?;
    let edited = last.to_string();
    let edited = if edited.starts_with(document.to_string().as_str()) {
        edited
    } else {
        table.decor_mut().set_prefix(blank);
        push(&mut document, table)?;
        document.to_string()
    };
    Ok(if text.contains("\r\n") { edited.replace("\r\n", "\n").replace('\n', "\r\n") } else { edited })
}

fn push(document: &mut DocumentMut, table: Table) -> Result<(), EditError> {
    let decisions = document.entry("decision").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    decisions.as_array_of_tables_mut().ok_or(EditError::NotTables)?.push(table);
    Ok(())
}

fn table(decision: &Decision) -> Table {
    let Decision { pattern, adr, scope, roles, rejected } = decision;
    let mut table = Table::new();
    table["pattern"] = pattern.as_str().into();
    if let Some(adr) = adr {
        table["adr"] = adr.as_str().into();
    }
    if *scope != RepoPath::default() {
        table["scope"] = scope.as_str().into();
    }
    if !roles.is_empty() {
        let mut inline = InlineTable::new();
        for (role, paths) in roles {
            inline.insert(role, paths_value(paths));
        }
        table["roles"] = inline.into();
    }
    if !rejected.is_empty() {
        table["rejected"] = one_a_line(rejected.iter().map(rejected_value)).into();
    }
    table
}

fn paths_value(paths: &[RepoPath]) -> Value {
    match paths {
        [path] => path.as_str().into(),
        paths => paths.iter().map(RepoPath::as_str).collect::<Array>().into(),
    }
}

fn rejected_value(rejected: &Rejected) -> Value {
    let key = match rejected.what {
        Rejectable::Pattern(_) => "pattern",
        Rejectable::Technology(_) => "technology",
    };
    let mut inline = InlineTable::new();
    inline.insert(key, rejected.what.as_str().into());
    inline.insert("why", rejected.why.as_str().into());
    inline.into()
}

fn one_a_line(values: impl Iterator<Item = Value>) -> Array {
    let mut array = Array::new();
    for mut value in values {
        value.decor_mut().set_prefix("\n    ");
        array.push_formatted(value);
    }
    array.set_trailing_comma(true);
    array.set_trailing("\n");
    array
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use expect_test::{Expect, expect};
    use layra_catalog::Slug;

    use super::*;

    fn decision() -> Decision {
        let path = |text| RepoPath::parse(text).expect("a path");
        Decision {
            pattern: Slug::parse("kettle").expect("a slug"),
            adr: Some(path("docs/decisions/0001-use-kettle.md")),
            scope: path("kitchen"),
            roles: BTreeMap::from([
                ("spout".to_owned(), vec![path("a")]),
                ("body".to_owned(), vec![path("b"), path("c")]),
            ]),
            rejected: vec![Rejected {
                what: Rejectable::Technology("gas".to_owned()),
                why: "It \"smells\",\nand costs".to_owned(),
            }],
        }
    }

    fn check(text: &str, expected: Expect) {
        expected.assert_eq(&with_decision(text, &decision()).unwrap_or_else(|error| error.to_string()));
    }

    #[test]
    fn comments_and_formatting_stay() {
        check(
            "# ours\n[project]\nexclude   = [ 'x' ]   # generated\n\n\n[[decision]]\npattern='tray' # see 1\n\n# house\n[[rule]]\nid = 'a'\n# the end\n",
            expect![[r##"
                # ours
                [project]
                exclude   = [ 'x' ]   # generated


                [[decision]]
                pattern='tray' # see 1

                [[decision]]
                pattern = "kettle"
                adr = "docs/decisions/0001-use-kettle.md"
                scope = "kitchen"
                roles = { body = ["b", "c"], spout = "a" }
                rejected = [
                    { technology = "gas", why = """
                It "smells",
                and costs""" },
                ]

                # house
                [[rule]]
                id = 'a'
                # the end
            "##]],
        );
    }

    #[test]
    fn an_empty_file_gets_the_decision_alone() {
        check(
            "",
            expect![[r#"
            [[decision]]
            pattern = "kettle"
            adr = "docs/decisions/0001-use-kettle.md"
            scope = "kitchen"
            roles = { body = ["b", "c"], spout = "a" }
            rejected = [
                { technology = "gas", why = """
            It "smells",
            and costs""" },
            ]
        "#]],
        );
    }

    #[test]
    fn what_cannot_be_added_to_is_left_alone() {
        check("decision = 3\n", expect!["`decision` is not written as `[[decision]]`"]);
        check("[[decision]\n", expect!["not valid TOML: unclosed array table, expected `]`"]);
    }

    #[test]
    fn line_ends_stay() {
        let edited = with_decision("# a\r\n[project]\r\n", &decision()).expect("added");
        assert!(edited.starts_with("# a\r\n[project]\r\n\r\n[[decision]]\r\n"), "{edited:?}");
        assert_eq!(edited.matches('\n').count(), edited.matches("\r\n").count());
    }
}
