//! Starts the service.

use std::sync::Arc;

use anyhow::Context;
use blueprint_pub_sub::app::App;
use blueprint_pub_sub::settings::Settings;
use blueprint_pub_sub::{server, shutdown, telemetry};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let settings = Settings::load().context("the settings cannot be used")?;
    telemetry::start(settings.log);
    let app = Arc::new(App::open(&settings).await?);
    let listener = TcpListener::bind(settings.listen)
        .await
        .with_context(|| format!("cannot listen on {}; another address goes into APP_LISTEN", settings.listen))?;
    app.start();
    let address = listener.local_addr()?;
    tracing::info!(%address, broker = ?settings.broker.kind, "serving");
    let json = "-H 'content-type: application/json'";
    tracing::info!(r#"try: curl http://{address}/parcels/p-1 {json} -d '{{"kind":"delivered","region":"north"}}'"#);
    tracing::info!("try: curl http://{address}/parcels/p-1, and /charges, /backlog and /live there");

    // Live subscribers stay for ever: they are not waited for.
    let stopping = app.stopping.clone().cancelled_owned();
    let serving = axum::serve(listener, server::router(Arc::clone(&app))).with_graceful_shutdown(stopping);
    let serving = tokio::spawn(serving.into_future());
    shutdown::requested().await;
    if tokio::time::timeout(settings.drain, app.stop()).await.is_err() {
        tracing::warn!("work was still under way after {:?}; it comes again", settings.drain);
    }
    let _ = tokio::time::timeout(std::time::Duration::from_millis(500), serving).await;
    Ok(())
}
