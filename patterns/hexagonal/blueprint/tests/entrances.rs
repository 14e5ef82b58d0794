//! The same wishes through different entrances: what comes out is the same.

use std::sync::Arc;

use blueprint_hexagonal::adapters::inbound::{command, http};
use blueprint_hexagonal_core::application::Application;
use blueprint_hexagonal_core::domain::{Customer, Plan};
use blueprint_hexagonal_core::ports::inbound::Subscriptions;
use blueprint_hexagonal_fakes::{FakePayments, MemoryBooks, SetClock};
use jiff::civil::{Date, date};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::TcpListener;

const DAY: Date = date(2026, 1, 31);

/// The application over HTTP, on a port of its own.
struct Entrance {
    url: String,
    client: reqwest::Client,
}

impl Entrance {
    async fn of(application: &Arc<Application>) -> Self {
        let ports = http::Ports { subscriptions: application.clone(), billing: application.clone() };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(axum::serve(listener, http::router(ports)).into_future());
        Self { url, client: reqwest::Client::new() }
    }

    async fn ask(&self, method: Method, path: &str, body: Value) -> (u16, Value) {
        let request = self.client.request(method, format!("{}{path}", self.url)).json(&body);
        let answer = request.send().await.expect("an answer");
        (answer.status().as_u16(), answer.json().await.unwrap_or(Value::Null))
    }
}

fn application() -> Arc<Application> {
    let (books, payments) = (Arc::new(MemoryBooks::default()), Arc::new(FakePayments::default()));
    Arc::new(Application::new(books, payments, Arc::new(SetClock::new(DAY))))
}

fn customer(name: &str) -> Customer {
    name.parse().expect("a name")
}

#[tokio::test]
async fn a_subscription_over_http_is_that_of_the_port() {
    let (direct, behind) = (application(), application());
    let http = Entrance::of(&behind).await;

    direct.subscribe(customer("ada"), Plan::Team, 3).expect("begun");
    direct.change(&customer("ada"), Plan::Team, 8).expect("changed");
    assert_eq!(command::bill(&*direct, None).expect("billed"), "1 invoiced, 1 collected, 0 declined, 0 suspended");

    let wish = json!({ "customer": "ada", "plan": "team", "seats": 3 });
    assert_eq!(http.ask(Method::POST, "/subscriptions", wish).await.0, 201);
    let change = json!({ "plan": "team", "seats": 8 });
    assert_eq!(http.ask(Method::PUT, "/subscriptions/ada/plan", change).await.0, 200);
    let (_, report) = http.ask(Method::POST, "/billing/2026-01-31", Value::Null).await;
    assert_eq!((report["invoiced"].as_u64(), report["collected"].as_u64()), (Some(1), Some(1)), "{report}");

    assert_eq!(direct.invoices(&customer("ada")), behind.invoices(&customer("ada")));
    let (_, told) = http.ask(Method::GET, "/subscriptions/ada/invoices", Value::Null).await;
    let first = (told[0]["number"].as_str(), told[0]["total"].as_i64());
    assert_eq!(first, (Some("ada/2026-01-31"), Some(10_000)), "{told}");
    let (_, gone) = http.ask(Method::DELETE, "/subscriptions/ada", Value::Null).await;
    assert_eq!(gone["state"], "ending");
}

#[tokio::test]
async fn what_cannot_be_is_told_in_the_same_words() {
    let application = application();
    let http = Entrance::of(&application).await;
    let code = |(status, answer): (u16, Value)| (status, answer["error"]["code"].as_str().unwrap_or("").to_owned());
    let wish = async |name: &str, plan: &str, seats: u32| {
        http.ask(Method::POST, "/subscriptions", json!({ "customer": name, "plan": plan, "seats": seats })).await
    };

    let (status, answer) = wish("ada", "solo", 2).await;
    let said = application.subscribe(customer("ada"), Plan::Solo, 2).expect_err("refused").to_string();
    assert_eq!((status, answer["error"]["message"].as_str()), (422, Some(said.as_str())));
    assert_eq!(code(wish("Ada!", "solo", 1).await), (400, "bad-request".into()));
    assert_eq!(code(wish("ada", "gold", 1).await), (400, "bad-request".into()));
    assert_eq!(wish("ada", "solo", 1).await.0, 201);
    assert_eq!(code(wish("ada", "solo", 1).await), (409, "taken".into()));
    assert_eq!(code(http.ask(Method::GET, "/subscriptions/bob", Value::Null).await), (404, "unknown".into()));
    assert_eq!(code(http.ask(Method::POST, "/billing/soon", Value::Null).await), (400, "bad-request".into()));
    assert_eq!(
        code(http.ask(Method::POST, "/subscriptions", json!({ "seats": 1 })).await),
        (422, "bad-request".into())
    );
}

#[test]
fn words_on_the_command_line_that_mean_nothing_are_refused() {
    use command::Command;
    let parse = |words: &[&str]| {
        let words = words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        Command::parse(&words).map_err(|error| error.to_string())
    };
    assert_eq!(parse(&[]), Ok(Command::Serve));
    assert_eq!(parse(&["bill"]), Ok(Command::Bill(None)));
    assert_eq!(parse(&["bill", "2026-01-31"]), Ok(Command::Bill(Some(DAY))));
    assert!(parse(&["bill", "2026-02-30"]).is_err_and(|says| says.starts_with("`2026-02-30` is no day")));
    assert!(parse(&["pay"]).is_err_and(|says| says.starts_with("unknown command `pay`")));
}
