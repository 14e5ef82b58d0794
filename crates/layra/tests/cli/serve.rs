//! `layra serve`.

#[cfg(feature = "serve")]
use expect_test::expect;

use crate::world::World;

#[test]
fn a_pack_with_errors_is_not_served() {
    let world = World::with_garden();
    world.edit("garden/pack.toml", "schema = 1", "schema = 2");
    let output = world.command(&["serve", "--pack", "garden", "--addr", "127.0.0.1:0"]).output();
    assert_eq!(output.expect("the program starts").status.code(), Some(2));
}

#[cfg(feature = "serve")]
#[test]
fn a_port_in_use_is_a_clear_error() {
    let world = World::with_garden();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("bound").to_string();
    let output = world.command(&["serve", "--pack", "garden", "--addr", &address]).output();
    let shown = world.shown(&output.expect("the program starts")).replace(&address, "[address]");
    expect![[r#"
        exit 2
        --- stderr
        error: port in use: `[address]`
        hint: stop the other program, or choose another port with `--addr`; port 0 takes any free one
    "#]]
    .assert_eq(&shown);
    world.check(
        &["serve", "--pack", "garden", "--addr", "nowhere"],
        expect![[r#"
        exit 2
        --- stderr
        error: `nowhere` is not an address to listen on: invalid socket address
        hint: give a host and a port, as in `127.0.0.1:4242`; port 0 takes any free one
    "#]],
    );
}

#[cfg(feature = "serve")]
#[test]
fn a_page_is_answered_until_it_is_told_to_stop() {
    use std::io::{BufRead as _, BufReader, Read as _, Write as _};
    use std::net::TcpStream;
    use std::process::Stdio;

    let world = World::with_garden();
    let mut child = world
        .command(&["serve", "--pack", "garden", "--addr", "127.0.0.1:0"])
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut line = String::new();
    BufReader::new(child.stderr.take().expect("piped")).read_line(&mut line).expect("readable");
    let address =
        line.split("http://").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap_or_default().to_owned();
    let answer = TcpStream::connect(&address).and_then(|mut stream| {
        stream.write_all(b"GET /pattern/rain-barrel HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    });
    child.kill().expect("killed");
    child.wait().expect("ended");
    expect![[r#"
        serving 3 patterns at http://[address] (Ctrl-C stops)
    "#]]
    .assert_eq(&line.replace(&address, "[address]"));
    let answer = answer.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("Rain Barrel"), "{answer}");
}

#[cfg(not(feature = "serve"))]
#[test]
fn a_program_without_the_site_says_how_to_get_it() {
    World::new().check(
        &["serve"],
        expect_test::expect![[r#"
        exit 2
        --- stderr
        error: this program was built without the web site
        hint: build it with its usual features: `cargo build --release`
    "#]],
    );
}
