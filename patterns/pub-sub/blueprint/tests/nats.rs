//! The same on a real NATS server, which these tests start and stop. Without one installed (`apt-get install
//! nats-server`) they say so and do nothing.

mod suite;

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use blueprint_pub_sub::app::App;
use blueprint_pub_sub::broker::{Broker, BrokerError, Nats};
use blueprint_pub_sub::publisher::Report;
use blueprint_pub_sub::settings::{BrokerKind, BrokerSettings, Settings};
use tempfile::TempDir;

fn settings() -> Settings {
    Settings::read(Settings::sources()).expect("they are whole")
}

struct World {
    broker: Arc<dyn Broker>,
    _server: Server,
}

/// A server on a port of its own. It ends with the test.
struct Server {
    process: Child,
    address: SocketAddr,
    folder: TempDir,
}

impl Server {
    /// None where no such program is installed.
    fn start() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        // Free now; somebody else may take it before the server does, but hardly so.
        let address = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
        let process = Self::run(address, &folder)?;
        Some(Self { process, address, folder })
    }

    fn run(address: SocketAddr, folder: &TempDir) -> Option<Child> {
        let mut command = Command::new("nats-server");
        command.args(["--addr", "127.0.0.1", "--port", &address.port().to_string(), "--jetstream", "--store_dir"]);
        let spawned = command.arg(folder.path()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let process = match spawned {
            Ok(process) => process,
            Err(error) => {
                eprintln!("skipped: nats-server cannot be started ({error}); `apt-get install nats-server`");
                return None;
            }
        };
        let began = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(began.elapsed() < Duration::from_secs(20), "the server does not listen");
            std::thread::sleep(Duration::from_millis(10));
        }
        Some(process)
    }

    fn kill(&mut self) {
        self.process.kill().expect("killed");
        self.process.wait().expect("ended");
    }

    fn restart(&mut self) {
        self.process = Self::run(self.address, &self.folder).expect("it was there before");
    }

    fn settings(&self) -> BrokerSettings {
        BrokerSettings { kind: BrokerKind::Nats, url: format!("nats://{}", self.address), ..settings().broker }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn nats() -> Option<World> {
    let server = Server::start()?;
    let broker = Arc::new(Nats::connect(&server.settings()).await.expect("connected"));
    Some(World { broker, _server: server })
}

suite::holds!(nats);

#[tokio::test]
async fn a_server_that_is_not_there_is_told_with_how_to_start_it() {
    let settings = BrokerSettings { url: "nats://127.0.0.1:1".to_owned(), ..settings().broker };
    let error = Nats::connect(&settings).await.err().expect("not there");
    assert!(matches!(error, BrokerError::NotThere { .. }), "{error}");
    assert!(error.to_string().contains("scripts/nats.sh"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_loses_nothing_and_is_found_again() {
    let Some(mut server) = Server::start() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let settings = Settings { data: folder.path().to_owned(), broker: server.settings(), ..settings() };
    let app = App::open(&settings).await.expect("opened");
    let report = |nth: usize, kind: &str| {
        let report = Report { kind: kind.to_owned(), region: "north".to_owned() };
        app.outbox.report(&format!("p-{nth}"), report, "").expect("reported");
    };
    app.start();
    (0..30).for_each(|nth| report(nth, "moved"));
    until(|| app.tracking.state("p-29").expect("read").is_some()).await;
    // Some are under way when it dies, others are reported while it is gone.
    (0..30).for_each(|nth| report(nth, "delivered"));
    server.kill();
    (30..60).for_each(|nth| report(nth, "delivered"));
    assert!(!app.outbox.unsent(1_000).expect("read").is_empty(), "they wait");
    server.restart();
    until(|| app.billing.charges().expect("read").len() == 60).await;
    until(|| {
        (0..60)
            .all(|nth| app.tracking.state(&format!("p-{nth}")).expect("read").is_some_and(|it| it.kind == "delivered"))
    })
    .await;
    assert_eq!(app.outbox.unsent(1_000).expect("read"), []);
    app.stop().await;
}

async fn until(there: impl Fn() -> bool) {
    let began = Instant::now();
    while !there() {
        assert!(began.elapsed() < Duration::from_secs(30), "it does not get there");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
