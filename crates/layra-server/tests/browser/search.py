#!/usr/bin/env python3
"""Types into the search fields of a running site, in a real browser.

    python3 search.py target/debug/layra

[stage.py](stage.py) says what it needs.
"""

import pathlib
import re
import sys
import tempfile

from playwright.sync_api import Error, expect

from stage import HARBOUR, NARROW, main

# Longer than the pause before a question is sent, and than any answer of a small pack takes.
LONG = 600

HOSTILE = {
    "beacon": "<script>alert(1)</script> Beacon",
    "lantern": "\"><img src=x onerror=alert(1)> Lantern",
    "lighthouse": "' onfocus='alert(1) {{ 7 * 7 }} Lighthouse",
}

CASES = []


def case(test):
    """Adds a test; it gets a `Site` and says what is wrong by raising."""
    CASES.append(test)
    return test


def field(page):
    return page.locator("input[type=search]")


def options(page):
    return page.get_by_role("option")


def panel(page):
    return page.locator(".ahead")


def ask(page, text):
    """Types `text` and waits until something is shown for it."""
    field(page).fill(text)
    expect(panel(page)).to_be_visible()


def chosen(page):
    """The number of the chosen option, -1 when it is none; fails when field and list disagree."""
    marked = [nth for nth, option in enumerate(options(page).all()) if option.get_attribute("aria-selected") == "true"]
    active = field(page).get_attribute("aria-activedescendant")
    ids = [option.get_attribute("id") for option in options(page).all()]
    assert marked == ([ids.index(active)] if active else []), (marked, active, ids)
    return marked[0] if marked else -1


@case
def patterns_are_shown_while_typing(harbour, _):
    page = harbour.open()
    expect(panel(page)).to_be_hidden()
    field(page).press_sequentially("fish spoils", delay=30)
    expect(options(page).first).to_be_visible()
    expect(options(page).first.locator(".name")).to_have_text("Letter Box")
    expect(options(page).first.locator(".why")).to_have_text("avoid when Fish spoils in a box.")
    field(page).fill("")
    expect(panel(page)).to_be_hidden()


@case
def a_burst_of_letters_is_one_question(harbour, _):
    page = harbour.open()
    harbour.questions.clear()
    field(page).press_sequentially("letters", delay=15)
    expect(options(page).first).to_be_visible()
    assert len(harbour.questions) == 1, harbour.questions
    assert harbour.questions[0].endswith("/api/v1/search?q=letters&limit=6"), harbour.questions
    field(page).fill("   ")
    page.wait_for_timeout(LONG)
    assert len(harbour.questions) == 1, harbour.questions


@case
def an_answer_that_comes_too_late_is_dropped(harbour, _):
    page = harbour.open()
    held, failed = [], []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.route("**/api/v1/search?q=ship*", lambda route: held.append(route))
    field(page).fill("ship")
    page.wait_for_timeout(LONG)
    assert len(held) == 1, "the first question is on its way"
    ask(page, "fish spoils")
    try:
        held[0].fulfill(json={"results": [], "near": []})
    except Error:
        pass  # The browser has given it up.
    page.wait_for_timeout(LONG)
    expect(options(page).first.locator(".name")).to_have_text("Letter Box")
    assert len(failed) == 1, "the first question was given up"


@case
def an_answer_after_leaving_the_field_is_dropped(harbour, _):
    page = harbour.open()
    field(page).fill("fish")
    field(page).blur()
    page.wait_for_timeout(LONG)
    expect(panel(page)).to_be_hidden()


@case
def the_field_says_what_it_is(harbour, _):
    page = harbour.open()
    expect(field(page)).to_have_attribute("role", "combobox")
    expect(field(page)).to_have_attribute("aria-autocomplete", "list")
    expect(field(page)).to_have_attribute("aria-expanded", "false")
    ask(page, "fish spoils")
    expect(field(page)).to_have_attribute("aria-expanded", "true")
    controlled = field(page).get_attribute("aria-controls")
    expect(page.locator(f"#{controlled}")).to_have_attribute("role", "listbox")
    assert page.locator(f"#{controlled} > [role=option]").count() == options(page).count()
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^\d+ patterns?$"))
    assert field(page).evaluate("field => field === document.activeElement"), "the focus stays in the field"


@case
def keys_move_through_the_list_and_back_to_the_field(_, hostile):
    page = hostile.open()
    ask(page, "light shore")
    count = options(page).count()
    assert count == 3, count
    seen = [chosen(page)]
    for _step in range(count + 1):
        field(page).press("ArrowDown")
        seen.append(chosen(page))
    assert seen == [-1, 0, 1, 2, -1], seen
    field(page).press("ArrowUp")
    assert chosen(page) == count - 1
    field(page).press_sequentially("s")
    assert chosen(page) == -1, "what is typed next is a question again"


@case
def enter_opens_the_chosen_pattern(harbour, _):
    page = harbour.open()
    ask(page, "fish spoils")
    field(page).press("ArrowDown")
    field(page).press("Enter")
    page.wait_for_url("**/pattern/letter-box")
    page.go_back()
    expect(panel(page)).to_be_hidden()


@case
def enter_without_a_choice_searches(harbour, _):
    page = harbour.open()
    ask(page, "fish spoils")
    field(page).press("Enter")
    page.wait_for_url("**/search?q=fish+spoils")
    expect(page.locator("h1")).to_have_text("Search: fish spoils")


@case
def escape_closes_and_down_opens_again(harbour, _):
    page = harbour.open()
    ask(page, "fish spoils")
    field(page).press("Escape")
    expect(panel(page)).to_be_hidden()
    expect(field(page)).to_have_value("fish spoils")
    expect(field(page)).to_have_attribute("aria-expanded", "false")
    field(page).press("ArrowDown")
    expect(panel(page)).to_be_visible()


@case
def escape_before_the_answer_keeps_the_list_away(harbour, _):
    page = harbour.open()
    field(page).fill("fish spoils")
    field(page).press("Escape")
    page.wait_for_timeout(LONG)
    expect(panel(page)).to_be_hidden()


@case
def tab_leaves_the_field(harbour, _):
    page = harbour.open()
    ask(page, "fish spoils")
    field(page).press("ArrowDown")
    field(page).press("Tab")
    expect(panel(page)).to_be_hidden()
    expect(page.locator(".search button")).to_be_focused()


@case
def keys_of_an_input_method_are_left_to_it(harbour, _):
    page = harbour.open()
    ask(page, "fish spoils")
    press = (
        "(field, key) => field.dispatchEvent("
        "new KeyboardEvent('keydown', { key, isComposing: true, bubbles: true, cancelable: true }))"
    )
    for key in ("ArrowDown", "Enter", "Escape"):
        assert field(page).evaluate(press, key), f"{key} is kept from the input method"
    expect(panel(page)).to_be_visible()
    assert chosen(page) == -1


@case
def a_click_opens_a_pattern(harbour, _):
    page = harbour.open()
    ask(page, "fish spoils")
    options(page).first.click()
    page.wait_for_url("**/pattern/letter-box")


@case
def a_click_elsewhere_closes(harbour, _):
    page = harbour.open()
    ask(page, "fish spoils")
    page.locator("footer").click()
    expect(panel(page)).to_be_hidden()


@case
def a_tap_opens_a_pattern(harbour, _):
    page = harbour.open(viewport=NARROW, has_touch=True, is_mobile=True)
    ask(page, "fish spoils")
    options(page).first.tap()
    page.wait_for_url("**/pattern/letter-box")


@case
def no_answer_is_said_with_what_is_near(harbour, _):
    page = harbour.open()
    answer = '{"results": [], "near": ["night-ferry", "letter-box"]}'
    page.route("**/api/v1/search?*", lambda route: route.fulfill(body=answer, content_type="application/json"))
    ask(page, "zeppelin")
    expect(page.locator(".ahead .note")).to_have_text("No pattern answers that. Nearest:")
    expect(options(page)).to_have_text(["night ferry", "letter box"])
    expect(page.get_by_role("status")).to_have_text("No pattern answers that. Nearest: night ferry, letter box")
    field(page).press("ArrowDown")
    field(page).press("Enter")
    page.wait_for_url("**/pattern/night-ferry")


@case
def no_answer_and_nothing_near_is_one_line(harbour, _):
    page = harbour.open()
    answer = '{"results": [], "near": []}'
    page.route("**/api/v1/search?*", lambda route: route.fulfill(body=answer, content_type="application/json"))
    ask(page, "zeppelin")
    expect(panel(page)).to_have_text("No pattern answers that.")
    expect(field(page)).to_have_attribute("aria-expanded", "false")
    field(page).press("ArrowDown")
    assert chosen(page) == -1


@case
def the_field_of_the_search_page_keeps_to_its_category(harbour, _):
    page = harbour.open("/search")
    page.get_by_label("Category").select_option("system")
    ask(page, "boat ship crosses night")
    expect(options(page).locator(".name")).to_have_text(["Night Ferry"])
    field(page).press("Enter")
    page.wait_for_url("**/search?q=boat+ship+crosses+night&category=system&section=")
    expect(page.get_by_label("Category")).to_have_value("system")
    expect(page.locator(".hits h2 a")).to_have_text(["Night Ferry"])


@case
def hostile_names_are_shown_as_they_are(_, hostile):
    page = hostile.open()
    ask(page, "light shore")
    names = sorted(options(page).locator(".name").all_inner_texts())
    assert names == sorted(HOSTILE.values()), names
    reasons = " ".join(options(page).locator(".why").all_inner_texts())
    assert "<b onclick=alert(1)>" in reasons, reasons
    kinds = set(panel(page).evaluate("panel => Array.from(panel.querySelectorAll('*'), one => one.localName)"))
    assert kinds <= {"p", "div", "a", "span", "b"}, kinds
    for path in ("/", "/search?q=light+shore", "/pattern/beacon"):
        page.goto(hostile.address + path)
        assert page.locator("script").count() == 1, path


@case
def scripts_of_others_do_not_run(harbour, _):
    page = harbour.open()
    page.evaluate(
        "() => { const script = document.createElement('script'); script.textContent = 'window.ran = true';"
        " document.head.append(script); document.body.setAttribute('onclick', 'window.ran = true'); }"
    )
    page.locator("footer").click()
    assert page.evaluate("window.ran === undefined")
    assert any("Content Security Policy" in text for text in harbour.complaints), harbour.complaints
    harbour.complaints.clear()


@case
def everything_works_without_script(harbour, _):
    page = harbour.open(java_script_enabled=False)
    expect(field(page)).not_to_have_attribute("role", "combobox")
    field(page).fill("fish spoils")
    field(page).press("Enter")
    page.wait_for_url("**/search?q=fish+spoils")
    page.get_by_label("Section").select_option("avoid-when")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**/search?q=fish+spoils&category=&section=avoid-when")
    page.get_by_role("link", name="Letter Box").click()
    page.wait_for_url("**/pattern/letter-box")


@case
def the_form_works_when_nobody_answers(harbour, _):
    page = harbour.open()
    page.route("**/api/**", lambda route: route.fulfill(status=500, body="no"))
    field(page).fill("fish spoils")
    page.wait_for_timeout(LONG)
    expect(panel(page)).to_be_hidden()
    # The browser itself tells its console that the answer was a fault.
    assert all("status of 500" in text for text in harbour.complaints), harbour.complaints
    harbour.complaints.clear()
    field(page).press("Enter")
    page.wait_for_url("**/search?q=fish+spoils")


@case
def the_list_fits_every_window(_, hostile):
    for path in ("/", "/search"):
        for width in (320, 414, 600, 800, 1280):
            for scheme in ("light", "dark"):
                page = hostile.open(path, viewport={"width": width, "height": 640}, color_scheme=scheme)
                ask(page, "light shore")
                box = panel(page).bounding_box()
                place = f"{path} at {width}: {box}"
                assert box["x"] >= 0 and box["x"] + box["width"] <= width, place
                assert box["y"] + box["height"] <= 640, place
                assert box["width"] >= min(280, width - 40), place
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{place} scrolls sideways"
                hostile.close()


@case
def nothing_moves_for_those_who_ask_for_stillness(harbour, _):
    for motion, moves in (("reduce", "none"), ("no-preference", "appear")):
        page = harbour.open(reduced_motion=motion)
        ask(page, "fish spoils")
        assert panel(page).evaluate("panel => getComputedStyle(panel).animationName") == moves, motion


def write_hostile(folder):
    """A pack that tries to be more than text."""
    (folder / "pack.toml").write_text('schema = 1\ntitle = "Lights"\nonly = true\n')
    for slug, name in HOSTILE.items():
        pattern = folder / "patterns" / slug
        pattern.mkdir(parents=True)
        pattern.joinpath("pattern.toml").write_text(
            f"name = '''{name}'''\ncategory = 'data'\ncomplexity = 1\nteam = {{ label = 'Any', min = 1 }}\n"
            f"summary = 'A light on the shore, <b onclick=alert(1)>seen</b> from far.'\n"
        )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        write_hostile(pathlib.Path(folder))
        sys.exit(main(CASES, [HARBOUR, folder]))
