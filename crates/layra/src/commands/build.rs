//! `layra build`: the web site as a folder of files.

use crate::args::BuildArgs;
use crate::outcome::Status;
use crate::output::Output;
use crate::settings::Settings;

/// By this file a folder is known as one that was built.
#[cfg(feature = "serve")]
const MARK: &str = ".layra-build";

/// Builds the site.
#[cfg(feature = "serve")]
pub(crate) fn run(args: &BuildArgs, settings: &Settings, output: &mut Output) -> anyhow::Result<Status> {
    use layra_search::Index;
    use layra_server::Site;

    use crate::files;
    use crate::sources;
    use crate::terminal::text::clean;

    let catalog = std::mem::ManuallyDrop::into_inner(sources::catalog(settings)?);
    // Nobody asks these pages a question, so no index is made.
    let site = Site::new(catalog, Index::default(), layra_builtin::tokens()).for_files();
    let files = layra_server::files(&site);
    files::replace_folder(&args.out, &files, MARK)?;
    output.say(&format!("{} files written to {}", files.len(), clean(&args.out.display().to_string())));
    Ok(Status::Fine)
}

/// Says how to get a program that builds sites.
#[cfg(not(feature = "serve"))]
pub(crate) fn run(_: &BuildArgs, _: &Settings, _: &mut Output) -> anyhow::Result<Status> {
    Err(crate::commands::serve::left_out().into())
}
