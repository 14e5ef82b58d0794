//! Starts all modules, or invoicing alone: `cargo run`, `cargo run -- invoicing`. `cargo run -- night 2026-02-01`
//! does the work of one night and ends.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use blueprint_modular_monolith::registry::{App, Place};
use blueprint_modular_monolith::remote::Remote;
use blueprint_modular_monolith::settings::Settings;
use blueprint_modular_monolith::{shutdown, telemetry};
use blueprint_modular_monolith_invoicing::DemoPayments;
use blueprint_modular_monolith_kernel::today;
use blueprint_modular_monolith_platform::database::{self, Database};
use jiff::civil::Date;
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let settings = Settings::load().context("the settings cannot be used")?;
    telemetry::start(settings.log);
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => serve(&settings, whole(&settings)?, settings.listen, "/subscriptions").await,
        ["invoicing"] => serve(&settings, alone(&settings)?, settings.apart.listen, "/invoices/ada").await,
        ["night", day] => {
            let day: Date = day.parse().with_context(|| format!("`{day}` is no day; write it like 2026-02-01"))?;
            let app = whole(&settings)?;
            Ok(tokio::task::spawn_blocking(move || app.night(day)).await??)
        }
        _ => bail!("leave the command out to start all modules, or `invoicing`, or `night 2026-02-01`"),
    }
}

fn whole(settings: &Settings) -> anyhow::Result<App> {
    let database = open(&settings.database, "APP_DATABASE")?;
    let invoicing = match &settings.apart.invoicing {
        None => Place::Here(Arc::new(DemoPayments::default())),
        Some(url) => Place::Elsewhere(Remote::new(url, settings.apart.timeout, Handle::current())?),
    };
    Ok(App::whole(&database, invoicing)?)
}

fn alone(settings: &Settings) -> anyhow::Result<App> {
    let database = open(&settings.apart.database, "APP_APART__DATABASE")?;
    let rest = Remote::new(&settings.apart.rest, settings.apart.timeout, Handle::current())?;
    Ok(App::invoicing_alone(&database, Arc::new(DemoPayments::default()), rest)?)
}

fn open(file: &Path, setting: &str) -> anyhow::Result<Database> {
    let refused = || format!("{} cannot be opened; another file goes into {setting}", file.display());
    Database::open(file).with_context(refused)
}

async fn serve(settings: &Settings, app: App, listen: SocketAddr, try_this: &str) -> anyhow::Result<()> {
    let app = Arc::new(app);
    let listener = TcpListener::bind(listen).await.with_context(|| {
        format!("cannot listen on {listen}; another address goes into APP_LISTEN or APP_APART__LISTEN")
    })?;
    let address = listener.local_addr()?;
    tracing::info!(%address, invoicing_is_here = app.invoicing.is_some(), "serving");
    tracing::info!("try: curl http://{address}{try_this}");
    tracing::info!("try: curl http://{address}/health");

    let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
    let serving = axum::serve(listener, app.router()).with_graceful_shutdown(stop.clone().cancelled_owned());
    tasks.spawn(serving.into_future());
    tasks.spawn(every(settings.night_every, stop.clone(), app.clone(), |app| app.night(today())));
    tasks.spawn(every(settings.deliver_every, stop.clone(), app, App::deliver));
    shutdown::requested().await;
    stop.cancel();
    tasks.close();
    if tokio::time::timeout(settings.drain, tasks.wait()).await.is_ok() {
        return Ok(());
    }
    tracing::warn!("work was still under way after {:?}; the next start goes on with it", settings.drain);
    // A runtime would wait for threads that wait; nothing is lost without them.
    std::process::exit(0);
}

/// Does `work` at once and then every so often until told to stop. What is under way ends first.
async fn every(period: Duration, stop: CancellationToken, app: Arc<App>, work: fn(&App) -> database::Result<()>) {
    while !stop.is_cancelled() {
        let app = Arc::clone(&app);
        let done = tokio::task::spawn_blocking(move || work(&app)).await;
        // The next time does what this one could not.
        if let Err(error) = done.map_err(anyhow::Error::from).and_then(|done| Ok(done?)) {
            tracing::error!(?period, %error, "cut off");
        }
        stop.run_until_cancelled(sleep(period)).await;
    }
}
