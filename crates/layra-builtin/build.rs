//! Validates `pack.toml`, `patterns/` and `vocabulary/`, and packs the catalogue, its search index and its
//! blueprints, so that the binary parses nothing when it starts; counts the tokens of its texts, so that it
//! carries no tokenizer.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use layra_blueprint::Shelf;
use layra_catalog::problem::has_errors;
use layra_catalog::{Catalog, Severity, export, tokens};
use layra_search::Index;

fn main() -> Result<(), Box<dyn Error>> {
    // Asked when it runs: a script that was compiled in another clone may be run again here.
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../..");
    for part in ["pack.toml", "patterns", "vocabulary"] {
        println!("cargo::rerun-if-changed={}", root.join(part).display());
    }
    let (catalog, mut problems) = Catalog::from_dir(&root)?;
    let (shelf, faults) = Shelf::from_dir(&root, &catalog)?;
    problems.extend(faults);
    for problem in problems.iter().filter(|problem| problem.severity == Severity::Error) {
        println!("cargo::error={problem}");
    }
    if has_errors(&problems) {
        return Err("the built-in catalogue has errors; `cargo run -- lint` shows them in full".into());
    }
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("blueprints.bin"), postcard::to_allocvec(&shelf)?)?;
    let packed = postcard::to_allocvec(&catalog)?;
    if is_same(&out.join("catalog.bin"), &packed) {
        return Ok(());
    }
    fs::write(out.join("index.bin"), postcard::to_allocvec(&Index::build(&catalog))?)?;
    fs::write(out.join("tokens.bin"), tokens(&catalog)?)?;
    // Written last: it says that the others are there.
    fs::write(out.join("catalog.bin"), packed)?;
    Ok(())
}

/// Whether the catalogue was packed already by this very program. Indexing takes long, and an edit of a
/// blueprint changes nothing of it.
fn is_same(path: &Path, packed: &[u8]) -> bool {
    let changed = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    let built = env::current_exe().ok().and_then(|program| changed(&program));
    let newer = built.zip(changed(path)).is_some_and(|(built, written)| built < written);
    newer && fs::read(path).is_ok_and(|before| before == packed)
}

/// The tokens of everything that is written of the catalogue as Markdown.
fn tokens(catalog: &Catalog) -> Result<Vec<u8>, Box<dyn Error>> {
    let tokenizer = tiktoken_rs::o200k_base()?;
    let pages = catalog.patterns().iter().map(|pattern| export::markdown(catalog, pattern));
    let mut texts: Vec<String> = pages.chain([export::llms_index(catalog), export::notes()]).collect();
    // Where something is left out, a line may be followed by a blank one that is not so in the page.
    texts.extend(texts.clone().iter().map(|text| text.replace('\n', "\n\n")));
    Ok(tokens::pack(texts.iter().map(String::as_str), |chunk| tokenizer.encode_ordinary(chunk).len()))
}
