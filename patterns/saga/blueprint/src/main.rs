//! Starts all services in one process.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use blueprint_saga::app::{App, now};
use blueprint_saga::channel::fair;
use blueprint_saga::settings::Settings;
use blueprint_saga::{server, shutdown, telemetry};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// How often is looked for what is due.
const PULSE: Duration = Duration::from_millis(50);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let settings = Settings::load()?;
    telemetry::start(settings.log);
    let folder = settings.folder.as_path();
    let cannot_open = || format!("cannot open {}; another folder goes into APP_FOLDER", folder.display());
    std::fs::create_dir_all(folder).with_context(cannot_open)?;
    let app = Arc::new(App::open(folder, &settings, fair(settings.away.clone())).with_context(cannot_open)?);
    let listener = TcpListener::bind(settings.listen)
        .await
        .with_context(|| format!("cannot listen on {}; another address goes into APP_LISTEN", settings.listen))?;
    let address = listener.local_addr()?;
    tracing::info!(%address, style = ?settings.style, "serving");
    tracing::info!(
        "try: curl -X PUT http://{address}/orders/one -H 'content-type: application/json' -d \
         '{{\"customer\":\"ada\",\"item\":\"anvil\",\"quantity\":1,\"cents\":9900,\"place\":\"kiel\"}}'"
    );
    tracing::info!("try: curl http://{address}/orders/one; curl http://{address}/health");

    let stop = CancellationToken::new();
    let router = server::router(Arc::clone(&app));
    let serving = axum::serve(listener, router).with_graceful_shutdown(stop.clone().cancelled_owned());
    let serving = tokio::spawn(serving.into_future());
    let working = tokio::spawn(work(app, stop.clone()));
    shutdown::requested().await;
    stop.cancel();
    match tokio::time::timeout(settings.drain, async { (serving.await, working.await) }).await {
        Ok((served, worked)) => {
            served??;
            worked?;
        }
        Err(_) => tracing::warn!("work was still under way after {:?}; the next start goes on with it", settings.drain),
    }
    Ok(())
}

/// Does what is due, until told to stop. What is under way then ends first; the next start goes on with the rest.
async fn work(app: Arc<App>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let working = Arc::clone(&app);
        match tokio::task::spawn_blocking(move || working.channel.work(now())).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::error!(%error, "work was cut off; it goes on"),
            Err(error) => tracing::error!(%error, "work broke off; it goes on"),
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(PULSE) => {}
        }
    }
}
