/* The site as a folder of files, opened from a disk: no link is broken, and what is done by script works. */

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

import { scrollsSideways, text, until } from "./stage.mjs";

const unescaped = (text) => text.replaceAll("&amp;", "&").replaceAll("&#38;", "&");
const attributes = (html, name) => Array.from(html.matchAll(new RegExp(` ${name}="([^"]*)"`, "g")), ([, value]) => unescaped(value));

export default {
  async "no link between files is broken"({ folder, note }) {
    const ids = new Map();
    const idsOf = (path) => {
      if (!ids.has(path)) ids.set(path, new Set(attributes(readFileSync(path, "utf8"), "id")));
      return ids.get(path);
    };
    const pages = readdirSync(folder, { recursive: true }).filter((path) => path.endsWith(".html"));
    const broken = [];
    let count = 0;
    for (const page of pages) {
      const path = join(folder, page);
      const html = readFileSync(path, "utf8");
      for (const href of ["href", "src", "action"].flatMap((name) => attributes(html, name))) {
        if (/^(https?|mailto|data):/.test(href)) continue;
        count += 1;
        const [address, fragment = ""] = href.split("#");
        const target = address === "" ? path : resolve(dirname(path), decodeURIComponent(address));
        const isWithin = !relative(folder, target).startsWith("..");
        if (href.startsWith("/") || !isWithin || !existsSync(target) || !statSync(target).isFile()) broken.push(`${page}: ${href}`);
        else if (fragment && !idsOf(target).has(decodeURIComponent(fragment))) broken.push(`${page}: ${href} has no such place`);
      }
    }
    assert.deepEqual(broken.slice(0, 20), []);
    note(`files: ${pages.length} pages, ${count} links, none broken`);
  },

  async "pages open from a disk and are quiet"({ files }) {
    const pages = ["index", "map", "map/data", "pattern/saga", "compare", "advise", "search", "glossary", "technologies", "facts", "about"];
    for (const name of pages) {
      for (const width of [360, 1280]) {
        const page = await files.open(`/${name}.html`, { viewport: { width, height: 800 } });
        assert(!(await scrollsSideways(page)), `${name} at ${width}`);
        const color = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--measure"));
        assert.equal(color.trim(), "68ch", `${name} has its style sheet`);
        await files.close();
      }
      assert.deepEqual(files.complaints, [], name);
    }
  },

  async "the search works from a disk"({ files }) {
    const page = await files.open("/pattern/monolith.html");
    await page.locator("input[type=search]").fill("checkout waits for a slow supplier");
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/search\.html\?q=checkout/);
    await page.locator(".hits h2 a").first().waitFor();
    const found = await page.locator(".hits h2 a").allInnerTexts();
    assert(found.slice(0, 3).includes("Circuit Breaker"), String(found));
    await page.getByRole("link", { name: "Circuit Breaker" }).first().click();
    await page.waitForURL(/\/pattern\/circuit-breaker\.html$/);
  },

  async "pairs can be compared, and the advice is a command"({ files }) {
    const page = await files.open("/pattern/monolith.html");
    await page.getByRole("link", { name: /^Side by side/ }).first().click();
    await page.waitForURL(/\/compare\/.+--.+\.html$/);
    await page.getByRole("link", { name: "your situation" }).click();
    await page.waitForURL(/\/advise\.html$/);
    await text(page.locator("h1"), "Which pattern fits?");
    await page.locator("[name=team-size]").fill(">=8");
    await page.locator("[name=uses-llm]").selectOption("no");
    await until(() => page.locator("#command").inputValue(), "layra advise --fact 'team-size>=8' --fact 'not uses-llm'");
  },
};
