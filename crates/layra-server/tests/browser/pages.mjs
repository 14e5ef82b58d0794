/* Every kind of page: at three widths, light and dark, quiet, in one column of the window, sound for axe, light to
   load; the map; and the way from a question to a decision, by keyboard and without script. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { NARROW, hidden, scrollsSideways, shown, tabTo, text, until } from "./stage.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/* A page of each kind. */
export const PAGES = {
  home: "/",
  entry: "/pattern/saga",
  map: "/map",
  "map of a category": "/map/data",
  search: "/search?q=slow+supplier",
  compare: "/compare?with=monolith&with=microservices&with=modular-monolith",
  "compare in a situation": "/compare?with=monolith&with=microservices&fact=team-size%3D6",
  choose: "/compare",
  advise: "/advise",
  answer: "/advise?fact=team-size%3D6&fact=stage%3Dexisting&from=monolith&about=microservices",
  glossary: "/glossary",
  technologies: "/technologies",
  facts: "/facts",
  about: "/about",
  api: "/api/docs",
  fault: "/nowhere",
};
const WIDTHS = [320, 900, 1400];
/* Bytes of a page with its style sheet and scripts, as they travel. */
const MOST_BYTES = 50_000;

const spot = (page, slug) => page.locator(`#map-${slug}`);
const opacity = (locator) => locator.evaluate((one) => Number(getComputedStyle(one).opacity));
const visibility = (locator) => locator.evaluate((one) => getComputedStyle(one).visibility);

async function violations(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { violations, passes } = await globalThis.axe.run();
    return {
      violations: violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).slice(0, 3).join(" ")}`),
      passes: passes.length,
    };
  });
  return found;
}

export default {
  async "every page fits three widths, light and dark, and is quiet"({ layra }) {
    for (const [name, path] of Object.entries(PAGES)) {
      for (const width of WIDTHS) {
        for (const colorScheme of ["light", "dark"]) {
          const page = await layra.open(path, { viewport: { width, height: 900 }, colorScheme });
          assert(!(await scrollsSideways(page)), `${name} at ${width} scrolls sideways`);
          await layra.close();
        }
      }
      // A page that is not there is an error to the console, and rightly so.
      if (name === "fault") layra.complaints.length = 0;
      assert.deepEqual(layra.complaints, [], name);
    }
  },

  async "axe finds nothing on any kind of page"({ layra, note }) {
    let passes = 0;
    for (const [name, path] of Object.entries(PAGES)) {
      for (const options of [{ colorScheme: "light" }, { colorScheme: "dark", viewport: NARROW }]) {
        const page = await layra.open(path, options);
        const found = await violations(page);
        assert.deepEqual(found.violations, [], `${name}, ${options.colorScheme}`);
        passes += found.passes;
        await layra.close();
      }
    }
    layra.complaints.length = 0;
    note(`axe: 0 violations, ${passes} rules passed on ${Object.keys(PAGES).length} kinds of pages, twice each`);
  },

  async "the home page and an entry are light"({ layra, note }) {
    for (const name of ["home", "entry", "map"]) {
      const page = await layra.open("/healthz");
      const client = await page.context().newCDPSession(page);
      await client.send("Network.enable");
      let bytes = 0;
      client.on("Network.loadingFinished", (event) => { bytes += event.encodedDataLength; });
      await page.goto(layra.address + PAGES[name], { waitUntil: "networkidle" });
      note(`${name}: ${bytes} bytes with style sheet, scripts and heads of answers, compressed`);
      assert(bytes < MOST_BYTES, `${name} takes ${bytes} bytes`);
      await layra.close();
    }
    layra.complaints.length = 0;
  },

  async "the map shows the relations of a name alone"({ layra }) {
    const page = await layra.open("/map");
    const links = page.locator(".map .links.complements");
    assert(await opacity(links) > 0.1);
    await spot(page, "saga").locator("text").hover();
    await until(() => visibility(spot(page, "saga").locator(".own")), "visible");
    assert(await opacity(links) < 0.1);
    assert(await page.locator(".map .near").count() > 3);
    await text(page.locator(".told-of"), /^Saga Pattern – .*complements: /);
    await page.mouse.move(5, 5);
    await until(() => visibility(spot(page, "saga").locator(".own")), "hidden");
    await tabTo(page, spot(page, "monolith").locator("a"));
    await until(() => visibility(spot(page, "monolith").locator(".own")), "visible");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/pattern/monolith");
    await page.getByRole("link", { name: "On the map" }).click();
    await page.waitForURL("**/map#map-monolith");
    assert.equal(await visibility(spot(page, "monolith").locator(".own")), "visible");
  },

  async "the map can be narrowed, and all of it works without script"({ layra }) {
    const page = await layra.open("/map#map-saga", { javaScriptEnabled: false });
    assert.equal(await page.locator("#map-saga .own").count(), 1);
    const links = page.locator(".map .links.complements");
    await shown(links);
    await page.getByLabel("complements").uncheck();
    await hidden(links);
    await spot(page, "saga").locator("text").click();
    await page.waitForURL("**/pattern/saga");
  },

  async "a finger shows first and opens then"({ layra }) {
    const page = await layra.open("/map", { viewport: NARROW, hasTouch: true, isMobile: true });
    await spot(page, "monolith").locator("text").tap();
    await text(page.locator(".told-of"), /^Monolith – /);
    assert.match(page.url(), /\/map$/);
    await spot(page, "monolith").locator("text").tap();
    await page.waitForURL("**/pattern/monolith");
  },

  async "what is on a page can be copied"({ layra }) {
    const page = await layra.open("/pattern/saga", { permissions: ["clipboard-read", "clipboard-write"] });
    await page.getByRole("button", { name: "Copy as Markdown" }).click();
    await until(() => page.evaluate(() => navigator.clipboard.readText().then((text) => text.split("\n")[0])), /Saga/);
    await page.locator(".stacks summary").first().click();
    await page.getByRole("button", { name: /^Copy \S+ packages of/ }).first().click();
    await until(() => page.evaluate(() => navigator.clipboard.readText()), /^\S+( \S+)*$/);
  },

  async "from a question to a decision by keyboard alone"({ layra }) {
    const page = await layra.open("/", { acceptDownloads: true });
    const press = (key) => page.keyboard.press(key);
    await tabTo(page, page.locator("#ask_q"));
    await page.keyboard.type("one part of an order fails and must be undone");
    await shown(page.getByRole("option").first());
    await press("ArrowDown");
    await press("Enter");
    await page.waitForURL("**/pattern/*");
    const slug = new URL(page.url()).pathname.split("/").at(-1);
    await tabTo(page, page.getByRole("link", { name: "Compare with another" }));
    await press("Enter");
    await page.waitForURL(`**/compare?with=${slug}`);
    await tabTo(page, page.locator("#with_2"));
    await page.keyboard.type("Pub");
    await tabTo(page, page.getByRole("button", { name: "Compare" }));
    await press("Enter");
    await page.waitForURL(/\/compare\?with=.+&with=.+/);
    await tabTo(page, page.getByRole("link", { name: "your situation" }));
    await press("Enter");
    await page.waitForURL(/\/advise\?about=/);
    await tabTo(page, page.locator(".choices a, #typed").first());
    if (await page.locator("#typed").count()) await page.keyboard.type("6");
    await press("Enter");
    await page.waitForURL(/\/advise\?.*(fact|answer)=/);
    await tabTo(page, page.getByRole("button", { name: "Download" }), 300);
    const download = page.waitForEvent("download");
    await press("Enter");
    assert.match((await download).suggestedFilename(), /\.md$/);
  },

  async "the same without script"({ layra }) {
    const page = await layra.open("/", { javaScriptEnabled: false, acceptDownloads: true });
    await page.locator("#ask_q").fill("one part of an order fails and must be undone");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/search?q=*");
    await page.locator(".hits h2 a").first().click();
    await page.waitForURL("**/pattern/*");
    await page.getByRole("link", { name: "Compare with another" }).click();
    await page.locator("#with_2").selectOption("pub-sub");
    await page.getByRole("button", { name: "Compare" }).click();
    await page.waitForURL(/\/compare\?with=.+&with=pub-sub/);
    await page.getByRole("link", { name: "your situation" }).click();
    await page.waitForURL(/\/advise\?about=/);
    if (await page.locator("#typed").count()) {
      await page.locator("#typed").fill("6");
      await page.getByRole("button", { name: "Answer" }).click();
    } else {
      await page.locator(".choices a").first().click();
    }
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download" }).click();
    assert.match((await download).suggestedFilename(), /\.md$/);
  },
};
