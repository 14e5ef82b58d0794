//! Waits for whoever runs the service to say that it shall end.

use tokio::signal;

/// Ends when the process is interrupted (Ctrl-C) or told to terminate.
pub async fn requested() {
    #[cfg(unix)]
    let terminated = async { signal::unix::signal(signal::unix::SignalKind::terminate()).ok()?.recv().await };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<Option<()>>();
    tokio::select! {
        Ok(()) = signal::ctrl_c() => {}
        Some(()) = terminated => {}
        // Without handlers the process still ends at once on both.
        else => std::future::pending().await,
    }
    tracing::info!("told to stop; requests under way may end");
}
