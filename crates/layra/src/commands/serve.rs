//! `layra serve`: the catalogue as a web site.

use crate::args::ServeArgs;
use crate::outcome::Status;
use crate::output::Output;
use crate::settings::Settings;

/// Serves until it is told to stop.
#[cfg(feature = "serve")]
pub(crate) fn run(args: &ServeArgs, settings: &Settings, output: &mut Output) -> anyhow::Result<Status> {
    use std::sync::Arc;

    use jiff::ZonedDateTime;
    use layra_server::{Listener, ServeError, Site};

    use crate::outcome::Failure;
    use crate::sources;

    let (catalog, index) = sources::searchable(settings)?;
    let catalog = std::mem::ManuallyDrop::into_inner(catalog);
    let failed = |error: ServeError| Failure::new(error.to_string()).with_hint(error.hint());
    let listener = Listener::bind(&args.addr).map_err(failed)?;
    let blueprints = sources::blueprints(settings, &catalog)?;
    let (address, count) = (listener.address(), catalog.patterns().len());
    let site = Site::new(catalog, index, layra_builtin::tokens()).with_hosts(args.hosts.clone());
    let site = Arc::new(site.with_blueprints(blueprints).with_clock(|| ZonedDateTime::now().date()));
    output.say(&format!("serving {count} patterns at http://{address} (Ctrl-C stops)"));
    layra_server::serve(listener, site).map_err(failed)?;
    Ok(Status::Fine)
}

/// Says how to get a program that serves.
#[cfg(not(feature = "serve"))]
pub(crate) fn run(_: &ServeArgs, _: &Settings, _: &mut Output) -> anyhow::Result<Status> {
    Err(left_out().into())
}

/// What is wrong where the site is not part of the program.
#[cfg(not(feature = "serve"))]
pub(crate) fn left_out() -> crate::outcome::Failure {
    crate::outcome::Failure::new("this program was built without the web site")
        .with_hint("build it with its usual features: `cargo build --release`")
}
