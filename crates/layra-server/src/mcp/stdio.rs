//! An agent on the standard streams, as clients start it.

use std::sync::Arc;
use std::time::Duration;

use rmcp::ServiceExt as _;
use rmcp::service::{QuitReason, ServerInitializeError};
use rmcp::transport::async_rw::AsyncRwTransport;
use rmcp::transport::io::stdio_pipes;
use tokio::sync::watch;

use super::paced::Paced;
use super::{Agent, Root};
use crate::error::ServeError;
use crate::library::Library;

/// Longest message read, in bytes.
const LONGEST: usize = 1024 * 1024;
/// Time between two looks at whether the library has changed.
const PAUSE: Duration = Duration::from_secs(2);

/// Gives a library in the place of the one before, when that has changed.
pub type Reload = Box<dyn FnMut() -> Option<Library> + Send>;

/// Answers on the standard streams until the client closes them. Nothing but messages is written to
/// stdout.
///
/// Tools read and write in `root`. `reload` is called every two seconds, on a thread of its own; the library it gives is taken from then
/// on, and the client is told.
///
/// # Errors
/// When the machinery that answers cannot be started, or the client does not begin as the protocol asks.
pub fn stdio(library: Library, root: Root, reload: Option<Reload>) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(ServeError::Start)?;
    let result = runtime.block_on(async {
        let (sender, receiver) = watch::channel(Arc::new(library));
        if let Some(reload) = reload {
            tokio::spawn(keep_current(sender, reload));
        }
        let (input, output) = stdio_pipes();
        let transport = Paced::new(AsyncRwTransport::new_server(input, output).with_max_line_length(LONGEST));
        match Agent::new(receiver).with_root(root).serve(transport).await {
            Ok(running) => match running.waiting().await {
                Ok(QuitReason::JoinError(error)) | Err(error) => Err(ServeError::Client(error.to_string())),
                Ok(_) => Ok(()),
            },
            // The client went away before it said anything.
            Err(ServerInitializeError::ConnectionClosed(_)) => Ok(()),
            Err(error) => Err(ServeError::Client(error.to_string())),
        }
    });
    // A thread may still wait for input that never comes.
    runtime.shutdown_background();
    result
}

async fn keep_current(library: watch::Sender<Arc<Library>>, mut reload: Reload) {
    loop {
        tokio::time::sleep(PAUSE).await;
        let looked = tokio::task::spawn_blocking(move || (reload(), reload)).await;
        let Ok((changed, again)) = looked else { return };
        reload = again;
        if let Some(changed) = changed {
            library.send_replace(Arc::new(changed));
        }
    }
}
