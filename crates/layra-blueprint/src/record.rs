//! What a decision record of a new project says besides: where in it the parts of the pattern are.

use std::fmt::Write;

use layra_catalog::Pattern;

use crate::manifest::Manifest;

/// A section of Markdown: where the components of `pattern` are in a project of this blueprint.
pub(crate) fn whereabouts(manifest: &Manifest, pattern: &Pattern) -> String {
    let mut text = String::from("\n## Where the Parts Are\n\n");
    for part in &manifest.components {
        let component = pattern.components.iter().find(|component| component.id == part.id);
        let name = component.map_or(part.id.as_str(), |component| &component.name);
        let place = match &part.outside {
            Some(outside) => format!("outside: {outside}"),
            None => part.modules.iter().map(|module| format!("`{module}`")).collect::<Vec<_>>().join(", "),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "* {name} (`{}#{}`): {place}", pattern.slug, part.id);
    }
    text
}
