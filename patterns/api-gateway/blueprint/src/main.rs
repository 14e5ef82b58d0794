//! Starts the gateway, with an identity provider and services to try it with unless the settings name a
//! provider: `cargo run`. `cargo run -- check` tries the file of routes and ends.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, bail};
use blueprint_api_gateway::control::Control;
use blueprint_api_gateway::identity::demo::Issuer;
use blueprint_api_gateway::identity::keys::Keys;
use blueprint_api_gateway::monitor::Monitor;
use blueprint_api_gateway::services::demo::Copy;
use blueprint_api_gateway::services::http;
use blueprint_api_gateway::settings::Settings;
use blueprint_api_gateway::{admin, door, router, shutdown, telemetry};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let settings = Settings::load()?;
    telemetry::start(settings.log);
    match std::env::args().nth(1).as_deref() {
        None => serve(settings).await,
        Some("check") => open(&settings, String::new()).map(drop),
        Some(_) => bail!("leave the command out to start the gateway, or `check` the routes"),
    }
}

/// The routes, and the keys that are published at `url`: none is read yet.
fn open(settings: &Settings, url: String) -> anyhow::Result<(Arc<Control>, Arc<Keys>)> {
    let keys = Arc::new(Keys::new(url, settings.identity.clone(), http()));
    let control = Control::open(&settings.routes, Arc::clone(&keys), http());
    let file = settings.routes.display();
    Ok((Arc::new(control.with_context(|| format!("{file} cannot be used; another file goes into APP_ROUTES"))?), keys))
}

async fn serve(settings: Settings) -> anyhow::Result<()> {
    let url = match &settings.identity.keys {
        Some(url) => url.clone(),
        None => demo(&settings).await?,
    };
    let (control, keys) = open(&settings, url)?;
    keys.refresh().await.context("no token could be checked; set APP_IDENTITY__KEYS, or start it")?;
    let (listener, admin) = (bind("APP_LISTEN", settings.listen).await?, bind("APP_ADMIN", settings.admin).await?);
    let (address, inside) = (listener.local_addr()?, admin.local_addr()?);
    tracing::info!(%address, admin = %inside, "serving");
    tracing::info!("try: curl http://{address}/catalogue; curl -i http://{address}/orders");
    tracing::info!("try: curl http://{inside}/health; curl http://{inside}/metrics");

    let stop = CancellationToken::new();
    let monitor = Monitor::default();
    tokio::spawn(Arc::clone(&control).watch(stop.clone())?);
    tokio::spawn(keys.keep_fresh(stop.clone()));
    tokio::spawn(axum::serve(admin, admin::router(Arc::clone(&control), monitor.clone())).into_future());
    let serving = tokio::spawn(door::serve(listener, router::stage(control, monitor), settings.door, stop.clone()));
    shutdown::requested().await;
    stop.cancel();
    serving.await?;
    Ok(())
}

async fn bind(name: &str, address: SocketAddr) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind(address).await;
    listener.with_context(|| format!("cannot listen on {address}; another address goes into {name}"))
}

/// Starts the identity provider and the services that come with the project; gives where the keys are.
async fn demo(settings: &Settings) -> anyhow::Result<String> {
    let listener = bind("APP_DEMO__IDENTITY", settings.demo.identity).await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(axum::serve(listener, Issuer::new(&settings.identity).router()).into_future());
    tracing::info!("no identity provider is set: one of its own answers at {url}");
    tracing::info!("try: curl -X POST '{url}/token?client=ann&scope=orders'");
    for (nth, address) in settings.demo.services.iter().enumerate() {
        let listener = bind("APP_DEMO__SERVICES", *address).await?;
        tracing::info!("a copy of a service answers at http://{address}");
        tokio::spawn(axum::serve(listener, Copy::new(&format!("copy-{}", nth + 1)).router()).into_future());
    }
    Ok(format!("{url}/keys"))
}
