//! Real connections: draining, slow clients, limits.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use expect_test::expect;
use layra_server::{Limits, Listener, ServeError, serve_until};
use tokio::sync::oneshot;

use crate::fixture::{harbour, site};

/// Short enough for a test, long enough for a busy machine.
const SHORT: Duration = Duration::from_millis(400);

/// Serves the harbour while `clients` talk to it on the address they are given; `clients` get the
/// means to ask for the end.
fn with_server(limits: Limits, clients: impl FnOnce(&str, oneshot::Sender<()>) + Send) -> Duration {
    let listener = Listener::bind("127.0.0.1:0").expect("a free port is found");
    let address = listener.address().to_string();
    let (stop, stopped) = oneshot::channel();
    std::thread::scope(|scope| {
        let server = scope.spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
            runtime.block_on(serve_until(listener, site(harbour()), limits, async {
                let _ = stopped.await;
            }))
        });
        clients(&address, stop);
        let asked = Instant::now();
        server.join().expect("the server does not panic").expect("the server ends well");
        asked.elapsed()
    })
}

/// Sends `request` and reads until the server closes the connection or sends nothing for a while.
fn talk(address: &str, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).expect("the server accepts");
    stream.set_read_timeout(Some(Duration::from_secs(5))).expect("is a time");
    stream.write_all(request).expect("the server reads");
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(answer: &str) -> &str {
    answer.lines().next().unwrap_or_default()
}

#[test]
fn a_page_is_served_over_a_connection() {
    with_server(Limits::default(), |address, _stop| {
        let answer = talk(address, b"GET /pattern/letter-box HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
        assert_eq!(status(&answer), "HTTP/1.1 200 OK");
        assert!(answer.ends_with("</html>"), "the page is complete");
        let answer = talk(address, b"GET /search?q=box HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
        assert_eq!(status(&answer), "HTTP/1.1 200 OK");
    });
}

#[test]
fn nonsense_is_turned_away() {
    with_server(Limits::default(), |address, _stop| {
        assert_eq!(status(&talk(address, b"\x16\x03\x01 hello\r\n\r\n")), "HTTP/1.1 400 Bad Request");
        let huge = format!("GET / HTTP/1.1\r\nhost: a\r\nx: {}\r\n\r\n", "y".repeat(40_000));
        assert_eq!(status(&talk(address, huge.as_bytes())), "HTTP/1.1 431 Request Header Fields Too Large");
        let many = format!("GET / HTTP/1.1\r\nhost: a\r\n{}\r\n", "x: y\r\n".repeat(100));
        assert_eq!(status(&talk(address, many.as_bytes())), "HTTP/1.1 431 Request Header Fields Too Large");
        let long = format!("GET /{} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n", "a".repeat(9000));
        assert_eq!(status(&talk(address, long.as_bytes())), "HTTP/1.1 414 URI Too Long");
        let body = b"POST /search HTTP/1.1\r\nhost: a\r\ncontent-length: 100000000\r\n\r\n";
        assert_eq!(status(&talk(address, body)), "HTTP/1.1 413 Payload Too Large");
    });
}

#[test]
fn a_client_that_dawdles_over_its_request_is_let_go() {
    with_server(Limits { head: SHORT, ..Limits::default() }, |address, _stop| {
        let started = Instant::now();
        let answer = talk(address, b"GET / HTTP/1.1\r\nhost: ");
        assert!(!answer.contains("200 OK"));
        assert!(started.elapsed() < Duration::from_secs(4), "the connection was closed");
    });
}

#[test]
fn a_client_that_never_reads_is_let_go() {
    const REQUESTS: usize = 2000;
    with_server(Limits { stall: SHORT, ..Limits::default() }, |address, _stop| {
        let one = talk(address, b"GET /pattern/letter-box HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").len();
        let mut stream = TcpStream::connect(address).expect("the server accepts");
        stream.set_read_timeout(Some(Duration::from_secs(5))).expect("is a time");
        let request = b"GET /pattern/letter-box HTTP/1.1\r\nhost: a\r\n\r\n";
        stream.write_all(&request.repeat(REQUESTS)).expect("the system keeps what the server does not read");
        std::thread::sleep(3 * SHORT);
        let mut answers = Vec::new();
        let _ = stream.read_to_end(&mut answers);
        assert!(answers.len() < one * REQUESTS, "all {REQUESTS} answers were kept for it");
    });
}

#[test]
fn a_full_house_can_be_closed() {
    let limits = Limits { connections: 1, drain: SHORT, ..Limits::default() };
    let took = with_server(limits, |address, stop| {
        let mut only = TcpStream::connect(address).expect("the server accepts");
        only.write_all(b"GET / HTTP/1.1\r\n").expect("the server reads");
        std::thread::sleep(Duration::from_millis(100));
        let _ = stop.send(());
        std::mem::forget(only);
    });
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[test]
fn clients_beyond_the_limit_wait_their_turn() {
    with_server(Limits { connections: 1, head: SHORT, ..Limits::default() }, |address, _stop| {
        let idle = TcpStream::connect(address).expect("the server accepts");
        let answer = talk(address, b"GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
        assert_eq!(status(&answer), "HTTP/1.1 200 OK");
        drop(idle);
    });
}

#[test]
fn an_idle_connection_does_not_delay_the_end() {
    let took = with_server(Limits::default(), |address, stop| {
        let mut idle = TcpStream::connect(address).expect("the server accepts");
        idle.write_all(b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n").expect("the server reads");
        let mut first = [0; 16];
        idle.read_exact(&mut first).expect("the server answers");
        let _ = stop.send(());
        // Kept open until the server has ended.
        std::mem::forget(idle);
    });
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[test]
fn a_half_sent_request_is_waited_for_until_the_deadline() {
    let took = with_server(Limits { drain: SHORT, ..Limits::default() }, |address, stop| {
        let mut slow = TcpStream::connect(address).expect("the server accepts");
        slow.write_all(b"GET / HTTP/1.1\r\n").expect("the server reads");
        std::thread::sleep(Duration::from_millis(100));
        let _ = stop.send(());
        std::mem::forget(slow);
    });
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[test]
fn a_port_in_use_and_a_wrong_address_are_said() {
    let first = Listener::bind("127.0.0.1:0").expect("a free port is found");
    let taken = first.address().to_string();
    let check = |address: &str| {
        let error = Listener::bind(address).expect_err("cannot be bound");
        format!("{error}\nhint: {}", error.hint()).replace(&taken, "127.0.0.1:4242")
    };
    expect![[r#"
        port in use: `127.0.0.1:4242`
        hint: stop the other program, or choose another port with `--addr`; port 0 takes any free one"#]]
    .assert_eq(&check(&taken));
    expect![[r#"
        `4242` is not an address to listen on: invalid socket address
        hint: give a host and a port, as in `127.0.0.1:4242`; port 0 takes any free one"#]]
    .assert_eq(&check("4242"));
    assert!(matches!(Listener::bind("127.0.0.1:99999"), Err(ServeError::Address { .. })));
    assert!(matches!(Listener::bind("203.0.113.1:80"), Err(ServeError::Bind { .. } | ServeError::Forbidden(_))));
    drop(Arc::new(first));
}
