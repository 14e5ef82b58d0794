/* The interview: by keyboard, without script, at every width. */

import assert from "node:assert/strict";

import { NARROW, scrollsSideways, shown, tabTo, text, texts, until } from "./stage.mjs";

const TOLD = "/advise?fact=not+foggy&fact=crates%3D5&from=night-ferry&about=night-ferry";
const LONG = "/advise?fact=team-size%3D6..8&fact=stage%3Dexisting&fact=not+uses-llm&skip=teams&from=monolith&about=cqrs";

const question = (page) => page.locator("#question_title");
const recommended = (page) => page.locator(".fits:not(.not) h3");
const told = (page) => page.locator(".heard");

export default {
  async "the interview is walked by keyboard"({ harbour }) {
    const page = await harbour.open("/", { acceptDownloads: true });
    await tabTo(page, page.getByRole("link", { name: "Which pattern fits?" }));
    await page.keyboard.press("Enter");
    await page.waitForURL("**/advise");
    await text(question(page), "Is there often fog?");
    await tabTo(page, page.locator(".choices a", { hasText: "No" }));
    await page.keyboard.press("Enter");
    await page.waitForURL("**/advise?fact=not+foggy#question");
    await text(question(page), "How many crates cross in a day?");
    // What comes next is right behind the question.
    await tabTo(page, page.locator("#typed"), 1);
    await page.keyboard.type("5");
    await page.keyboard.press("Enter");
    await page.waitForURL(/ask=crates&answer=5/);
    await texts(recommended(page), ["Letter Box"]);
    await tabTo(page, page.getByRole("button", { name: "Download" }));
    const download = page.waitForEvent("download");
    await page.keyboard.press("Enter");
    assert.equal((await download).suggestedFilename(), "use-letter-box.md");
    await page.goBack();
    await text(question(page), "How many crates cross in a day?");
    await page.goBack();
    await text(question(page), "Is there often fog?");
  },

  async "the interview works without script"({ harbour }) {
    const page = await harbour.open("/pattern/letter-box", { javaScriptEnabled: false, acceptDownloads: true });
    await page.getByRole("link", { name: "Ask for my situation" }).click();
    await page.waitForURL("**/advise?about=letter-box");
    await page.getByLabel("In your own words").fill("About 5 crates a day cross.\nThere is no hurry.");
    await page.getByRole("button", { name: "Read it" }).click();
    await page.waitForURL(/\/advise\?text=About\+5\+crates.*about=letter-box/);
    await shown(told(page));
    await page.locator(".choices a", { hasText: "No" }).click();
    await page.getByLabel("A number of crates a day").fill("5");
    await page.getByRole("button", { name: "Answer" }).click();
    await texts(recommended(page), ["Letter Box"]);
    await page.getByRole("link", { name: /^Change ?: How many crates/ }).click();
    await text(question(page), "How many crates cross in a day?");
    await page.getByLabel("A number of crates a day").fill("2-3");
    await page.getByRole("button", { name: "Answer" }).click();
    await text(told(page), /2 to 3 crates a day/);
    await page.getByRole("link", { name: /^Drop ?: Is there often fog/ }).click();
    await until(async () => /Is there often fog\?/.test(await told(page).innerText()), false);
    await page.getByText("Say what is there today").click();
    await page.getByLabel("A pattern you have").selectOption("night-ferry");
    await page.getByRole("button", { name: "Add" }).click();
    await text(told(page), /Night Ferry/);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download" }).click();
    assert.match((await download).suggestedFilename(), /\.md$/);
  },

  async "a wrong number is said at its field"({ harbour }) {
    const page = await harbour.open("/advise?ask=crates");
    await page.getByLabel("A number of crates a day").fill("lots");
    await page.keyboard.press("Enter");
    await shown(page.getByRole("alert"));
    const field = page.getByLabel("A number of crates a day");
    assert.equal(await field.inputValue(), "lots");
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    await text(page.getByRole("alert"), /Write a number of crates a day/);
  },

  async "an answer that is shared is the same, and its command is the whole"({ harbour }) {
    const page = await harbour.open(TOLD);
    const first = await page.locator("main").innerText();
    assert.equal(await (await harbour.open(TOLD)).locator("main").innerText(), first);
    const command = page.getByLabel("On the command line");
    await tabTo(page, command);
    await page.keyboard.press("Control+a");
    const selected = await command.evaluate((one) => one.value.slice(one.selectionStart, one.selectionEnd));
    assert.equal(selected, "layra advise --fact 'not foggy' --fact crates=5 --from night-ferry");
  },

  async "words are read and what they say is shown"({ layra }) {
    const page = await layra.open("/advise");
    layra.questions.length = 0;
    const words = "Four of us are starting a booking tool on one Postgres. Our investor wants microservices from day one.";
    await page.getByLabel("In your own words").fill(words);
    await page.getByRole("button", { name: "Read it" }).click();
    await text(told(page).locator("q"), /Four of us/);
    await text(told(page), /Wished for/);
    await text(page.locator(".fits.not h3"), /Microservices/);
    assert.deepEqual(layra.questions, []);
  },

  async "answers are large enough to be hit at every width"({ harbour, layra }) {
    for (const [site, path] of [[harbour, TOLD], [layra, LONG], [layra, "/advise?ask=team-size"]]) {
      for (const width of [320, 600, 1400]) {
        const page = await site.open(path, { viewport: { width, height: 800 } });
        assert(!(await scrollsSideways(page)), `${path} at ${width}`);
        const small = await page.locator(".choices a, .panel button").evaluateAll((all) => all
          .filter((one) => one.getClientRects().length && one.getBoundingClientRect().height < 24)
          .map((one) => one.textContent));
        assert.deepEqual(small, [], `${path} at ${width}`);
        await site.close();
      }
    }
  },

  async "headings and labels are in order"({ harbour, layra }) {
    for (const [site, path] of [[harbour, "/advise"], [harbour, TOLD], [layra, "/advise?fact=team-size%3D6&about=cqrs"]]) {
      const page = await site.open(path, { viewport: NARROW });
      const levels = await page.locator("h1,h2,h3,h4").evaluateAll((all) => all.map((one) => Number(one.localName[1])));
      assert(levels[0] === 1 && levels.filter((level) => level === 1).length === 1, String(levels));
      assert(levels.every((level, nth) => nth === 0 || level - levels[nth - 1] <= 1), String(levels));
      const words = await page.locator("main a").evaluateAll((all) => all.map((one) => one.textContent.trim()));
      assert(words.every(Boolean), "a link says nothing");
    }
  },
};
