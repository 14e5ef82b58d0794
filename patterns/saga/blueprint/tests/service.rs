//! The services over HTTP.

use std::sync::Arc;

use blueprint_saga::app::{App, now};
use blueprint_saga::channel::fair;
use blueprint_saga::server;
use blueprint_saga::settings::Settings;
use serde_json::{Value, json};
use tokio::net::TcpListener;

struct Service {
    app: Arc<App>,
    url: String,
    _folder: tempfile::TempDir,
}

impl Service {
    async fn start(away: Option<&str>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let app =
            Arc::new(App::open(folder.path(), &Settings::default(), fair(away.map(str::to_owned))).expect("opened"));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(axum::serve(listener, server::router(Arc::clone(&app))).into_future());
        Self { app, url, _folder: folder }
    }

    async fn ask(&self, method: reqwest::Method, path: &str, body: Option<Value>) -> (u16, Value) {
        let mut request = reqwest::Client::new().request(method, format!("{}{path}", self.url));
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.expect("an answer");
        (answer.status().as_u16(), answer.json().await.unwrap_or(Value::Null))
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        self.ask(reqwest::Method::GET, path, None).await
    }

    async fn put(&self, path: &str, body: Value) -> u16 {
        self.ask(reqwest::Method::PUT, path, Some(body)).await.0
    }
}

fn wish() -> Value {
    json!({ "customer": "ada", "item": "anvil", "quantity": 1, "cents": 9_900, "place": "kiel" })
}

#[tokio::test]
async fn an_order_is_accepted_first_and_done_later() {
    let service = Service::start(None).await;
    assert_eq!(service.put("/orders/one", wish()).await, 202);
    assert_eq!(service.put("/orders/one", wish()).await, 202, "the same again");
    let (status, told) = service.get("/orders/one").await;
    assert_eq!((status, &told["state"], &told["waits_for"]), (200, &json!("running"), &json!("do reserve-goods")));
    service.app.channel.work(now()).expect("worked");
    assert_eq!(service.get("/orders/one").await.1["state"], "done");
    assert_eq!(service.get("/health").await.1["open"]["orders"], 0);

    let mut another = wish();
    another["quantity"] = json!(2);
    assert_eq!(service.put("/orders/one", another).await, 409);
    assert_eq!(service.put("/orders/No!", wish()).await, 422);
    assert_eq!(service.get("/orders/none").await.0, 404);
}

#[tokio::test]
async fn what_waits_for_nobody_can_be_settled_at_the_desk() {
    let service = Service::start(Some("stock")).await;
    assert_eq!(service.put("/orders/one", wish()).await, 202);
    let mut time = now();
    while service.get("/health").await.1["open"]["at_desk"] == 0 {
        service.app.channel.work(time).expect("worked");
        time += 60_000;
    }
    let (_, cases) = service.get("/repairs").await;
    assert_eq!((&cases[0]["key"], &cases[0]["step"]), (&json!("one"), &json!("reserve-goods")));
    let settle = Some(json!({ "action": "settle", "by": "eve" }));
    assert_eq!(service.ask(reqwest::Method::POST, "/repairs/other", settle.clone()).await.0, 404);
    assert_eq!(service.ask(reqwest::Method::POST, "/repairs/one", settle).await.0, 204);
    assert_eq!(service.get("/orders/one").await.1["state"], "settled");
}
