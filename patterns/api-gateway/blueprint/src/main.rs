//! Starts the gateway, with an identity provider and services to try it with unless the settings name a
//! provider: `cargo run`. `cargo run -- check` tries the file of routes and ends.

use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use blueprint_api_gateway::control::Control;
use blueprint_api_gateway::demo::{Copy, Issuer};
use blueprint_api_gateway::identity::Keys;
use blueprint_api_gateway::monitor::{self, Monitor};
use blueprint_api_gateway::services::http;
use blueprint_api_gateway::settings::Settings;
use blueprint_api_gateway::{door, router, shutdown, telemetry};
use tokio::net::{TcpListener, ToSocketAddrs};
use tokio_util::sync::CancellationToken;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let settings = Settings::load()?;
    telemetry::start(settings.log);
    // Where none is set, the one that comes with the project publishes them.
    let url = settings.keys.clone().unwrap_or_else(|| format!("{}/keys", settings.issuer));
    let keys = Arc::new(Keys::new(url, &settings, http()));
    let control = Control::open(&settings.routes, Arc::clone(&keys), http());
    let file = &settings.routes;
    let control = control.with_context(|| format!("{file:?} cannot be used; another file goes into APP_ROUTES"))?;
    match std::env::args().nth(1).as_deref() {
        None => serve(settings, control, keys).await,
        Some("check") => Ok(()),
        Some(_) => bail!("leave the command out to start the gateway, or `check` the routes"),
    }
}

async fn serve(settings: Settings, control: Arc<Control>, keys: Arc<Keys>) -> anyhow::Result<()> {
    if settings.keys.is_none() {
        demo(&settings, &control).await?;
    }
    let known = keys.refresh(Duration::ZERO).await.map_err(anyhow::Error::from_boxed);
    known.context("no token could be checked; set APP_KEYS, or start it")?;
    let (listener, admin) = (bind("APP_LISTEN", settings.listen).await?, bind("APP_ADMIN", settings.admin).await?);
    let (address, inside) = (listener.local_addr()?, admin.local_addr()?);
    tracing::info!(%address, admin = %inside, "serving");
    tracing::info!("try: curl http://{address}/catalogue; curl -i http://{address}/orders");
    tracing::info!("try: curl http://{inside}/health; curl http://{inside}/metrics");

    let stop = CancellationToken::new();
    let monitor = Monitor::default();
    tokio::spawn(Arc::clone(&control).watch()?);
    tokio::spawn(keys.keep_fresh());
    tokio::spawn(axum::serve(admin, monitor::inside(Arc::clone(&control), monitor.clone())).into_future());
    let serving = tokio::spawn(door::serve(listener, router::stage(control, monitor), settings, stop.clone()));
    shutdown::requested().await;
    stop.cancel();
    serving.await?;
    Ok(())
}

async fn bind(name: &str, address: impl ToSocketAddrs + Display) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind(&address).await;
    listener.with_context(|| format!("cannot listen on {address}; another address goes into {name}"))
}

/// Starts the identity provider and the services that come with the project, where they are looked for.
async fn demo(settings: &Settings, control: &Control) -> anyhow::Result<()> {
    let issuer = &settings.issuer;
    let listener = bind("APP_ISSUER", issuer.trim_start_matches("http://")).await?;
    tokio::spawn(axum::serve(listener, Issuer::new(settings).router()).into_future());
    tracing::info!("no identity provider is set: one of its own answers at {issuer}");
    tracing::info!("try: curl -X POST '{issuer}/token?client=ann&scope=orders'");
    for copy in control.table().file.service.values().flat_map(|service| &service.copies) {
        let listener = bind("the routes", copy.as_str()).await?;
        tracing::info!("a copy of a service answers at http://{copy}");
        tokio::spawn(axum::serve(listener, Copy::new(copy.as_str()).router()).into_future());
    }
    Ok(())
}
