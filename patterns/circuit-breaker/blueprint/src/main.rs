//! Starts the service, and an upstream to try it with unless the settings name one.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use anyhow::Context;
use blueprint_circuit_breaker::quotes::Quotes;
use blueprint_circuit_breaker::settings::Settings;
use blueprint_circuit_breaker::upstream::Upstream;
use blueprint_circuit_breaker::upstream::demo::{Demo, Mood};
use blueprint_circuit_breaker::{server, shutdown, telemetry};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let settings = Settings::load()?;
    telemetry::start(settings.log);
    let url = match &settings.upstream.url {
        Some(url) => url.clone(),
        None => demo(&settings).await?,
    };
    let upstream = Upstream::new(&url, settings.upstream.timeout).context("no client for the upstream")?;
    // Each process gets another seed, so that copies do not probe in step.
    let quotes = Arc::new(Quotes::new(upstream, &settings, RandomState::new().hash_one(std::process::id())));
    let listener = TcpListener::bind(settings.listen)
        .await
        .with_context(|| format!("cannot listen on {}; another address goes into APP_LISTEN", settings.listen))?;
    let address = listener.local_addr()?;
    tracing::info!(%address, upstream = url, "serving");
    tracing::info!("try: curl http://{address}/quotes/anvil");
    tracing::info!("try: curl http://{address}/health; curl http://{address}/metrics");

    let stop = CancellationToken::new();
    let serving = axum::serve(listener, server::router(quotes, settings.requests))
        .with_graceful_shutdown(stop.clone().cancelled_owned());
    let serving = tokio::spawn(serving.into_future());
    shutdown::requested().await;
    stop.cancel();
    match tokio::time::timeout(settings.drain, serving).await {
        Ok(ended) => ended??,
        Err(_) => tracing::warn!("requests were still under way after {:?}", settings.drain),
    }
    Ok(())
}

/// Starts the upstream that comes with the service; gives its address.
async fn demo(settings: &Settings) -> anyhow::Result<String> {
    let at = settings.upstream.demo;
    let listener = TcpListener::bind(at).await.with_context(|| {
        format!("cannot listen on {at}; set APP_UPSTREAM__DEMO, or APP_UPSTREAM__URL to a real one")
    })?;
    let url = format!("http://{}", listener.local_addr()?);
    tracing::info!("no upstream is set: one of its own answers at {url}; make it hang:");
    tracing::info!("try: curl -X PUT {url}/mood -H 'content-type: application/json' -d '\"hanging\"'");
    tokio::spawn(axum::serve(listener, Demo::new(Mood::Well).router()).into_future());
    Ok(url)
}
