//! Subscriptions and invoices through the modules: all in one process, and with invoicing in another.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use blueprint_modular_monolith::registry::{App, Place};
use blueprint_modular_monolith::remote::Remote;
use blueprint_modular_monolith_invoicing::{DemoPayments, InvoicingModule, Status};
use blueprint_modular_monolith_invoicing_door::{Balance, Invoicing, InvoicingError};
use blueprint_modular_monolith_kernel::{Cents, Customer};
use blueprint_modular_monolith_platform::database::Database;
use blueprint_modular_monolith_platform::events::Outbox;
use blueprint_modular_monolith_subscriptions::{Plan, RequestError, State, Subscriptions};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// The modules, in one process or in two; where they are is all that differs.
struct World {
    runtime: Runtime,
    main: Arc<App>,
    main_url: String,
    invoicing: Arc<App>,
}

impl World {
    fn together() -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let database = Database::open(":memory:").expect("opened");
        let main = Arc::new(App::whole(&database, Place::Here(Arc::new(DemoPayments::default()))).expect("started"));
        let main_url = serve(&runtime, runtime.block_on(listener()), &main);
        Self { runtime, invoicing: Arc::clone(&main), main, main_url }
    }

    fn apart() -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let (own, other) = (runtime.block_on(listener()), runtime.block_on(listener()));
        let client = |of: &TcpListener| {
            let url = format!("http://{}", of.local_addr().expect("an address"));
            Remote::new(&url, Duration::from_secs(5), runtime.handle().clone()).expect("a client")
        };
        let (rest, remote) = (client(&own), client(&other));
        let databases = (Database::open(":memory:").expect("opened"), Database::open(":memory:").expect("opened"));
        let main = Arc::new(App::whole(&databases.0, Place::Elsewhere(remote)).expect("started"));
        let payments = Arc::new(DemoPayments::default());
        let invoicing = Arc::new(App::invoicing_alone(&databases.1, payments, rest).expect("started"));
        serve(&runtime, other, &invoicing);
        let main_url = serve(&runtime, own, &main);
        Self { runtime, main, main_url, invoicing }
    }

    fn night(&self, day: Date) {
        self.main.night(day).expect("done");
        self.invoicing.night(day).expect("done");
    }

    fn until(&self, from: Date, to: Date) {
        let mut day = from;
        while day <= to {
            self.night(day);
            day = day.saturating_add(1.day());
        }
    }

    fn invoices(&self, name: &str) -> Vec<(String, i64, bool)> {
        let module: &InvoicingModule = self.invoicing.invoicing.as_ref().expect("here");
        let told = |invoice: &blueprint_modular_monolith_invoicing::Invoice| {
            let paid = matches!(invoice.status, Status::Paid { .. });
            (invoice.from.to_string(), invoice.total.0, paid)
        };
        module.invoices(&customer(name)).expect("read").iter().map(told).collect()
    }

    fn get(&self, path: &str) -> (u16, Value) {
        self.ask(reqwest::Client::new().get(format!("{}{path}", self.main_url)))
    }

    fn ask(&self, request: reqwest::RequestBuilder) -> (u16, Value) {
        self.runtime.block_on(async {
            let answer = request.send().await.expect("an answer");
            (answer.status().as_u16(), answer.json().await.unwrap_or(Value::Null))
        })
    }
}

async fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.expect("a port")
}

fn serve(runtime: &Runtime, listener: TcpListener, app: &Arc<App>) -> String {
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    runtime.spawn(axum::serve(listener, app.router()).into_future());
    url
}

fn customer(name: &str) -> Customer {
    name.to_owned().try_into().expect("a name")
}

fn check(world: &World) {
    let subscriptions = world.main.subscriptions.as_ref().expect("here");
    let begun = date(2026, 4, 1);
    subscriptions.subscribe(customer("ada"), Plan::Team, 10, begun).expect("begun");
    subscriptions.subscribe(customer("broke-bob"), Plan::Solo, 1, begun).expect("begun");
    subscriptions.subscribe(customer("cleo"), Plan::Company, 100, begun).expect("begun");
    world.until(begun, date(2026, 4, 21));
    // 10 seats are 125.00 a month, 16 are 200.00.
    subscriptions.change(&customer("ada"), Plan::Team, 16).expect("changed");
    subscriptions.change(&customer("cleo"), Plan::Solo, 1).expect("changed");
    subscriptions.cancel(&customer("cleo")).expect("cancelled");
    world.until(date(2026, 4, 22), date(2026, 5, 1));
    // What was told to the other side comes back with the next delivery.
    world.night(date(2026, 5, 1));

    let paid = |from: &str, cents: i64| (from.to_owned(), cents, true);
    assert_eq!(world.invoices("ada"), [paid("2026-04-01", 12_500), paid("2026-05-01", 20_000)]);
    assert_eq!(world.invoices("broke-bob"), [("2026-04-01".to_owned(), 900, false)]);
    assert_eq!(world.invoices("cleo"), [paid("2026-04-01", 102_500)]);
    let state = |name: &str| subscriptions.subscription(&customer(name)).expect("there").state;
    assert_eq!((state("ada"), state("broke-bob"), state("cleo")), (State::Active, State::Suspended, State::Ended));
    let notices = world.main.notices.as_ref().expect("here");
    let told = |name: &str| notices.of(&customer(name)).expect("read").into_iter();
    assert_eq!(told("ada").next().as_deref(), Some("Thank you for 125.00 for the month from 2026-04-01."));
    assert!(told("broke-bob").next().expect("told").starts_with("Your subscription has ended"));

    let (status, rows) = world.get("/subscriptions");
    let row = |nth: usize| (rows[nth]["balance"]["invoices"].as_u64(), rows[nth]["balance"]["owed"].as_i64());
    assert_eq!((status, row(0), row(1)), (200, (Some(2), Some(0)), (Some(1), Some(0))), "{rows}");
    assert_eq!(world.get("/health").1["open_deliveries"]["deliveries"], 0);
}

#[test]
fn the_story_in_one_process() {
    check(&World::together());
}

#[test]
fn the_same_story_with_invoicing_in_another() {
    check(&World::apart());
}

#[test]
fn what_cannot_be_is_told() {
    let world = World::together();
    let subscriptions = world.main.subscriptions.as_ref().expect("here");
    let begin = |name: &str, seats: u32| subscriptions.subscribe(customer(name), Plan::Solo, seats, date(2026, 4, 1));
    let says = |error: RequestError| error.to_string();
    assert_eq!(says(begin("ada", 2).expect_err("refused")), "the plan solo is sold with 1 to 1 seats");
    begin("ada", 1).expect("begun");
    assert_eq!(says(begin("ada", 1).expect_err("refused")), "ada has a subscription already");
    assert_eq!(says(subscriptions.cancel(&customer("bob")).expect_err("refused")), "bob has no subscription");
    let code = |(status, answer): (u16, Value)| (status, answer["error"]["code"].as_str().unwrap_or("").to_owned());
    let told = |status: u16, code: &str| (status, code.to_owned());
    assert_eq!(code(world.get("/subscriptions/bob")), told(404, "unknown"));
    assert_eq!(code(world.get("/subscriptions/Bob!")), told(400, "bad-request"));
    assert_eq!(code(world.get("/subscriptions?after=a&after=b")), told(400, "bad-request"));
    let wish = |body: &'static str| {
        let request = reqwest::Client::new().post(format!("{}/subscriptions", world.main_url));
        world.ask(request.header("content-type", "application/json").body(body))
    };
    assert_eq!(code(wish("{")), told(400, "bad-request"));
    let (status, answer) = wish(r#"{ "customer": "eve", "plan": "gold", "seats": 1 }"#);
    assert!(answer["error"]["message"].as_str().expect("words").contains("unknown variant `gold`"), "{answer}");
    assert_eq!(code((status, answer)), told(422, "bad-request"));
    assert_eq!(code(wish(r#"{ "customer": "eve", "plan": "solo", "seats": 2 }"#)), told(422, "refused"));
    assert_eq!(wish(r#"{ "customer": "eve", "plan": "solo", "seats": 1 }"#).0, 201);
    assert_eq!(code(wish(r#"{ "customer": "eve", "plan": "solo", "seats": 1 }"#)), told(409, "taken"));
}

/// A door that counts who comes through.
struct Counting {
    door: InvoicingModule,
    calls: AtomicUsize,
}

impl Invoicing for Counting {
    fn balances(&self, customers: &[Customer]) -> Result<Vec<Balance>, InvoicingError> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        self.door.balances(customers)
    }
}

#[test]
fn the_longest_lists_are_one_call_at_the_neighbours_door() {
    let database = Database::open(":memory:").expect("opened");
    let app = App::whole(&database, Place::Here(Arc::new(DemoPayments::default()))).expect("started");
    let subscriptions = app.subscriptions.as_ref().expect("here");
    for nth in 0..50 {
        let name = customer(&format!("c-{nth:02}"));
        subscriptions.subscribe(name, Plan::Solo, 1, date(2026, 4, 1)).expect("begun");
    }
    app.night(date(2026, 4, 1)).expect("done");
    let door = Arc::new(Counting { door: app.invoicing.clone().expect("here"), calls: AtomicUsize::new(0) });
    let subscriptions = Subscriptions::start(&database, Outbox(&[]), door.clone()).expect("started");
    let rows = subscriptions.overview("", 50).expect("read");
    assert_eq!((rows.len(), door.calls.load(Ordering::SeqCst)), (50, 1));
    assert!(rows.iter().all(|(_, balance)| (balance.invoices, balance.owed) == (1, Cents(0))));
}
