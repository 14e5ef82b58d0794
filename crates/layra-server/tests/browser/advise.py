#!/usr/bin/env python3
"""Walks through the interview of a running site, in a real browser: by keyboard, without script, at every width.

    python3 advise.py target/debug/layra

[stage.py](stage.py) says what it needs.
"""

import re
import sys

from playwright.sync_api import expect

from stage import HARBOUR, NARROW, main

CASES = []
WIDTHS = (320, 360, 600, 900, 1400)
TOLD = "/advise?fact=not+foggy&fact=crates%3D5&from=night-ferry&about=night-ferry"


def case(test):
    """Adds a test; it gets the `Site` of the harbour and that of the built-in catalogue."""
    CASES.append(test)
    return test


def tab_to(page, target, most=80):
    """Presses Tab until `target` has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"{target} is not reached by {most} presses of Tab")


def question(page):
    return page.locator("#question_title")


def recommended(page):
    return page.locator(".fits:not(.not) h3")


@case
def the_interview_is_walked_by_keyboard(harbour, _):
    page = harbour.open("/")
    tab_to(page, page.get_by_role("link", name="Which pattern fits?"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/advise")
    expect(question(page)).to_have_text("Is there often fog?")
    tab_to(page, page.locator(".choices a", has_text="No"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/advise?fact=not+foggy#question")
    expect(question(page)).to_have_text("How many crates cross in a day?")
    # What comes next is right behind the question.
    tab_to(page, page.locator("#typed"), most=1)
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"ask=crates&answer=5"))
    expect(recommended(page)).to_have_text(["Letter Box"])
    tab_to(page, page.get_by_role("button", name="Download"))
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "use-letter-box.md", download.value.suggested_filename
    page.go_back()
    expect(question(page)).to_have_text("How many crates cross in a day?")
    page.go_back()
    expect(question(page)).to_have_text("Is there often fog?")


@case
def everything_works_without_script(harbour, _):
    page = harbour.open("/pattern/letter-box", java_script_enabled=False, accept_downloads=True)
    page.get_by_role("link", name="Ask for my situation").click()
    page.wait_for_url("**/advise?about=letter-box")
    page.get_by_label("In your own words").fill("About 5 crates a day cross.\nThere is no hurry.")
    page.get_by_role("button", name="Read it").click()
    page.wait_for_url(re.compile(r"/advise\?text=About\+5\+crates.*about=letter-box"))
    expect(page.locator("#told q")).to_have_text(re.compile("5 crates"))
    page.locator(".choices a", has_text="No").click()
    expect(recommended(page)).to_have_text(["Letter Box"])
    page.get_by_role("link", name=re.compile("^Change: How many crates")).click()
    expect(question(page)).to_have_text("How many crates cross in a day?")
    page.get_by_label("A number of crates a day").fill("2-3")
    page.get_by_role("button", name="Answer").click()
    expect(page.locator("#told")).to_contain_text("2 to 3 crates a day")
    page.get_by_role("link", name=re.compile("^Drop: Is there often fog")).click()
    expect(page.locator("#told")).not_to_contain_text("Is there often fog?")
    page.get_by_text("Say what is there today").click()
    page.get_by_label("A pattern you have").select_option("night-ferry")
    page.get_by_role("button", name="Add").click()
    expect(page.locator("#told")).to_contain_text("Night Ferry")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename.endswith(".md")


@case
def a_wrong_number_is_said_at_its_field(harbour, _):
    page = harbour.open("/advise?ask=crates")
    page.get_by_label("A number of crates a day").fill("lots")
    page.keyboard.press("Enter")
    field = page.get_by_label("A number of crates a day")
    expect(field).to_have_value("lots")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert")).to_contain_text("Write a number of crates a day")


@case
def an_answer_that_is_shared_is_the_same(harbour, _):
    page = harbour.open(TOLD)
    first = page.locator("main").inner_text()
    assert harbour.open(TOLD).locator("main").inner_text() == first


@case
def the_command_can_be_selected_and_is_the_whole(harbour, _):
    page = harbour.open(TOLD)
    command = page.get_by_label("On the command line")
    tab_to(page, command)
    page.keyboard.press("Control+a")
    selected = command.evaluate("one => one.value.slice(one.selectionStart, one.selectionEnd)")
    assert selected == "layra advise --fact 'not foggy' --fact crates=5 --from night-ferry", selected


@case
def words_are_read_and_what_they_say_is_shown(_, layra):
    page = layra.open("/advise")
    words = "Four of us are starting a booking tool on one Postgres. Our investor wants microservices from day one."
    page.get_by_label("In your own words").fill(words)
    page.get_by_role("button", name="Read it").click()
    expect(page.locator("#told q").first).to_contain_text("Four of us")
    expect(page.locator("#told")).to_contain_text("Wished for")
    expect(page.locator(".fits.not h3").first).to_contain_text("Microservices")
    assert not layra.questions, layra.questions


@case
def the_page_fits_every_window(harbour, layra):
    long = "fact=team-size%3D6..8&fact=stage%3Dexisting&fact=not+uses-llm&skip=teams&from=monolith&about=cqrs"
    for site, path in ((harbour, "/advise"), (harbour, TOLD), (layra, f"/advise?{long}"), (layra, "/advise?ask=team-size")):
        for width in WIDTHS:
            for scheme in ("light", "dark"):
                page = site.open(path, viewport={"width": width, "height": 800}, color_scheme=scheme)
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} at {width}"
                small = page.evaluate(
                    "() => Array.from(document.querySelectorAll('.choices a, .panel button'))"
                    ".filter(one => one.getClientRects().length && one.getBoundingClientRect().height < 24)"
                    ".map(one => one.textContent)"
                )
                assert not small, f"{path} at {width}: {small} are too small to be hit"
                site.close()


@case
def headings_and_labels_are_in_order(harbour, layra):
    for site, path in ((harbour, "/advise"), (harbour, TOLD), (layra, "/advise?fact=team-size%3D6&about=cqrs")):
        page = site.open(path, viewport=NARROW)
        levels = page.evaluate("() => Array.from(document.querySelectorAll('h1,h2,h3,h4'), one => +one.localName[1])")
        assert levels[0] == 1 and levels.count(1) == 1, levels
        assert all(later - earlier <= 1 for earlier, later in zip(levels, levels[1:])), levels
        nameless = page.evaluate(
            "() => Array.from(document.querySelectorAll('input:not([type=hidden]), select, textarea'))"
            ".filter(one => !one.labels.length && !one.ariaLabel).map(one => one.outerHTML)"
        )
        assert not nameless, nameless
        texts = page.locator("main a").evaluate_all("all => all.map(one => one.textContent.trim())")
        assert all(texts), "a link says nothing"


if __name__ == "__main__":
    sys.exit(main(CASES, [HARBOUR, None]))
