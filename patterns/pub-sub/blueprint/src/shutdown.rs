//! Waits for whoever runs the service to say that it shall end.

use tokio::signal;

/// Ends when the process is interrupted (Ctrl-C) or told to terminate.
pub async fn requested() {
    let interrupted = async {
        // Without handlers the process still ends at once on both.
        if signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut terminate) => {
                terminate.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
    tracing::info!("told to stop; requests under way may end");
}
