//! Says which program reads, so that what another one kept is not used: a hash of this crate's own source
//! code and of the versions it is built with.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut hash = DefaultHasher::new();
    take(&here.join("src"), &mut hash)?;
    let versions = here.join("../../Cargo.lock");
    if versions.is_file() {
        take(&versions, &mut hash)?;
    }
    println!("cargo::rustc-env=LAYRA_CODEGRAPH_SOURCE={:016x}", hash.finish());
    Ok(())
}

/// Takes a file, or all files of a folder in the order of their names, into the hash.
fn take(path: &Path, hash: &mut DefaultHasher) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", path.display());
    if path.is_dir() {
        let entries: io::Result<Vec<PathBuf>> = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect();
        let mut entries = entries?;
        entries.sort();
        return entries.iter().try_for_each(|entry| take(entry, hash));
    }
    path.file_name().hash(hash);
    fs::read(path)?.hash(hash);
    Ok(())
}
