//! Waits for whoever runs the service to say that it shall end.

use tokio::signal;

/// Ends when the process is interrupted (Ctrl-C) or told to terminate.
pub async fn requested() {
    // Where there is no handler, the process still ends at once.
    #[cfg(unix)]
    let terminated = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut terminate) => terminate.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<Option<()>>();
    tokio::select! {
        Ok(()) = signal::ctrl_c() => {}
        _ = terminated => {}
    }
    tracing::info!("told to stop; requests under way may end");
}
