//! A service and its upstream on ports of their own, with settings that make things happen soon.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use blueprint_circuit_breaker::quotes::Quotes;
use blueprint_circuit_breaker::server;
use blueprint_circuit_breaker::settings::Settings;
use blueprint_circuit_breaker::upstream::Upstream;
use blueprint_circuit_breaker::upstream::demo::{Demo, Mood};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub(crate) struct World {
    pub(crate) demo: Demo,
    pub(crate) settings: Settings,
    pub(crate) stop: CancellationToken,
    client: reqwest::Client,
    service: SocketAddr,
    upstream: SocketAddr,
    answering: JoinHandle<()>,
}

impl World {
    /// A world in which the breaker soon looks again.
    pub(crate) async fn start(mood: Mood) -> Self {
        Self::with_pause(mood, Duration::from_millis(50)).await
    }

    pub(crate) async fn with_pause(mood: Mood, pause: Duration) -> Self {
        let mut settings = Settings::default();
        settings.upstream.timeout = Duration::from_millis(400);
        settings.breaker.slow = Duration::from_millis(300);
        settings.breaker.minimum = 5;
        settings.breaker.window = 10;
        settings.breaker.pause = pause;
        settings.bulkhead.permits = 8;
        settings.check().expect("sensible");
        let demo = Demo::new(mood);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let upstream = listener.local_addr().expect("an address");
        let answering = answer(listener, &demo);
        let client = Upstream::new(&format!("http://{upstream}"), settings.upstream.timeout).expect("a client");
        let quotes = Arc::new(Quotes::new(client, &settings, 7));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let service = listener.local_addr().expect("an address");
        let stop = CancellationToken::new();
        let serving = axum::serve(listener, server::router(quotes, settings.requests));
        tokio::spawn(serving.with_graceful_shutdown(stop.clone().cancelled_owned()).into_future());
        Self { demo, settings, stop, client: reqwest::Client::new(), service, upstream, answering }
    }

    pub(crate) async fn get(&self, path: &str) -> (u16, String) {
        let answer = self.client.get(format!("http://{}{path}", self.service)).send().await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("a text"))
    }

    pub(crate) async fn timed(&self, path: &str) -> Duration {
        let began = Instant::now();
        self.get(path).await;
        began.elapsed()
    }

    /// Asks for many quotes, as many at once as there are places.
    pub(crate) async fn flood(&self, count: usize) {
        for _ in 0..count.div_ceil(self.settings.bulkhead.permits) {
            let calls = (0..self.settings.bulkhead.permits).map(|_| self.get("/quotes/bellows"));
            futures_util::future::join_all(calls).await;
        }
    }

    pub(crate) async fn state(&self) -> String {
        let (_, answer) = self.get("/health").await;
        let answer: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
        answer["breaker"].as_str().expect("a state").to_owned()
    }

    /// Goes on asking until the breaker is in `state`.
    pub(crate) async fn until(&self, state: &str) {
        let asking = async {
            while self.state().await != state {
                self.get("/quotes/chisel").await;
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), asking).await.expect("it gets there");
    }

    pub(crate) async fn kill_upstream(&mut self) {
        self.answering.abort();
        let _ = (&mut self.answering).await;
    }

    pub(crate) async fn restart_upstream(&mut self) {
        let listener = TcpListener::bind(self.upstream).await.expect("the same port");
        self.answering = answer(listener, &self.demo);
    }
}

fn answer(listener: TcpListener, demo: &Demo) -> JoinHandle<()> {
    let serving = axum::serve(listener, demo.router());
    tokio::spawn(async move {
        let _ = serving.await;
    })
}
