//! The passing of time: bills again and again. A run with nothing to do costs two questions to the books.

use std::sync::Arc;
use std::time::Duration;

use blueprint_hexagonal_core::ports::inbound::Billing;
use tokio_util::sync::CancellationToken;

/// Bills at once, then every so often until told to stop. A run under way ends first.
pub async fn run(billing: Arc<dyn Billing>, every: Duration, stop: CancellationToken) {
    loop {
        let billing = Arc::clone(&billing);
        let done = tokio::task::spawn_blocking(move || billing.run(None)).await;
        match done.map_err(anyhow::Error::from).and_then(|done| Ok(done?)) {
            Ok(report) => tracing::info!(?report, "billed"),
            // The next run does what this one could not.
            Err(error) => tracing::error!(%error, "billing was cut off"),
        }
        if stop.run_until_cancelled(tokio::time::sleep(every)).await.is_none() {
            return;
        }
    }
}
