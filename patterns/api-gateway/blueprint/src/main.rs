//! Starts the gateway, with an identity provider and services to try it with unless the settings name a
//! provider: `cargo run`. `cargo run -- check routes.toml` tries a file of routes and ends.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use blueprint_api_gateway::concerns::Around;
use blueprint_api_gateway::control::{Control, Parts};
use blueprint_api_gateway::identity::demo::Issuer;
use blueprint_api_gateway::identity::keys::Keys;
use blueprint_api_gateway::monitor::Monitor;
use blueprint_api_gateway::services::demo::Copy;
use blueprint_api_gateway::settings::Settings;
use blueprint_api_gateway::{admin, door, router, services, shutdown, telemetry};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower::Layer;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let settings = Settings::load()?;
    telemetry::start(settings.log);
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => serve(settings).await,
        ["check"] => check(&settings, &settings.routes),
        ["check", file] => check(&settings, Path::new(file)),
        _ => bail!("leave the command out to start the gateway, or `check routes.toml`"),
    }
}

fn parts(settings: &Settings, url: &str) -> anyhow::Result<Parts> {
    let http = services::http();
    let url = url.parse().with_context(|| format!("`{url}` is no address"))?;
    Ok(Parts { keys: Arc::new(Keys::new(url, settings.identity.clone(), http.clone())), http })
}

fn check(settings: &Settings, file: &Path) -> anyhow::Result<()> {
    let control = Control::open(file, parts(settings, "http://127.0.0.1")?)?;
    tracing::info!(file = %file.display(), routes = control.table().count(), "these routes are good");
    Ok(())
}

async fn serve(settings: Settings) -> anyhow::Result<()> {
    let keys = match &settings.identity.keys {
        Some(url) => url.clone(),
        None => demo(&settings).await?,
    };
    let parts = parts(&settings, &keys)?;
    let known = parts.keys.refresh().await.context("no token could be checked; set APP_IDENTITY__KEYS, or start it")?;
    let keys = Arc::clone(&parts.keys);
    let control =
        Arc::new(Control::open(&settings.routes, parts).context("the gateway needs its routes; see APP_ROUTES")?);
    let (listener, admin) = (bind("APP_LISTEN", settings.listen).await?, bind("APP_ADMIN", settings.admin).await?);
    let (address, inside) = (listener.local_addr()?, admin.local_addr()?);
    tracing::info!(%address, admin = %inside, routes = control.table().count(), keys = known, "serving");
    tracing::info!("try: curl http://{address}/catalogue");
    tracing::info!("try: curl -i http://{address}/orders; curl http://{inside}/health; curl http://{inside}/metrics");

    let stop = CancellationToken::new();
    let monitor = Monitor::default();
    tokio::spawn(Arc::clone(&control).watch(stop.clone())?);
    tokio::spawn(keys.keep_fresh(stop.clone()));
    tokio::spawn(axum::serve(admin, admin::router(Arc::clone(&control), monitor.clone())).into_future());
    let stack = Around(monitor).layer(router::stage(control));
    let serving = tokio::spawn(door::serve(listener, stack, settings.door, stop.clone()));
    shutdown::requested().await;
    stop.cancel();
    serving.await?;
    Ok(())
}

async fn bind(name: &str, address: std::net::SocketAddr) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind(address).await;
    listener.with_context(|| format!("cannot listen on {address}; another address goes into {name}"))
}

/// Starts the identity provider and the services that come with the project; gives where the keys are.
async fn demo(settings: &Settings) -> anyhow::Result<String> {
    let listener = bind("APP_DEMO__IDENTITY", settings.demo.identity).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let issuer = Issuer::new(&settings.identity.issuer, &settings.identity.audience);
    tokio::spawn(axum::serve(listener, issuer.router()).into_future());
    tracing::info!("no identity provider is set: one of its own answers at {url}");
    tracing::info!("try: curl -X POST '{url}/token?client=ann&scope=orders'");
    for (nth, address) in settings.demo.services.iter().enumerate() {
        let listener = bind("APP_DEMO__SERVICES", *address).await?;
        tracing::info!("a copy of a service answers at http://{}", listener.local_addr()?);
        tokio::spawn(axum::serve(listener, Copy::new(&format!("copy-{}", nth + 1)).router()).into_future());
    }
    Ok(format!("{url}/keys"))
}
