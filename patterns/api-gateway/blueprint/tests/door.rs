//! Requests through the door: each concern does its part, and nothing gets round it.

mod world;

use std::time::Duration;

use world::World;

#[tokio::test]
async fn only_good_tokens_get_in_and_what_a_caller_says_of_itself_does_not() {
    let world = World::start().await;
    let refused = async |token: Option<String>, status: u16| {
        let answer = world.get("/orders", token.as_deref()).await;
        assert_eq!(answer.status, status, "{}", answer.text);
    };
    refused(None, 401).await;
    refused(Some("nonsense".into()), 401).await;
    refused(Some(world.issuer.token("ann", "orders", -60)), 401).await;
    refused(Some(world.issuer.token("ann", "other", 60)), 403).await;
    let good = world.token("ann");
    let (signed, signature) = good.rsplit_once('.').expect("three parts");
    refused(Some(format!("{signed}.{}", signature.chars().rev().collect::<String>())), 401).await;
    // `{"alg":"none","kid":"key-1"}`, and no signature.
    let payload = signed.split_once('.').expect("three parts").1;
    refused(Some(format!("eyJhbGciOiJub25lIiwia2lkIjoia2V5LTEifQ.{payload}.")), 401).await;
    assert_eq!(world.copies.iter().map(|copy| copy.calls()).sum::<u64>(), 0, "no service was asked");

    let bearer = format!("Bearer {good}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("x-client", "bob"),
        ("x-forwarded-for", "10.0.0.1"),
        ("x-request-id", "mine"),
        ("connection", "x-secret"),
        ("x-secret", "1"),
    ];
    let seen = world.ask("GET", "/whoami", &headers, "").await.json();
    let seen = &seen["headers"];
    assert_eq!((&seen["x-client"], &seen["x-forwarded-for"]), (&"ann".into(), &"127.0.0.1".into()), "{seen}");
    assert!(seen["x-request-id"].as_str().is_some_and(|id| id.len() == 32), "{seen}");
    assert_eq!(seen["authorization"], bearer, "services can check again");
    assert!(seen.get("x-secret").is_none(), "{seen}");

    // Whether Ann may see an order only the service knows.
    assert_eq!(world.get("/orders/2", Some(&good)).await.status, 200);
    assert_eq!(world.get("/orders/1", Some(&good)).await.status, 403);
}

#[tokio::test]
async fn another_key_is_found_at_once_and_a_withdrawn_one_believed_no_longer_than_until_they_are_read() {
    let world = World::start().await;
    let old = world.token("ann");
    world.issuer.rotate();
    // At once, but for the second since keys were read.
    let new = world.token("ann");
    world::until(async || world.get("/orders", Some(&new)).await.status == 200).await;
    assert_eq!(world.get("/orders", Some(&old)).await.status, 200, "both are published");
    world.issuer.rotate();
    world.keys.refresh(Duration::ZERO).await.expect("read");
    assert_eq!(world.get("/orders", Some(&old)).await.status, 401);
}

#[tokio::test]
async fn a_client_that_uses_up_its_quota_takes_nothing_from_others() {
    let routes = include_str!("../routes.toml")
        .replace("requests = 50, per = \"1s\", burst = 100", "requests = 1, per = \"1h\", burst = 3");
    let mut world = World::with(&routes).await;
    let (ann, bob) = (world.token("ann"), world.token("bob"));
    for _ in 0..3 {
        assert_eq!(world.get("/orders", Some(&ann)).await.status, 200);
    }
    let refusal = world.get("/orders", Some(&ann)).await;
    assert_eq!(refusal.status, 429);
    let pause: u64 = refusal.header("retry-after").parse().expect("seconds");
    assert!((3_000..=3_600).contains(&pause), "{pause}");
    assert_eq!(world.get("/orders", Some(&bob)).await.status, 200);

    // Other routes do not fill her bucket again.
    world.change("x-shaped-for = \"phone\"", "x-shaped-for = \"pocket\"").await;
    assert_eq!(world.get("/orders", Some(&ann)).await.status, 429);
    world.change("burst = 3", "burst = 4").await;
    assert_eq!(world.get("/orders", Some(&ann)).await.status, 200, "another limit is another bucket");
}

#[tokio::test]
async fn what_is_public_is_told_from_memory_and_what_is_not_never() {
    let world = World::start().await;
    let ask = async |language: &str| world.ask("GET", "/catalogue", &[("accept-language", language)], "").await;
    let first = ask("en").await;
    assert_eq!((first.status, first.header("cache-status")), (200, "gateway; fwd=miss; stored"));
    let second = ask("en").await;
    assert_eq!((&second.text, second.header("cache-status"), second.header("age")), (&first.text, "gateway; hit", "0"));
    assert_eq!(world.copies[2].calls(), 1);
    assert_eq!(ask("de").await.header("cache-status"), "gateway; fwd=miss; stored");

    // The same for answers that depend on the caller: two clients in turn, on a route that would remember.
    let routes = include_str!("../routes.toml").replace("[route.whoami]", "[route.whoami]\ncache = 1000000");
    let world = World::with(&routes).await;
    for _ in 0..3 {
        for client in ["ann", "bob"] {
            let answer = world.get("/whoami", Some(&world.token(client))).await;
            assert_eq!((answer.header("cache-status"), &answer.json()["headers"]["x-client"]), ("", &client.into()));
        }
    }
}

#[tokio::test]
async fn the_phone_gets_what_fits_on_it() {
    let world = World::start().await;
    let answer = world.get("/phone/orders", Some(&world.token("ann"))).await;
    assert_eq!(answer.header("x-shaped-for"), "phone");
    assert_eq!(answer.json()[0], serde_json::json!({ "id": 1, "item": "anvil", "cents": 1000 }));
    let one = world.get("/phone/orders/2", Some(&world.token("ann"))).await;
    assert_eq!(one.json(), serde_json::json!({ "id": 2, "item": "anvil", "cents": 2000 }));
    assert_eq!(world.get("/phone/orders/1", Some(&world.token("ann"))).await.status, 403, "refusals pass");
}

#[tokio::test]
async fn requests_go_to_all_copies_and_their_share_to_the_one_on_trial() {
    let routes = include_str!("../routes.toml").replace(
        "# trial = { service = \"catalogue\", percent = 5 }",
        "trial = { service = \"catalogue\", percent = 5 }",
    );
    let world = World::with(&routes.replace("requests = 50", "requests = 50000")).await;
    let token = world.token("ann");
    for _ in 0..200 {
        assert_eq!(world.get("/orders", Some(&token)).await.status, 200);
    }
    let calls: Vec<u64> = world.copies.iter().map(|copy| copy.calls()).collect();
    assert_eq!(calls, [95, 95, 10]);
}

#[tokio::test]
async fn bodies_pass_up_to_the_limit_of_the_route() {
    let world = World::start().await;
    let bearer = format!("Bearer {}", world.token("ann"));
    let post =
        async |length: usize| world.ask("POST", "/orders", &[("authorization", &bearer)], &"a".repeat(length)).await;
    let answer = post(65_536).await;
    assert_eq!((answer.status, answer.text.len()), (201, 65_536));
    assert_eq!(post(65_537).await.status, 413);

    // The same where the length is not told beforehand.
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(world.serving[0].address).await.expect("connected");
    let head =
        format!("POST /orders HTTP/1.1\r\nhost: door\r\nauthorization: {bearer}\r\ntransfer-encoding: chunked\r\n\r\n");
    stream.write_all(head.as_bytes()).await.expect("written");
    for _ in 0..10 {
        stream.write_all(format!("2000\r\n{}\r\n", "a".repeat(0x2000)).as_bytes()).await.expect("written");
    }
    let mut start = [0; 12];
    stream.read_exact(&mut start).await.expect("an answer");
    assert_eq!(&start, b"HTTP/1.1 413");
}

#[tokio::test]
async fn every_request_is_counted_and_refusals_apart_from_answers() {
    let world = World::start().await;
    let token = world.token("ann");
    for path in ["/orders", "/orders/1", "/nowhere", "//orders"] {
        world.get(path, Some(&token)).await;
    }
    world.get("/orders", None).await;
    let answer = world.ask("DELETE", "/orders", &[], "").await;
    assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD, POST"));
    assert_eq!(world.ask("HEAD", "/catalogue", &[], "").await.status, 200);
    let metrics = world.monitor.text();
    for line in [
        "gateway_requests_total{route=\"orders\",status=\"200\",code=\"\"} 1",
        "gateway_requests_total{route=\"orders\",status=\"403\",code=\"\"} 1",
        "gateway_requests_total{route=\"orders\",status=\"401\",code=\"who-are-you\"} 1",
        "gateway_requests_total{route=\"none\",status=\"404\",code=\"no-route\"} 1",
        "gateway_requests_total{route=\"none\",status=\"400\",code=\"strange-path\"} 1",
        "gateway_seconds_count{route=\"orders\",whose=\"service\"} 2",
    ] {
        assert!(metrics.contains(line), "{line} is not in {metrics}");
    }
}

#[tokio::test]
async fn requests_under_way_end_before_the_door_closes() {
    let mut world = World::start().await;
    world.copies[2].set(blueprint_api_gateway::demo::Mood::Hanging);
    let request = world.get("/catalogue", None);
    let stop = async {
        world::until(async || world.copies[2].calls() == 1).await;
        world.stop.cancel();
        // Longer than it takes to close, were nothing under way.
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let (answer, ()) = tokio::join!(request, stop);
    assert_eq!(answer.status, 504, "the service hung, and this is the answer");
    let own = "gateway_seconds_bucket{le=\"0.1\",route=\"catalogue\",whose=\"gateway\"} 1";
    assert!(world.monitor.text().contains(own), "the time was the service's: {}", world.monitor.text());
    tokio::time::timeout(Duration::from_secs(5), &mut world.serving[0].task).await.expect("it ends").expect("well");
}
