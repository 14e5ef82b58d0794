//! How long the hop takes: the same request to the service itself, through a door, and through nginx.
//!
//! All of them run at the same time and are asked in turn, a few requests each, so that whatever else the machine
//! does hits all alike.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Empty};
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::doors::{Behind, DoorProcess, Nginx, Served};
use crate::report::{Figure, line, progress};

/// Rounds, and requests in each: few, so that no connection lies idle for long while others are asked.
const ROUNDS: usize = 300;
const IN_A_ROW: usize = 20;
/// Connections when many ask at once, how often, and how long each time.
const MANY: usize = 16;
const TURNS: usize = 4;
const TURN: Duration = Duration::from_millis(400);

/// One connection, and what is asked on it.
struct Line {
    sender: SendRequest<Empty<Bytes>>,
    path: &'static str,
    token: Option<String>,
}

impl Line {
    async fn open(arm: &Arm) -> Self {
        let stream = TcpStream::connect(arm.address).await.expect("connected");
        stream.set_nodelay(true).expect("no delay");
        let (sender, connection) = handshake(TokioIo::new(stream)).await.expect("a connection");
        tokio::spawn(connection);
        Self { sender, path: arm.path, token: arm.token.clone() }
    }

    async fn ask(&mut self) {
        self.sender.ready().await.expect("a connection");
        let mut request = Request::builder().uri(self.path).header("host", "lab");
        if let Some(token) = &self.token {
            request = request.header("authorization", token);
        }
        let answer = self.sender.send_request(request.body(Empty::new()).expect("a request")).await.expect("an answer");
        assert_eq!(answer.status(), 200, "{}", self.path);
        answer.into_body().collect().await.expect("all of it");
    }
}

struct Arm {
    name: &'static str,
    address: SocketAddr,
    path: &'static str,
    token: Option<String>,
}

pub(crate) async fn measure() {
    let text: &'static str = r#"{"id":1,"item":"anvil","cents":1000,"note":"left at the door"}"#;
    let json = [("content-type", "application/json")];
    let service =
        Served::start(axum::Router::new().route("/order", axum::routing::get(move || async move { (json, text) })))
            .await;
    let behind = Behind::start(0).await;
    let routes = format!(
        "[service.s]\ncopies = [\"{}\"]\n\
         [route.plain]\npaths = [\"/order\"]\nservice = \"s\"\nopen = true\n\
         [route.all]\npaths = [\"/all/order\"]\nservice = \"s\"\nscope = \"orders\"\n\
         limit = {{ requests = 1000000, per = \"1s\" }}\ncache = 1000000\nstrip = \"/all\"\nkeep = [\"id\", \"item\", \"cents\"]\n",
        service.address
    );
    let door = DoorProcess::open(&behind.write("routes.toml", &routes), &behind.keys_url).await;
    let nginx = Nginx::start(service.address).await;
    let token = Some(format!("Bearer {}", behind.token("ann")));
    let mut arms = vec![
        Arm { name: "direct", address: service.address, path: "/order", token: None },
        Arm { name: "gateway, as a proxy", address: door.address, path: "/order", token: None },
        Arm { name: "gateway, all concerns", address: door.address, path: "/all/order", token },
    ];
    match &nginx {
        Some(nginx) => {
            arms.push(Arm { name: "nginx, as a proxy", address: nginx.address, path: "/order", token: None })
        }
        None => progress("nginx is not installed (`apt-get install nginx-light`), so it is not compared with"),
    }

    let times = one_after_the_other(&arms).await;
    let medians: Vec<f64> = times.iter().map(|times| quantile(times, 0.5)).collect();
    let direct = medians[0];
    let added: Vec<(&str, f64)> =
        arms.iter().zip(&medians).map(|(arm, median)| (arm.name, median - direct)).skip(1).collect();
    Figure {
        claim: "one-more-hop",
        measure: "Time that is added to a request, one after the other on one connection (median)",
        unit: "µs",
        values: &added,
        expected: "for a proxy less than the 3 ms that it may take in one zone: here there is no network between",
        holds: added.iter().all(|(_, added)| *added < 3_000.0),
    }
    .tell();
    let ratios: Vec<(&str, f64)> = arms.iter().zip(&medians).map(|(arm, median)| (arm.name, median / direct)).collect();
    let beside = ratios.get(3).map_or(f64::INFINITY, |(_, nginx)| *nginx);
    Figure {
        claim: "one-more-hop",
        measure: "The same, as a multiple of the time it takes directly; the service answers at once",
        unit: "",
        values: &ratios,
        expected: if nginx.is_some() {
            "as a proxy it takes no more than twice what nginx takes"
        } else {
            "as a proxy no more than six times: two more hops through the kernel, and some work (nginx is not here to compare with)"
        },
        holds: ratios[1].1 <= if nginx.is_some() { 2.0 * beside } else { 6.0 },
    }
    .tell();

    let rates = many_at_once(&arms).await;
    let shares: Vec<(&str, f64)> =
        arms.iter().zip(&rates).map(|(arm, rate)| (arm.name, 100.0 * rate / rates[0])).collect();
    Figure {
        claim: "one-more-hop",
        measure: "Requests answered in the same time on 16 connections, with one thread for the door or nginx",
        unit: "%",
        values: &shares,
        expected: if nginx.is_some() {
            "fewer than directly, and as a proxy at least a third as many as nginx"
        } else {
            "fewer than directly, and as a proxy at least a twentieth (nginx is not here to compare with)"
        },
        holds: shares[1].1 < 100.0 && shares[1].1 >= shares.get(3).map_or(5.0, |(_, nginx)| nginx / 3.0),
    }
    .tell();
    for (arm, times) in arms.iter().zip(&times) {
        let points: Vec<(f64, f64)> =
            (1..=99).map(|percent| (f64::from(percent), quantile(times, f64::from(percent) / 100.0))).collect();
        line("Time of a request, one after the other", "percentile", "µs", arm.name, &points);
    }
}

/// The times of each arm in microseconds, sorted.
async fn one_after_the_other(arms: &[Arm]) -> Vec<Vec<f64>> {
    let mut lines = Vec::new();
    for arm in arms {
        lines.push(Line::open(arm).await);
    }
    let mut times = vec![Vec::new(); arms.len()];
    for round in 0..ROUNDS {
        for (line, times) in lines.iter_mut().zip(&mut times) {
            for _ in 0..IN_A_ROW {
                let began = Instant::now();
                line.ask().await;
                // The first rounds warm everybody up.
                if round >= ROUNDS / 10 {
                    times.push(began.elapsed().as_secs_f64() * 1e6);
                }
            }
        }
    }
    times.iter_mut().for_each(|times| times.sort_by(f64::total_cmp));
    times
}

/// Requests a second of each arm when many ask at once: the median of its turns.
async fn many_at_once(arms: &[Arm]) -> Vec<f64> {
    let mut rates = vec![Vec::new(); arms.len()];
    for _ in 0..TURNS {
        for (arm, rates) in arms.iter().zip(&mut rates) {
            let mut lines = Vec::new();
            for _ in 0..MANY {
                lines.push(Line::open(arm).await);
            }
            let until = Instant::now() + TURN;
            let asking = lines.into_iter().map(|mut line| {
                tokio::spawn(async move {
                    let mut asked = 0_u32;
                    while Instant::now() < until {
                        line.ask().await;
                        asked += 1;
                    }
                    asked
                })
            });
            let asked: u32 =
                futures_util::future::join_all(asking).await.into_iter().map(|asked| asked.expect("no panic")).sum();
            rates.push(f64::from(asked) / TURN.as_secs_f64());
        }
    }
    rates.iter_mut().for_each(|rates| rates.sort_by(f64::total_cmp));
    rates.iter().map(|rates| quantile(rates, 0.5)).collect()
}

/// The value below which that share of sorted values lies.
pub(crate) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = ((sorted.len() as f64 * share) as usize).min(sorted.len().saturating_sub(1));
    sorted.get(place).copied().unwrap_or(f64::NAN)
}
