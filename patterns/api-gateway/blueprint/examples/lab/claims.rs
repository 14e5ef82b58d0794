//! What a door wins for those before and behind it, and what everybody loses with it.

use std::time::{Duration, Instant};

use blueprint_api_gateway::demo::Mood;
use blueprint_api_gateway::settings::Settings;
use futures_util::future::join_all;

use crate::doors::{Behind, Door, DoorProcess, settings};
use crate::report::{Figure, line};

fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole as f64
}

/// A client is withdrawn by changing one file. Without a gateway each service checks for itself: here behind a
/// door of its own, with a file of its own.
pub(crate) async fn checks_in_one_place() {
    let behind = Behind::start(3).await;
    let routes = behind.routes("");
    let shared = behind.write("shared.toml", &routes);
    let door = Door::open(&shared, &behind.keys_url, settings()).await;
    let mut own = Vec::new();
    for nth in 1..=3 {
        let file = behind.write(&format!("own-{nth}.toml"), &routes);
        own.push(Door::open(&file, &behind.keys_url, settings()).await);
    }
    let token = behind.token("mallory");
    let refusing = async |door_of: &dyn Fn(usize) -> std::net::SocketAddr| {
        let urls: Vec<String> = (1..=3).map(|nth| format!("http://{}/{nth}/whoami", door_of(nth))).collect();
        let answers = join_all(urls.iter().map(|url| behind.ask(url, &token))).await;
        answers.iter().filter(|answer| answer.is_some_and(|(status, _)| status == 403)).count()
    };
    let withdrawn = format!("withdrawn = [\"mallory\"]\n{routes}");
    let began = Instant::now();
    behind.write("shared.toml", &withdrawn);
    behind.write("own-1.toml", &withdrawn);
    while refusing(&|_| door.address).await < 3 && began.elapsed() < Duration::from_secs(10) {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let took = began.elapsed().as_secs_f64();
    while refusing(&|nth| own[nth - 1].address).await < 1 && began.elapsed() < Duration::from_secs(10) {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let (one, each) = (refusing(&|_| door.address).await, refusing(&|nth| own[nth - 1].address).await);
    Figure {
        claim: "checks-in-one-place",
        measure: "Services, of three, that refuse a withdrawn client after one file has been changed",
        unit: "",
        values: &[("each checks for itself", each as f64), ("gateway", one as f64)],
        expected: "all with it, one without",
        holds: one == 3 && each == 1,
    }
    .tell();
    Figure {
        claim: "checks-in-one-place",
        measure: "From the change of the file until all services refuse",
        unit: "ms",
        values: &[("gateway", 1_000.0 * took)],
        expected: "within seconds",
        holds: took < 5.0,
    }
    .tell();
}

/// A service moves to another address in the middle of 600 requests. Clients that know its address go on asking
/// there.
pub(crate) async fn inside_may_change() {
    let mut behind = Behind::start(2).await;
    let (old, new) = (behind.served[0].address, behind.served[1].address);
    let routes = behind.routes("");
    let file = behind.write("routes.toml", &routes);
    let door = Door::open(&file, &behind.keys_url, settings()).await;
    let token = behind.token("ann");
    let (mut failed_direct, mut failed_door) = (0, 0);
    for nth in 0..600 {
        if nth == 200 {
            // The first service's address becomes that of the second; then the old copy goes.
            behind.write("routes.toml", &routes.replace(&old.to_string(), &new.to_string()));
            let moved = async {
                let before = behind.copies[1].calls();
                while behind.copies[1].calls() == before {
                    behind.ask(&format!("http://{}/1/whoami", door.address), &token).await;
                }
            };
            tokio::time::timeout(Duration::from_secs(10), moved).await.expect("other routes hold soon");
            behind.served[0].kill().await;
        }
        let good = |answer: Option<(u16, usize)>| answer.is_some_and(|(status, _)| status == 200);
        failed_direct += usize::from(!good(behind.ask(&format!("http://{old}/whoami"), &token).await));
        failed_door += usize::from(!good(behind.ask(&format!("http://{}/1/whoami", door.address), &token).await));
    }
    Figure {
        claim: "inside-may-change",
        measure: "Requests, of 600, that fail when a service moves after the 200th and clients are not told",
        unit: "",
        values: &[("without", f64::from(failed_direct as u32)), ("with", f64::from(failed_door as u32))],
        expected: "none with it; without, all that come after",
        holds: failed_door == 0 && failed_direct == 400,
    }
    .tell();
}

/// What is reached when something dies, and what one wrong file does to all copies of the door.
pub(crate) async fn all_through_one_door() {
    let mut behind = Behind::start(3).await;
    let token = behind.token("ann");
    let routes = behind.routes("");
    let file = behind.write("routes.toml", &routes);
    let mut doors = Vec::new();
    for _ in 0..2 {
        doors.push(DoorProcess::open(&file, &behind.keys_url).await);
    }
    // Whoever gets no answer at one door tries the next.
    let reached = async |behind: &Behind, doors: &[std::net::SocketAddr]| {
        let mut reached = 0;
        for nth in 1..=3 {
            for door in doors {
                if behind
                    .ask(&format!("http://{door}/{nth}/whoami"), &token)
                    .await
                    .is_some_and(|(status, _)| status == 200)
                {
                    reached += 1;
                    break;
                }
            }
        }
        reached as f64
    };
    let (first, second) = (doors[0].address, doors[1].address);
    assert_eq!(reached(&behind, &[first]).await, 3.0, "all is well");
    doors[0].kill().await;
    let (one, two) = (reached(&behind, &[first]).await, reached(&behind, &[first, second]).await);
    let all: Vec<std::net::SocketAddr> = behind.served.iter().map(|served| served.address).collect();
    behind.served[0].kill().await;
    let mut direct = 0.0;
    for address in all {
        direct += f64::from(u8::from(behind.ask(&format!("http://{address}/whoami"), &token).await.is_some()));
    }
    Figure {
        claim: "all-through-one-door",
        measure: "Services, of three, that are reached after one process has been killed",
        unit: "",
        values: &[
            ("without: a service is killed", direct),
            ("one door is killed", one),
            ("one door of two is killed", two),
        ],
        expected: "two without; none with one door; all with a second one",
        holds: direct == 2.0 && one == 0.0 && two == 3.0,
    }
    .tell();

    let behind = Behind::start(3).await;
    let token = behind.token("ann");
    let expects: String = (1..=3).map(|nth| format!("\"GET /{nth}/whoami\" = \"r{nth}\"\n")).collect();
    let expects = format!("[expect]\n{expects}");
    let mut answered = Vec::new();
    for expects in ["", &expects] {
        let good = format!("{}{expects}", behind.routes(""));
        let file = behind.write("routes.toml", &good);
        let mut doors = Vec::new();
        for _ in 0..3 {
            doors.push(Door::open(&file, &behind.keys_url, settings()).await);
        }
        // Well written, and wrong: a version that nobody calls yet.
        behind.write(
            "routes.toml",
            &good.replace("paths = [\"/", "paths = [\"/v2/").replace("strip = \"/", "strip = \"/v2/"),
        );
        tokio::time::sleep(Duration::from_millis(500)).await;
        let mut good = 0;
        for (door, nth) in doors.iter().flat_map(|door| (1..=3).map(move |nth| (door, nth))) {
            let answer = behind.ask(&format!("http://{}/{nth}/whoami", door.address), &token).await;
            good += usize::from(answer.is_some_and(|(status, _)| status == 200));
        }
        answered.push(percent(good, 9));
    }
    Figure {
        claim: "all-through-one-door",
        measure: "Requests answered at three doors after a wrong file went to all at once",
        unit: "%",
        values: &[("not tried before", answered[0]), ("tried with recorded requests", answered[1])],
        expected: "none, unless recorded requests are tried before the file holds",
        holds: answered == [0.0, 100.0],
    }
    .tell();
}

/// One service hangs while requests come for all three: what becomes of the other two.
pub(crate) async fn one_service_hangs() {
    let mut shares = Vec::new();
    for (name, more) in [("shared by all", "in_flight = 1000"), ("8 for each service", "in_flight = 8")] {
        let behind = Behind::start(3).await;
        let file = behind.write("routes.toml", &behind.routes(&format!("timeout = \"30s\"\n{more}")));
        // Room for 24 requests at a time.
        let settings = Settings { connections: 24, ..settings() };
        let door = Door::open(&file, &behind.keys_url, settings).await;
        let token = behind.token("ann");
        behind.copies[0].set(Mood::Hanging);
        let start = Instant::now();
        // A hundred requests a second for 2 s, a third of them for the service that hangs.
        let asking = (0..200_usize).map(|nth| {
            let (behind, token, url) = (&behind, &token, format!("http://{}/{}/whoami", door.address, nth % 3 + 1));
            async move {
                let at = nth as f64 / 100.0;
                tokio::time::sleep_until((start + Duration::from_secs_f64(at)).into()).await;
                // Whoever waits for what hangs does not go away so soon.
                let patience = Duration::from_millis(if nth.is_multiple_of(3) { 2_500 } else { 500 });
                let answer = tokio::time::timeout(patience, behind.ask(&url, token)).await;
                let good = matches!(answer, Ok(Some((200, _))));
                (nth, at, good)
            }
        });
        let seen = join_all(asking).await;
        let others: Vec<_> = seen.iter().filter(|(nth, _, _)| nth % 3 != 0).collect();
        shares.push(percent(others.iter().filter(|(_, _, good)| *good).count(), others.len()));
        let share = |from: f64| {
            let then: Vec<_> = others.iter().filter(|(_, at, _)| (from..from + 0.1).contains(at)).collect();
            (from, percent(then.iter().filter(|(_, _, good)| *good).count(), then.len().max(1)))
        };
        let points: Vec<(f64, f64)> = (0..20).map(|tenth| share(f64::from(tenth) / 10.0)).collect();
        line("Requests for two services while the third hangs", "s", "answered within 500 ms, %", name, &points);
    }
    Figure {
        claim: "all-through-one-door",
        measure: "Requests for two services answered within 500 ms, in 2 s in which the third hangs",
        unit: "%",
        values: &[("room shared by all", shares[0]), ("8 places for each service", shares[1])],
        expected: "all with places of their own, and far from all without",
        holds: shares[1] >= 99.0 && shares[0] <= 70.0,
    }
    .tell();
}

pub(crate) async fn shaped_released_and_seen() {
    let behind = Behind::start(2).await;
    let trial = |percent: u32| {
        behind
            .routes("")
            .replace("[route.r1]", &format!("[route.r1]\ntrial = {{ service = \"s2\", percent = {percent} }}"))
    };
    let phone = "\n[route.phone]\npaths = [\"/phone/orders\"]\nservice = \"s1\"\nstrip = \"/phone\"\n\
                 keep = [\"id\", \"item\", \"cents\"]\n";
    let file = behind.write("routes.toml", &format!("{}{phone}", trial(5)));
    let door = Door::open(&file, &behind.keys_url, settings()).await;
    let token = behind.token("ann");
    let ask = async |path: &str| behind.ask(&format!("http://{}{path}", door.address), &token).await.unwrap_or((0, 0));
    let (web, phone_bytes) = (ask("/2/orders").await.1, ask("/phone/orders").await.1);
    Figure {
        claim: "shaped-for-clients",
        measure: "Size of the same four orders",
        unit: "bytes",
        values: &[("as the service tells them", web as f64), ("for the phone", phone_bytes as f64)],
        expected: "less than half for the phone, and the service has not changed",
        holds: 0 < phone_bytes && phone_bytes * 2 < web,
    }
    .tell();

    let before = behind.copies[1].calls();
    for _ in 0..1_000 {
        ask("/1/whoami").await;
    }
    let on_trial = behind.copies[1].calls() - before;
    behind.write("routes.toml", &format!("{}{phone}", trial(0)));
    tokio::time::sleep(Duration::from_millis(500)).await;
    let before = behind.copies[1].calls();
    for _ in 0..1_000 {
        ask("/1/whoami").await;
    }
    let after = behind.copies[1].calls() - before;
    Figure {
        claim: "releases-by-weight",
        measure: "Requests, of 1,000, that go to the release on trial",
        unit: "",
        values: &[("5 %", on_trial as f64), ("half a second after it was taken back", after as f64)],
        expected: "50, then none",
        holds: on_trial == 50 && after == 0,
    }
    .tell();

    for path in ["/nowhere", "//1/whoami", "/1/orders/1"] {
        ask(path).await;
    }
    let metrics = door.monitor.text();
    let counted = metrics.lines().filter(|line| line.starts_with("gateway_requests_total{"));
    let counted: f64 = counted.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum();
    let sent = 2_005.0;
    Figure {
        claim: "sees-everything",
        measure: "Requests that the metrics hold, with route and status, also those that no service saw",
        unit: "",
        values: &[("sent", sent), ("counted", counted)],
        expected: "as many as were sent",
        holds: counted == sent,
    }
    .tell();
}
