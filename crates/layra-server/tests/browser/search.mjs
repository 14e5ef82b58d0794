/* The search fields while one types. */

import assert from "node:assert/strict";

import { HOSTILE } from "./hostile.mjs";
import { LONG, NARROW, attribute, hidden, isFocused, scrollsSideways, shown, text, texts, until } from "./stage.mjs";

const field = (page) => page.locator("input[type=search]");
const options = (page) => page.getByRole("option");
const panel = (page) => page.locator(".ahead");

/* Types `words` and waits until something is shown for them. */
async function ask(page, words) {
  await field(page).fill(words);
  await shown(panel(page));
}

/* The number of the chosen option, -1 when it is none; fails when field and list disagree. */
async function chosen(page) {
  const all = await options(page).evaluateAll((all) => all.map((one) => [one.id, one.ariaSelected]));
  const marked = all.findIndex(([, selected]) => selected === "true");
  const active = await field(page).getAttribute("aria-activedescendant");
  assert.equal(marked, active ? all.findIndex(([id]) => id === active) : -1);
  return marked;
}

/* Answers every question of the page with `answer`. */
const answered = (page, answer) => page.route("**/api/v1/search?*", (route) => route.fulfill({ json: answer }));

export default {
  async "patterns are shown while typing"({ harbour }) {
    const page = await harbour.open();
    await hidden(panel(page));
    await field(page).pressSequentially("fish spoils", { delay: 30 });
    await text(options(page).locator(".name"), "Letter Box");
    await text(options(page).locator(".why"), /^avoid when Fish spoils in a box\.$/i);
    await field(page).fill("");
    await hidden(panel(page));
  },

  async "a burst of letters is one question"({ harbour }) {
    const page = await harbour.open();
    harbour.questions.length = 0;
    await field(page).pressSequentially("letters", { delay: 15 });
    await shown(options(page).first());
    assert.equal(harbour.questions.length, 1);
    assert.match(harbour.questions[0], /\/api\/v1\/search\?q=letters&limit=6$/);
    await field(page).fill("   ");
    await page.waitForTimeout(LONG);
    assert.equal(harbour.questions.length, 1);
  },

  async "an answer that comes too late is dropped"({ harbour }) {
    const page = await harbour.open();
    const held = [];
    const failed = [];
    page.on("requestfailed", (request) => failed.push(request.url()));
    await page.route("**/api/v1/search?q=ship*", (route) => { held.push(route); });
    await field(page).fill("ship");
    await page.waitForTimeout(LONG);
    assert.equal(held.length, 1, "the first question is on its way");
    await ask(page, "fish spoils");
    // The browser may have given it up.
    await held[0].fulfill({ json: { results: [], near: [] } }).catch(() => {});
    await page.waitForTimeout(LONG);
    await text(options(page).locator(".name"), "Letter Box");
    assert.equal(failed.length, 1, "the first question was given up");
  },

  async "an answer after leaving the field is dropped"({ harbour }) {
    const page = await harbour.open();
    await field(page).fill("fish");
    await field(page).blur();
    await page.waitForTimeout(LONG);
    await hidden(panel(page));
  },

  async "the field says what it is"({ harbour }) {
    const page = await harbour.open();
    await attribute(field(page), "role", "combobox");
    await attribute(field(page), "aria-autocomplete", "list");
    await attribute(field(page), "aria-expanded", "false");
    await ask(page, "fish spoils");
    await attribute(field(page), "aria-expanded", "true");
    const list = page.locator(`#${await field(page).getAttribute("aria-controls")}`);
    await attribute(list, "role", "listbox");
    assert.equal(await list.locator("> [role=option]").count(), await options(page).count());
    await until(() => page.getByRole("status").first().innerText(), /^\d+ patterns?$/);
    assert(await isFocused(field(page)), "the focus stays in the field");
  },

  async "keys move through the list and back to the field"({ hostile }) {
    const page = await hostile.open();
    await ask(page, "light shore");
    const count = await options(page).count();
    assert.equal(count, 3);
    const seen = [await chosen(page)];
    for (let step = 0; step <= count; step += 1) {
      await field(page).press("ArrowDown");
      seen.push(await chosen(page));
    }
    assert.deepEqual(seen, [-1, 0, 1, 2, -1]);
    await field(page).press("ArrowUp");
    assert.equal(await chosen(page), count - 1);
    await field(page).pressSequentially("s");
    assert.equal(await chosen(page), -1, "what is typed next is a question again");
  },

  async "Enter opens the chosen pattern, or searches"({ harbour }) {
    const page = await harbour.open();
    await ask(page, "fish spoils");
    await field(page).press("ArrowDown");
    await field(page).press("Enter");
    await page.waitForURL("**/pattern/letter-box");
    await page.goBack();
    await hidden(panel(page));
    await ask(page, "fish spoils");
    await field(page).press("Enter");
    await page.waitForURL("**/search?q=fish+spoils");
    await text(page.locator("h1"), "Search: fish spoils");
  },

  async "Escape closes, Down opens again, and an answer on its way stays away"({ harbour }) {
    const page = await harbour.open();
    await ask(page, "fish spoils");
    await field(page).press("Escape");
    await hidden(panel(page));
    assert.equal(await field(page).inputValue(), "fish spoils");
    await attribute(field(page), "aria-expanded", "false");
    await field(page).press("ArrowDown");
    await shown(panel(page));
    await field(page).fill("fish spoils more");
    await field(page).press("Escape");
    await page.waitForTimeout(LONG);
    await hidden(panel(page));
  },

  async "Tab leaves the field"({ harbour }) {
    const page = await harbour.open("/map");
    await ask(page, "fish spoils");
    await field(page).press("ArrowDown");
    await field(page).press("Tab");
    await hidden(panel(page));
    assert(await isFocused(page.locator(".search button")));
  },

  async "keys of an input method are left to it"({ harbour }) {
    const page = await harbour.open();
    await ask(page, "fish spoils");
    for (const key of ["ArrowDown", "Enter", "Escape"]) {
      const isLeft = await field(page).evaluate((field, key) => field.dispatchEvent(
        new KeyboardEvent("keydown", { key, isComposing: true, bubbles: true, cancelable: true })), key);
      assert(isLeft, `${key} is kept from the input method`);
    }
    await shown(panel(page));
    assert.equal(await chosen(page), -1);
  },

  async "a click or a tap opens a pattern, a click elsewhere closes"({ harbour }) {
    const page = await harbour.open();
    await ask(page, "fish spoils");
    await page.locator("footer").click();
    await hidden(panel(page));
    await ask(page, "fish spoils!");
    await options(page).first().click();
    await page.waitForURL("**/pattern/letter-box");
    const touched = await harbour.open("/map", { viewport: NARROW, hasTouch: true, isMobile: true });
    await ask(touched, "fish spoils");
    await options(touched).first().tap();
    await touched.waitForURL("**/pattern/letter-box");
  },

  async "no answer is said with what is near"({ harbour }) {
    const page = await harbour.open();
    await answered(page, { results: [], near: ["night-ferry", "letter-box"] });
    await ask(page, "zeppelin");
    await text(page.locator(".ahead .note"), "No pattern answers that. Nearest:");
    await texts(options(page), ["night ferry", "letter box"]);
    await until(() => page.getByRole("status").first().innerText(), "No pattern answers that. Nearest: night ferry, letter box");
    await field(page).press("ArrowDown");
    await field(page).press("Enter");
    await page.waitForURL("**/pattern/night-ferry");
  },

  async "no answer and nothing near is one line"({ harbour }) {
    const page = await harbour.open();
    await answered(page, { results: [], near: [] });
    await ask(page, "zeppelin");
    await text(panel(page), "No pattern answers that.");
    await attribute(field(page), "aria-expanded", "false");
    await field(page).press("ArrowDown");
    assert.equal(await chosen(page), -1);
  },

  async "the field of the search page keeps to its category"({ harbour }) {
    const page = await harbour.open("/search");
    await page.getByLabel("Category").selectOption("system");
    await ask(page, "boat ship crosses night");
    await texts(options(page).locator(".name"), ["Night Ferry"]);
    await field(page).press("Enter");
    await page.waitForURL("**/search?q=boat+ship+crosses+night&category=system&section=");
    assert.equal(await page.getByLabel("Category").inputValue(), "system");
    await texts(page.locator(".hits h2 a"), ["Night Ferry"]);
  },

  async "hostile names are shown as they are"({ hostile }) {
    const page = await hostile.open();
    await ask(page, "light shore");
    const names = await options(page).locator(".name").allInnerTexts();
    assert.deepEqual(names.sort(), Object.values(HOSTILE).sort());
    assert.match((await options(page).locator(".why").allInnerTexts()).join(" "), /<b onclick=alert\(1\)>/);
    const kinds = await panel(page).evaluate((panel) => Array.from(panel.querySelectorAll("*"), (one) => one.localName));
    assert.deepEqual(kinds.filter((kind) => !["p", "div", "a", "span", "b"].includes(kind)), []);
    for (const path of ["/", "/map", "/search?q=light+shore", "/pattern/beacon"]) {
      await page.goto(hostile.address + path);
      const scripts = await page.locator("script").evaluateAll((all) => all.map((one) => one.getAttribute("src")));
      assert(scripts.every((source) => source?.startsWith("/assets/")), `${path}: ${scripts}`);
    }
  },

  async "scripts of others do not run"({ harbour }) {
    const page = await harbour.open();
    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.head.append(script);
      document.body.setAttribute("onclick", "window.ran = true");
    });
    await page.locator("footer").click();
    assert(await page.evaluate(() => window.ran === undefined));
    assert(harbour.complaints.some((text) => text.includes("Content Security Policy")), String(harbour.complaints));
    harbour.complaints.length = 0;
  },

  async "searching works without script"({ harbour }) {
    const page = await harbour.open("/", { javaScriptEnabled: false });
    assert.equal(await field(page).getAttribute("role"), null);
    await field(page).fill("fish spoils");
    await field(page).press("Enter");
    await page.waitForURL("**/search?q=fish+spoils");
    await page.getByLabel("Section").selectOption("avoid-when");
    await page.getByRole("button", { name: "Search" }).click();
    await page.waitForURL("**/search?q=fish+spoils&category=&section=avoid-when");
    await page.getByRole("link", { name: "Letter Box" }).click();
    await page.waitForURL("**/pattern/letter-box");
  },

  async "the form works when nobody answers"({ harbour }) {
    const page = await harbour.open();
    await page.route("**/api/**", (route) => route.fulfill({ status: 500, body: "no" }));
    await field(page).fill("fish spoils");
    await page.waitForTimeout(LONG);
    await hidden(panel(page));
    // The browser itself tells its console that the answer was a fault.
    assert(harbour.complaints.every((text) => text.includes("status of 500")), String(harbour.complaints));
    harbour.complaints.length = 0;
    await field(page).press("Enter");
    await page.waitForURL("**/search?q=fish+spoils");
  },

  async "the list fits every window"({ hostile }) {
    for (const path of ["/", "/search"]) {
      for (const width of [320, 600, 1280]) {
        const page = await hostile.open(path, { viewport: { width, height: 700 } });
        await ask(page, "light shore");
        const box = await panel(page).boundingBox();
        const place = `${path} at ${width}: ${JSON.stringify(box)}`;
        assert(box.x >= 0 && box.x + box.width <= width && box.width >= Math.min(280, width - 40), place);
        assert(!(await scrollsSideways(page)), `${place} scrolls sideways`);
        await hostile.close();
      }
    }
  },

  async "nothing moves for those who ask for stillness"({ harbour }) {
    for (const [reducedMotion, moves] of [["reduce", "none"], ["no-preference", "appear"]]) {
      const page = await harbour.open("/", { reducedMotion });
      await ask(page, "fish spoils");
      assert.equal(await panel(page).evaluate((panel) => getComputedStyle(panel).animationName), moves);
    }
  },
};
