//! Starts the service, or bills once: `cargo run`, `cargo run -- bill 2026-02-01`.

use std::sync::Arc;

use anyhow::Context;
use blueprint_hexagonal::adapters::inbound::command::{self, Command};
use blueprint_hexagonal::adapters::inbound::{http, timer};
use blueprint_hexagonal::provider::Provider;
use blueprint_hexagonal::settings::Settings;
use blueprint_hexagonal::{shutdown, telemetry, wiring};
use blueprint_hexagonal_core::application::Application;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let command = Command::parse(&std::env::args().skip(1).collect::<Vec<_>>())?;
    let settings = Settings::load().context("the settings cannot be used")?;
    telemetry::start(settings.log);
    let url = match &settings.payments.url {
        Some(url) => url.clone(),
        None => demo(&settings).await?,
    };
    let application = wiring::application(&settings, &url)?;
    match command {
        Command::Serve => serve(&settings, application).await,
        Command::Bill(day) => {
            println!("{}", tokio::task::spawn_blocking(move || command::bill(&application, day)).await??);
            Ok(())
        }
    }
}

async fn serve(settings: &Settings, application: Application) -> anyhow::Result<()> {
    let listener = TcpListener::bind(settings.listen)
        .await
        .with_context(|| format!("cannot listen on {}; another address goes into APP_LISTEN", settings.listen))?;
    let address = listener.local_addr()?;
    tracing::info!(%address, books = %settings.books.display(), "serving");
    tracing::info!("try: curl http://{address}/subscriptions -H 'content-type: application/json' -d '{WISH}'");
    tracing::info!("try: curl http://{address}/subscriptions/ada/invoices");

    let application = Arc::new(application);
    let ports = http::Ports { subscriptions: application.clone(), billing: application.clone() };
    let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
    let serving = axum::serve(listener, http::router(ports)).with_graceful_shutdown(stop.clone().cancelled_owned());
    tasks.spawn(serving.into_future());
    tasks.spawn(timer::run(application, settings.bill_every, stop.clone()));
    shutdown::requested().await;
    stop.cancel();
    tasks.close();
    if tokio::time::timeout(settings.drain, tasks.wait()).await.is_ok() {
        return Ok(());
    }
    tracing::warn!("work was still under way after {:?}; the next run makes good what is cut off", settings.drain);
    // A runtime would wait for threads that wait; nothing is lost without them.
    std::process::exit(0);
}

const WISH: &str = r#"{"customer":"ada","plan":"team","seats":3}"#;

/// Starts the provider that comes with the service; gives its address.
async fn demo(settings: &Settings) -> anyhow::Result<String> {
    let at = settings.payments.demo;
    let listener = TcpListener::bind(at).await.with_context(|| {
        format!("cannot listen on {at}; set APP_PAYMENTS__DEMO, or APP_PAYMENTS__URL to a provider that runs")
    })?;
    let url = format!("http://{}", listener.local_addr()?);
    tracing::info!("no payment provider is set: one of its own answers at {url}; see what it took:");
    tracing::info!("try: curl {url}/charges");
    tokio::spawn(axum::serve(listener, Provider::default().router()).into_future());
    Ok(url)
}
