//! Starts the service.

use std::sync::Arc;

use anyhow::Context;
use blueprint_cqrs_event_sourcing::app::App;
use blueprint_cqrs_event_sourcing::settings::Settings;
use blueprint_cqrs_event_sourcing::{server, shutdown, telemetry};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let settings = Settings::load().context("the settings cannot be used")?;
    telemetry::start(settings.log);
    let app = Arc::new(App::open(&settings)?);
    let stop = CancellationToken::new();
    let following = app.follow(&stop);
    let listener = TcpListener::bind(settings.listen)
        .await
        .with_context(|| format!("cannot listen on {}; another address goes into APP_LISTEN", settings.listen))?;
    let address = listener.local_addr()?;
    tracing::info!(%address, data = %settings.data.display(), events = app.store.head()?, "serving");
    let (url, json) = (format!("http://{address}/accounts"), "-H x-actor:me -H content-type:application/json");
    tracing::info!(r#"try: curl -X PUT {url}/one {json} -d '{{"person":"ada","name":"Ada"}}'"#);
    tracing::info!(r#"try: curl {url}/one {json} -d '{{"deposit":{{"cents":5,"purpose":"gift"}}}}'"#);
    tracing::info!("try: curl {url}; curl {url}/one/history");

    let serving = axum::serve(listener, server::router(app)).with_graceful_shutdown(stop.clone().cancelled_owned());
    let serving = tokio::spawn(serving.into_future());
    shutdown::requested().await;
    stop.cancel();
    let all = async { (serving.await, following.join_all().await) };
    let Ok((served, _)) = tokio::time::timeout(settings.drain, all).await else {
        tracing::warn!("work was still under way after {:?}; the next start goes on with it", settings.drain);
        // A runtime would wait for threads that wait; nothing is lost without them.
        std::process::exit(0);
    };
    Ok(served??)
}
