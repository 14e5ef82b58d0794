//! Invoicing in a process of its own: this program, started again.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use blueprint_modular_monolith::registry::App;
use blueprint_modular_monolith::remote::Remote;
use blueprint_modular_monolith_invoicing::DemoPayments;
use blueprint_modular_monolith_platform::database::Database;
use tokio::net::TcpListener;
use tokio::runtime::{Handle, Runtime};

/// How the program knows that it is the neighbour.
pub(crate) const COMMAND: &str = "invoicing";
const TIMEOUT: Duration = Duration::from_secs(2);

/// The process; killed when it goes out of scope.
pub(crate) struct Neighbour {
    child: Child,
    url: String,
}

impl Neighbour {
    /// Starts it, and tells it where the rest is.
    pub(crate) fn start(rest: &str) -> anyhow::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args([COMMAND, rest]).stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let mut url = String::new();
        BufReader::new(child.stdout.take().context("its words")?).read_line(&mut url)?;
        Ok(Self { child, url: url.trim().to_owned() })
    }

    /// A client of it.
    pub(crate) fn remote(&self, runtime: &Runtime) -> anyhow::Result<Remote> {
        Ok(Remote::new(&self.url, TIMEOUT, runtime.handle().clone())?)
    }

    /// Does what it does once a day, up to a day.
    pub(crate) fn collect(&self, runtime: &Runtime, day: &str) -> anyhow::Result<()> {
        let url = format!("{}/collections/{day}", self.url);
        runtime.block_on(async { reqwest::Client::new().post(url).send().await?.error_for_status() })?;
        Ok(())
    }

    /// What it says of a customer's invoices.
    pub(crate) fn invoices(&self, runtime: &Runtime, customer: &str) -> anyhow::Result<serde_json::Value> {
        let url = format!("{}/invoices/{customer}", self.url);
        Ok(runtime.block_on(async { reqwest::get(url).await?.json().await })?)
    }
}

impl Drop for Neighbour {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Is the neighbour, until it is killed.
pub(crate) fn run(rest: &str) -> anyhow::Result<()> {
    Runtime::new()?.block_on(async {
        let database = Database::open(":memory:")?;
        let rest = Remote::new(rest, TIMEOUT, Handle::current())?;
        let app = Arc::new(App::invoicing_alone(&database, Arc::new(DemoPayments::default()), rest)?);
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("http://{}", listener.local_addr()?);
        std::io::stdout().flush()?;
        axum::serve(listener, app.router()).await?;
        Ok(())
    })
}
