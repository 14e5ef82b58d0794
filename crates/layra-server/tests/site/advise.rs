//! `/advise`: the interview, and the answer beside it.

use axum::http::Method;
use expect_test::{Expect, expect};

use crate::fixture::{Reply, ask, attributes, get, get_with, site};

/// The lines of a page that hold one of `needles`.
fn shown(reply: &Reply, needles: &[&str]) -> String {
    let lines = reply.text().lines().map(str::trim).filter(|line| needles.iter().any(|needle| line.contains(needle)));
    lines.map(|line| format!("{line}\n")).collect()
}

fn page(target: &str) -> Reply {
    let reply = get(target);
    assert_eq!(reply.status, 200, "{target}: {}", reply.text());
    assert!(reply.runs_nothing_foreign(), "{target}");
    reply
}

fn check(target: &str, needles: &[&str], expected: Expect) {
    expected.assert_eq(&shown(&page(target), needles));
}

/// The addresses that answers to the open question lead to.
fn choices(reply: &Reply) -> Vec<String> {
    let lines = shown(reply, &["class=\"effect\""]);
    let links = attributes(&lines, "href").into_iter();
    links.map(|address| address.trim_end_matches("#question").to_owned()).collect()
}

#[test]
fn nothing_told_gives_a_field_for_words_and_the_first_question() {
    check(
        "/advise",
        &["<h1>", "<textarea", "id=\"question_title\"", "class=\"effect\"", "don’t know", "verdict"],
        expect![[r#"
        <h1>Which pattern fits?</h1>
        <textarea id="text" name="text" rows="6" maxlength="2000" dir="auto" aria-describedby="text_hint"></textarea>
        <h2 id="question_title">Is there often fog?</h2>
        <li><a href="/advise?fact=foggy#question"><b>Yes</b> <span class="effect"><span class="sr">Leads to: </span>brings in Night Ferry, Signal Flags</span></a></li>
        <li><a href="/advise?fact=not+foggy#question"><b>No</b> <span class="effect"><span class="sr">Leads to: </span>nothing recommended yet</span></a></li>
        <p class="pass"><a href="/advise?skip=foggy#question">I don’t know</a></p>
        <p class="verdict">Not determined yet: too little is known to recommend anything.</p>
    "#]],
    );
    for target in ["/advise?", "/advise?text=&skip=&fact=&from=", "/advise?colour=red"] {
        assert_eq!(page(target).body, page("/advise").body, "{target}");
    }
}

#[test]
fn every_answer_leads_to_an_address_that_holds_it() {
    let mut target = "/advise".to_owned();
    let mut steps = Vec::new();
    for _ in 0..8 {
        let reply = page(&target);
        let Some(next) = choices(&reply).into_iter().next() else { break };
        assert!(steps.iter().all(|step| *step != next), "{next} comes twice");
        steps.push(next.clone());
        target = next;
    }
    expect!["/advise?fact=foggy"].assert_eq(&steps.join("\n"));
}

#[test]
fn a_recommendation_shows_why_and_links_to_the_statements() {
    check(
        "/advise?fact=not+foggy&fact=crates%3D5",
        &["verdict", "<h3><a", "class=\"pro\"", "class=\"con\"", "Look again"],
        expect![[r#"
        <p class="verdict">One pattern fits what is known.</p>
        <h3><a href="/pattern/letter-box">Letter Box</a></h3>
        <li class="pro"><span class="sr">For:</span> The sender has other things to do &amp; does not wait for the boat. <a class="cite" href="/pattern/letter-box#nobody-waits">#nobody-waits</a> <span class="holds"><span>foggy: no</span><span>crates: 5 crates a day</span></span></li>
        <p class="again"><b>Look again</b> at about 2 crates a day (crates)</p>
        <div><h4>Wins</h4><ul class="gains"><li class="pro">Sender and boat need not meet. <a class="cite" href="/pattern/letter-box#loose">#loose</a></li>
        <div><h4>Costs</h4><ul class="gains"><li class="con">Nobody knows when a letter leaves. <a class="cite" href="/pattern/letter-box#unsure">#unsure</a></li>
    "#]],
    );
}

#[test]
fn what_was_told_can_be_changed_and_dropped() {
    check(
        "/advise?fact=not+foggy&fact=crates%3D3..8&skip=foggy",
        &["ask-text", "class=\"acts\""],
        expect![[r#"
        <p class="ask-text">Is there often fog?</p>
        <p class="acts"><a href="/advise?fact=not+foggy&#38;fact=crates%3D3..8&#38;ask=foggy#question">Change<span class="sr">: Is there often fog?</span></a> <a href="/advise?fact=crates%3D3..8#told">Drop<span class="sr">: Is there often fog?</span></a></p>
        <p class="ask-text">How many crates cross in a day?</p>
        <p class="acts"><a href="/advise?fact=not+foggy&#38;fact=crates%3D3..8&#38;ask=crates#question">Change<span class="sr">: How many crates cross in a day?</span></a> <a href="/advise?fact=not+foggy#told">Drop<span class="sr">: How many crates cross in a day?</span></a></p>
        <p class="acts"><a href="/advise">Start over</a></p>
    "#]],
    );
}

#[test]
fn facts_read_from_a_text_show_their_words_and_can_be_dropped() {
    let target = "/advise?text=About+5+crates+a+day+cross.";
    check(
        target,
        &["<textarea id=\"text\"", "<q", "Drop"],
        expect![[r#"
        <textarea id="text" name="text" rows="6" maxlength="2000" dir="auto" aria-describedby="text_hint">About 5 crates a day cross.</textarea>
    "#]],
    );
    let dropped = page(&format!("{target}&skip=crates"));
    assert_eq!(shown(&dropped, &["<q"]), "");
    assert!(dropped.text().contains("Left open"));
}

#[test]
fn a_number_is_typed_and_a_wrong_one_asked_for_again() {
    let asked = page("/advise?fact=not+foggy&ask=crates");
    check(
        "/advise?fact=not+foggy&ask=crates",
        &["id=\"question_title\"", "id=\"typed\"", "name=\"ask\"", "name=\"fact\""],
        expect![[r#"
        <h2 id="question_title">How many crates cross in a day?</h2>
        <input type="hidden" name="fact" value="not foggy">
        <input type="hidden" name="ask" value="crates">
        <div class="field"><input id="typed" name="answer" value="" placeholder="6, 6-8 or 8+" maxlength="40" autocomplete="off" spellcheck="false" required><button type="submit">Answer</button></div>
        <input type="hidden" name="fact" value="not foggy">
        <input type="hidden" name="fact" value="not foggy">
        <select id="ask" name="ask">
        <input type="hidden" name="fact" value="not foggy">
    "#]],
    );
    assert!(!asked.text().contains("id=\"typed_fault\""));
    for (typed, fact) in
        [("6", "crates=6"), ("3-8", "crates=3..8"), ("8+", "crates>=8"), ("+12+crates+a+day", "crates=12")]
    {
        let reply = page(&format!("/advise?fact=not+foggy&ask=crates&answer={}", typed.replace("8+", "8%2B")));
        let kept = shown(&reply, &["type=\"hidden\" name=\"fact\""]).replace("&#62;", ">");
        assert!(kept.contains(&format!("value=\"{fact}\"")), "{typed}: {kept}");
    }
    let wrong = page("/advise?fact=not+foggy&ask=crates&answer=%3Cb%3Elots");
    expect![[r#"
        <label for="typed">A number of crates a day, or a range</label>
        <div class="field"><input id="typed" name="answer" value="&#60;b&#62;lots" placeholder="6, 6-8 or 8+" maxlength="40" autocomplete="off" spellcheck="false" required aria-invalid="true" aria-describedby="typed_fault"><button type="submit">Answer</button></div>
        <p class="fault-text" id="typed_fault" role="alert">That was not understood. Write a number of crates a day, as 6, 6-8 or 8+.</p>
    "#]].assert_eq(&shown(&wrong, &["typed"]));
}

#[test]
fn a_fact_that_is_known_is_asked_for_again_with_what_is_known() {
    check(
        "/advise?fact=foggy&ask=foggy",
        &["id=\"question_title\"", "Known so far", "class=\"effect\"", "Leave it"],
        expect![[r#"
        <h2 id="question_title">Is there often fog?</h2>
        <p class="fine">The other shore is rarely seen. Known so far: <b>yes</b>.</p>
        <li><a href="/advise?fact=foggy#question" aria-current="true"><b>Yes</b> <span class="effect"><span class="sr">Leads to: </span>the same patterns</span></a></li>
        <li><a href="/advise?fact=not+foggy#question"><b>No</b> <span class="effect"><span class="sr">Leads to: </span>takes out Night Ferry, Signal Flags</span></a></li>
        <p class="pass"><a href="/advise?skip=foggy#question">I don’t know</a> <a href="/advise?fact=foggy#question">Leave it as it is</a></p>
    "#]],
    );
}

#[test]
fn at_most_eight_questions_are_asked_unasked() {
    let facts: String = (0..9)
        .map(|nth| {
            format!("[[fact]]\nid = \"f{nth}\"\nkind = \"flag\"\ngroup = \"g\"\nmeans = \"m\"\nask = \"{nth}?\"\n")
        })
        .collect();
    let entries = (0..9).map(|nth| {
        let text = format!(
            "name = \"P{nth}\"\ncategory = \"data\"\ncomplexity = 1\nteam = {{ label = \"Any\", min = 1 }}\nsummary = \"s\"\n\
             use_when = [{{ id = \"u\", say = \"s\", if = \"f{nth}\" }}]\n"
        );
        (format!("patterns/p{nth}/pattern.toml"), text)
    });
    let files = [("pack.toml".to_owned(), "schema = 1\n".to_owned()), ("vocabulary/facts.toml".to_owned(), facts)];
    let files = files.into_iter().chain(entries).map(|(path, text)| layra_catalog::SourceText { path, text });
    let (catalog, problems) = layra_catalog::Catalog::parse(files);
    assert!(problems.is_empty(), "{problems:?}");
    let site = site(catalog);
    let asked = |skipped: usize| {
        let query: String = (0..skipped).map(|nth| format!("skip=f{nth}&")).collect();
        let reply = ask(&site, Method::GET, &format!("/advise?{query}"), &[]);
        shown(&reply, &["Question ", "Enough asked", "Nothing more", "could still move"])
    };
    expect![[r#"
        <p class="fine">Question 8 of at most 8</p>
        <h2 id="question_title">Enough asked</h2>
        <p>More answers could still move the result. The one that would move it most: <a href="/advise?skip=f0&#38;skip=f1&#38;skip=f2&#38;skip=f3&#38;skip=f4&#38;skip=f5&#38;skip=f6&#38;skip=f7&#38;ask=f8#question">8?</a></p>
        <h2 id="question_title">Nothing more to ask</h2>
    "#]].assert_eq(&[asked(0), asked(7), asked(8), asked(9)].concat());
}

#[test]
fn a_pattern_that_somebody_asks_about_is_weighed_and_says_what_would_tell() {
    check(
        "/advise?about=LB&about=night-ferry&fact=foggy",
        &["id=\"about_", "Would speak", "side by side", "Close"],
        expect![[r#"
        <h3 id="about_1"><a href="/pattern/letter-box">Letter Box</a> is not recommended</h3>
        <li><p class="fine">Would speak against it: Fish spoils in a box.</p><p><a href="/advise?fact=foggy&#38;about=letter-box&#38;about=night-ferry&#38;ask=crates#question">How many crates cross in a day?</a></p></li>
        <p class="acts"><a href="/advise?fact=foggy&#38;about=night-ferry#answer">Close<span class="sr">: Letter Box</span></a></p>
        <h3 id="about_2"><a href="/pattern/night-ferry">Night Ferry</a> is recommended</h3>
        <p class="acts"><a href="/advise?fact=foggy&#38;about=letter-box#answer">Close<span class="sr">: Night Ferry</span></a></p>
        <p class="acts"><a href="/compare?with=letter-box&#38;with=night-ferry&#38;fact=foggy">These side by side, in this situation</a></p>
    "#]],
    );
}

#[test]
fn the_way_from_today_is_shown() {
    check(
        "/advise?fact=not+foggy&fact=crates%3D5&from=night-ferry",
        &["Move to", "Way out", "Keep", "There today"],
        expect![[r#"
        <h3>There today</h3>
        <p><b>Move to <a href="/pattern/letter-box">Letter Box</a></b>, from Night Ferry</p>
    "#]],
    );
}

#[test]
fn the_answer_can_be_taken_along() {
    check(
        "/advise?fact=not+foggy&fact=crates%3E%3D5&text=It%27s+urgent&about=night-ferry",
        &["<textarea id=\"command\"", "The same as JSON", "action=\"/advise/record.md\"", "<select id=\"pattern\""],
        expect![[r#"
            <form action="/advise/record.md">
            <div class="field"><select id="pattern" name="pattern">
            <textarea id="command" class="command" rows="3" readonly spellcheck="false">layra advise --fact &#39;not foggy&#39; --fact &#39;crates&#62;=5&#39; -- &#39;It&#39;\&#39;&#39;s urgent&#39;</textarea>
            <p class="faces"><a href="/api/v1/advise?fact=not+foggy&#38;fact=crates%3E%3D5&#38;text=It%27s+urgent" type="application/json">The same as JSON</a></p>
        "#]],
    );
    let reply = page("/advise?fact=not+foggy&fact=crates%3E%3D5");
    let json = attributes(&shown(&reply, &["The same as JSON"]), "href").remove(0);
    assert_eq!(get(&json).status, 200);
}

#[test]
fn what_cannot_be_told_is_refused() {
    let refused = |query: &str| {
        let reply = get_with(&format!("/advise?{query}"), &[("accept", "text/plain")]);
        format!("{} {}", reply.status.as_u16(), reply.text())
    };
    let queries =
        ["fact=fogy", "skip=crate", "ask=crate", "from=leter-box", "about=leter-box", "fact=foggy&fact=not+foggy"];
    expect![[r#"
        400 error: there is no fact `fogy`
        hint: did you mean `foggy`?
        400 error: there is no fact `crate`
        hint: did you mean `crates`?
        400 error: there is no fact `crate`
        hint: did you mean `crates`?
        404 error: there is no pattern `leter-box`
        hint: all patterns are on the first page
        did you mean: Letter Box (/patterns/letter-box.md)
        404 error: there is no pattern `leter-box`
        hint: all patterns are on the first page
        did you mean: Letter Box (/patterns/letter-box.md)
        400 error: `foggy` is stated twice, as true and as false
        hint: leave one of them out, or let the last one count with `assume=last`
    "#]]
    .assert_eq(&queries.map(refused).concat());
    let long = refused(&format!("text={}", "a+".repeat(1001) + "a"));
    expect![[r#"
        400 error: a situation may be told in 2000 characters
        hint: say it in a few sentences
    "#]]
    .assert_eq(&long);
}

#[test]
fn hostile_words_stay_words() {
    let hostile = "%3Cscript%3Ealert(1)%3C/script%3E%22%3E%3Cimg+src=x+onerror=alert(1)%3E";
    for target in [
        format!("/advise?text={hostile}+5+crates+a+day"),
        format!("/advise?ask=crates&answer={hostile}"),
        format!("/advise?fact=foggy&{hostile}={hostile}"),
        "/advise?text=%FF%FE%00&fact=foggy".to_owned(),
    ] {
        let reply = page(&target);
        assert!(!reply.text().contains("<img") && !reply.text().contains("<script>"), "{target}");
    }
    for target in
        [format!("/advise?fact={hostile}"), format!("/advise?from={hostile}"), format!("/advise?ask={hostile}")]
    {
        let reply = get(&target);
        assert!([400, 404].contains(&reply.status.as_u16()), "{target}");
        assert!(reply.runs_nothing_foreign() && !reply.text().contains("<img"), "{target}");
    }
}

#[test]
fn the_page_is_linked_from_where_people_look_for_it() {
    assert!(page("/").lines("Which pattern fits?").contains("href=\"/advise\""));
    assert!(page("/pattern/letter-box").lines("Ask for my situation").contains("/advise?about=letter-box"));
    assert!(page("/advise").text().contains("<a href=\"/advise\" aria-current=\"page\">"));
}
