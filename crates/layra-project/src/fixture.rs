//! A small catalogue for tests.

use layra_catalog::{Catalog, SourceText};

/// A catalogue with a kettle, a tray and a technology.
pub(crate) fn kitchen() -> Catalog {
    let entry = "name = \"Kettle\"\ncategory = \"system\"\ncomplexity = 1\nsummary = \"Boils.\"\nteam = { label = \"Any\", min = 1 }\n";
    let technologies = "[[technology]]\nid = \"gas-stove\"\nname = \"Gas stove\"\nkind = \"tool\"\n";
    let files = [
        ("pack.toml", "schema = 1\n".to_owned()),
        ("vocabulary/technologies.toml", technologies.to_owned()),
        ("patterns/kettle/pattern.toml", entry.to_owned()),
        ("patterns/tray/pattern.toml", entry.replace("Kettle", "Tray")),
    ];
    let files = files.map(|(path, text)| SourceText { path: path.to_owned(), text });
    let (catalog, problems) = Catalog::parse(files);
    assert!(!layra_catalog::problem::has_errors(&problems), "{problems:?}");
    catalog
}
