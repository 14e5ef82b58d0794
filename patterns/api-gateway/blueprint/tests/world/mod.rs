//! A gateway with an identity provider and three copies of services, all on ports of their own.

use std::net::SocketAddr;
use std::path::PathBuf;
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
use hyper::{HeaderMap, Request};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub(crate) struct World {
    pub(crate) issuer: Issuer,
    pub(crate) copies: Vec<Copy>,
    pub(crate) keys: Arc<Keys>,
    pub(crate) control: Arc<Control>,
    pub(crate) monitor: Monitor,
    pub(crate) stop: CancellationToken,
    pub(crate) file: PathBuf,
    /// The door, then the identity provider, then the copies.
    pub(crate) serving: Vec<Served>,
    routes: String,
    http: Http,
    _folder: tempfile::TempDir,
}

/// Something that listens.
pub(crate) struct Served {
    pub(crate) address: SocketAddr,
    pub(crate) task: JoinHandle<()>,
}

/// An answer, all of it.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("readable"))
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }
}

impl World {
    /// With the routes that come with the project.
    pub(crate) async fn start() -> Self {
        Self::with(include_str!("../../routes.toml")).await
    }

    /// With `routes`, in which the ports of the copies stand as 8091 to 8093.
    pub(crate) async fn with(routes: &str) -> Self {
        let settings = Settings::read(Config::default()).expect("whole");
        let issuer = Issuer::new(&settings);
        let mut behind = vec![serve(issuer.router()).await];
        let copies: Vec<Copy> = (1..=3).map(|nth| Copy::new(&format!("copy-{nth}"))).collect();
        for copy in &copies {
            behind.push(serve(copy.router()).await);
        }
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("routes.toml");
        let routes = with_ports(routes, &behind[1..]);
        std::fs::write(&file, &routes).expect("written");
        let http = http();
        let url = format!("http://{}/keys", behind[0].address);
        let keys = Arc::new(Keys::new(url, &settings, http.clone()));
        keys.refresh(Duration::ZERO).await.expect("read");
        let control = Control::open(&file, Arc::clone(&keys), http.clone()).expect("good");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, monitor) = (CancellationToken::new(), Monitor::default());
        let stack = router::stage(Arc::clone(&control), monitor.clone());
        tokio::spawn(Arc::clone(&control).watch().expect("watched"));
        let task = tokio::spawn(door::serve(listener, stack, settings, stop.clone()));
        let serving = std::iter::once(Served { address, task }).chain(behind).collect();
        Self { issuer, copies, keys, control, monitor, stop, file, serving, routes, http, _folder: folder }
    }

    /// A good token of `client` for its orders.
    pub(crate) fn token(&self, client: &str) -> String {
        self.issuer.token(client, "orders", 60)
    }

    pub(crate) async fn get(&self, path: &str, token: Option<&str>) -> Answer {
        let bearer = token.map(|token| format!("Bearer {token}"));
        let headers: Vec<(&str, &str)> = bearer.iter().map(|bearer| ("authorization", bearer.as_str())).collect();
        self.ask("GET", path, &headers, "").await
    }

    pub(crate) async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(format!("http://{}{path}", self.serving[0].address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_owned())).expect("a request");
        let (head, body) = self.http.request(request).await.expect("an answer").into_parts();
        let text = body.collect().await.expect("all of it").to_bytes();
        let text = String::from_utf8(text.to_vec()).expect("text");
        Answer { status: head.status.as_u16(), headers: head.headers, text }
    }

    /// Changes the file as an editor does, and waits until that has been seen.
    pub(crate) async fn change(&mut self, from: &str, to: &str) {
        let before = self.control.table().generation;
        assert!(self.routes.contains(from), "{from}");
        self.routes = self.routes.replace(from, to);
        let beside = self.file.with_extension("new");
        std::fs::write(&beside, &self.routes).expect("written");
        std::fs::rename(&beside, &self.file).expect("renamed");
        until(async || self.control.table().generation > before).await;
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Waits for something that will be so soon.
pub(crate) async fn until(so: impl AsyncFn() -> bool) {
    let waiting = async {
        while !so().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("it comes to be so");
}

fn with_ports(routes: &str, copies: &[Served]) -> String {
    let replace = |text: String, (nth, copy): (usize, &Served)| {
        text.replace(&format!("127.0.0.1:{}", 8091 + nth), &copy.address.to_string())
    };
    copies.iter().enumerate().fold(routes.to_owned(), replace)
}

async fn serve(router: axum::Router) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    Served { address, task: answer(listener, router) }
}

/// Serves so that all connections end when this is aborted, as they do when a process is killed.
pub(crate) fn answer(listener: TcpListener, router: axum::Router) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut connections = tokio::task::JoinSet::new();
        while let Ok((stream, _)) = listener.accept().await {
            let service = hyper_util::service::TowerToHyperService::new(router.clone());
            let stream = hyper_util::rt::TokioIo::new(stream);
            connections.spawn(hyper::server::conn::http1::Builder::new().serve_connection(stream, service));
        }
    })
}
