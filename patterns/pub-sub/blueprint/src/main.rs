//! Starts the service.

use std::sync::Arc;

use anyhow::Context;
use blueprint_pub_sub::app::App;
use blueprint_pub_sub::settings::Settings;
use blueprint_pub_sub::{server, shutdown, telemetry};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let settings = Settings::load()?;
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
    let stop = CancellationToken::new();
    let serving = axum::serve(listener, server::router(Arc::clone(&app)));
    let serving = tokio::spawn(serving.with_graceful_shutdown(stop.clone().cancelled_owned()).into_future());
    shutdown::requested().await;
    stop.cancel();
    if tokio::time::timeout(settings.drain, app.stop()).await.is_err() {
        tracing::warn!("work was still under way after {:?}; it comes again", settings.drain);
    }
    let _ = tokio::time::timeout(std::time::Duration::from_millis(500), serving).await;
    Ok(())
}
