//! Doors, in this process or in one of their own, with services and an identity provider behind them.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use blueprint_api_gateway::control::Control;
use blueprint_api_gateway::demo::{Copy, Issuer};
use blueprint_api_gateway::door;
use blueprint_api_gateway::identity::Keys;
use blueprint_api_gateway::monitor::Monitor;
use blueprint_api_gateway::router;
use blueprint_api_gateway::services::{Http, http};
use blueprint_api_gateway::settings::Settings;
use config::Config;
use http_body_util::BodyExt;
use hyper::Request;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// The settings that come with the project.
pub(crate) fn settings() -> Settings {
    Settings::read(Config::default()).expect("they are whole")
}

/// Something that listens, until it is killed.
pub(crate) struct Served {
    pub(crate) address: SocketAddr,
    task: JoinHandle<()>,
}

impl Served {
    pub(crate) async fn start(router: axum::Router) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let task = tokio::spawn(async move {
            // All connections end with this task, as they do with a process.
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let _ = stream.set_nodelay(true);
                let service = hyper_util::service::TowerToHyperService::new(router.clone());
                let stream = hyper_util::rt::TokioIo::new(stream);
                connections.spawn(hyper::server::conn::http1::Builder::new().serve_connection(stream, service));
            }
        });
        Self { address, task }
    }

    pub(crate) async fn kill(&mut self) {
        self.task.abort();
        let _ = (&mut self.task).await;
    }
}

/// An identity provider and copies of a service.
pub(crate) struct Behind {
    pub(crate) issuer: Issuer,
    pub(crate) keys_url: String,
    pub(crate) copies: Vec<Copy>,
    pub(crate) served: Vec<Served>,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) http: Http,
}

impl Behind {
    pub(crate) async fn start(copies: usize) -> Self {
        let issuer = Issuer::new(&settings());
        let provider = Served::start(issuer.router()).await;
        let keys_url = format!("http://{}/keys", provider.address);
        let copies: Vec<Copy> = (1..=copies).map(|nth| Copy::new(&format!("copy-{nth}"))).collect();
        let mut served = Vec::new();
        for copy in &copies {
            served.push(Served::start(copy.router()).await);
        }
        // The provider is never killed here: dropping the handle lets it go on.
        drop(provider);
        let folder = tempfile::tempdir().expect("a folder");
        Self { issuer, keys_url, copies, served, folder, http: http() }
    }

    /// A service and a route for each copy, at /1/orders and so on.
    pub(crate) fn routes(&self, more: &str) -> String {
        let route = |(nth, served): (usize, &Served)| {
            let nth = nth + 1;
            format!(
                "[service.s{nth}]\ncopies = [\"{}\"]\n{more}\n[route.r{nth}]\n\
                 paths = [\"/{nth}/{{*rest}}\"]\nservice = \"s{nth}\"\nstrip = \"/{nth}\"\n",
                served.address
            )
        };
        self.served.iter().enumerate().map(route).collect()
    }

    pub(crate) fn write(&self, name: &str, routes: &str) -> PathBuf {
        let file = self.folder.path().join(name);
        // As editors do: never half a file.
        let beside = file.with_extension("new");
        std::fs::write(&beside, routes).expect("written");
        std::fs::rename(&beside, &file).expect("renamed");
        file
    }

    pub(crate) fn token(&self, client: &str) -> String {
        self.issuer.token(client, "orders", 600)
    }

    /// The status of an answer and its length; `None` if there is no answer.
    pub(crate) async fn ask(&self, url: &str, token: &str) -> Option<(u16, usize)> {
        let request = Request::builder().uri(url).header("authorization", format!("Bearer {token}"));
        let answer = self.http.request(request.body(Body::empty()).expect("a request")).await.ok()?;
        let status = answer.status().as_u16();
        Some((status, answer.into_body().collect().await.ok()?.to_bytes().len()))
    }
}

/// A door in this process.
pub(crate) struct Door {
    pub(crate) address: SocketAddr,
    pub(crate) monitor: Monitor,
    stop: CancellationToken,
}

impl Door {
    pub(crate) async fn open(file: &Path, keys_url: &str, settings: Settings) -> Self {
        let http = http();
        let keys = Keys::new(keys_url.to_owned(), &settings, http.clone());
        keys.refresh(Duration::ZERO).await.expect("keys");
        let control = Control::open(file, Arc::new(keys), http).expect("good routes");
        let stop = CancellationToken::new();
        tokio::spawn(Arc::clone(&control).watch().expect("watched"));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let monitor = Monitor::default();
        let stack = router::stage(control, monitor.clone());
        tokio::spawn(door::serve(listener, stack, settings, stop.clone()));
        Self { address, monitor, stop }
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// A door in a process of its own, which ends with this one.
pub(crate) struct DoorProcess {
    pub(crate) address: SocketAddr,
    child: tokio::process::Child,
}

impl DoorProcess {
    pub(crate) async fn open(file: &Path, keys_url: &str) -> Self {
        let mut command = tokio::process::Command::new(std::env::current_exe().expect("this program"));
        command.arg("door").arg(file).arg(keys_url).stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().expect("started");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let line = tokio::time::timeout(Duration::from_secs(10), lines.next_line()).await.expect("in time");
        let address = line.expect("a line").expect("an address").parse().expect("an address");
        Self { address, child }
    }

    pub(crate) async fn kill(&mut self) {
        self.child.kill().await.expect("killed");
    }
}

/// What such a process does: it serves until nobody holds its standard input any more.
pub(crate) async fn in_a_process(file: &str, keys_url: &str) {
    let door = Door::open(Path::new(file), keys_url, settings()).await;
    println!("{}", door.address);
    let held = tokio::task::spawn_blocking(|| std::io::copy(&mut std::io::stdin(), &mut std::io::sink()));
    let _ = held.await;
}

/// nginx, as a plain proxy with one worker, which ends with this process.
pub(crate) struct Nginx {
    pub(crate) address: SocketAddr,
    child: Child,
    _folder: tempfile::TempDir,
}

impl Nginx {
    /// `None` where it is not installed or does not start.
    pub(crate) async fn start(upstream: SocketAddr) -> Option<Self> {
        let version = Command::new("nginx").arg("-v").stderr(Stdio::null()).status();
        if !version.is_ok_and(|status| status.success()) {
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = free.local_addr().expect("an address");
        drop(free);
        let at = folder.path().display();
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|name| format!("{name}_temp_path {at}/{name};\n"))
            .concat();
        let text = format!(
            "daemon off;\nmaster_process off;\nworker_processes 1;\npid {at}/pid;\nerror_log {at}/error.log;\n\
             events {{ worker_connections 1024; }}\nhttp {{\naccess_log off;\nkeepalive_requests 1000000;\n{temporary}\
             upstream behind {{ server {upstream}; keepalive 64; keepalive_requests 1000000; }}\n\
             server {{\nlisten {address};\nlocation / {{ proxy_pass http://behind; proxy_http_version 1.1; \
             proxy_set_header Connection \"\"; }}\n}}\n}}\n"
        );
        let file = folder.path().join("nginx.conf");
        std::fs::write(&file, text).expect("written");
        let mut command = Command::new("nginx");
        command.arg("-p").arg(folder.path()).arg("-c").arg(&file).arg("-e").arg(folder.path().join("error.log"));
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
        let nginx = Self { address, child, _folder: folder };
        for _ in 0..100 {
            if tokio::net::TcpStream::connect(address).await.is_ok() {
                return Some(nginx);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        None
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
