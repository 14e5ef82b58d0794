/* What the checks in a real browser have in common: served packs, pages that note what goes wrong in them, and
   words for what is expected of them. Nobody but the server that is started here is asked for anything. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";

export const WIDE = { width: 1280, height: 800 };
export const NARROW = { width: 320, height: 640 };
/* Longer than the pause before a question is sent, and than any answer of a small pack takes. */
export const LONG = 700;
const PATIENCE = 10_000;

export const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/* Starts the server for a pack, `null` for the built-in catalogue; gives its process and its address. */
export async function serve(layra, pack) {
  const child = spawn(layra, [...(pack ? ["--pack", pack] : []), "serve", "--addr", "127.0.0.1:0"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  for await (const part of child.stderr) {
    said += part;
    const found = said.match(/http:\/\/\S+/);
    if (found) {
      child.stderr.resume();
      return { child, address: found[0] };
    }
  }
  throw new Error(`${layra} does not serve ${pack ?? "its catalogue"}:\n${said}`);
}

export async function stop(child) {
  child.kill();
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

/* A served pack, or a folder of files: pages of it note whatever goes wrong in them. */
export class Site {
  constructor(browser, address) {
    Object.assign(this, { browser, address, contexts: [], complaints: [], questions: [] });
  }

  /* A fresh page at `path`. */
  async open(path = "/", options = {}) {
    const context = await this.browser.newContext({ viewport: WIDE, ...options });
    context.setDefaultTimeout(PATIENCE);
    this.contexts.push(context);
    const page = await context.newPage();
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("dialog", (dialog) => {
      this.complaints.push("a dialog opened");
      dialog.dismiss();
    });
    page.on("request", (request) => {
      if (!request.url().startsWith(this.address)) this.complaints.push(`${request.url()} was asked for`);
      if (request.url().includes("/api/")) this.questions.push(request.url());
    });
    await page.goto(this.address + path);
    return page;
  }

  async close() {
    await Promise.all(this.contexts.map((context) => context.close()));
    this.contexts.length = 0;
  }
}

/* Waits until `tell` gives what is expected, and fails with what it gave last. */
export async function until(tell, expected, what = "") {
  const end = Date.now() + PATIENCE;
  let given;
  do {
    given = await tell();
    if (matches(given, expected)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  } while (Date.now() < end);
  if (expected instanceof RegExp) assert.match(String(given), expected, what);
  assert.deepEqual(given, expected, what);
}

function matches(given, expected) {
  if (expected instanceof RegExp) return expected.test(String(given));
  return JSON.stringify(given) === JSON.stringify(expected);
}

export const shown = (locator) => locator.waitFor({ state: "visible" });
export const hidden = (locator) => locator.waitFor({ state: "hidden" });
export const texts = (locator, expected) => until(() => locator.allInnerTexts(), expected);
export const text = (locator, expected) => until(async () => (await locator.first().innerText()).trim(), expected);
export const attribute = (locator, name, expected) => until(() => locator.getAttribute(name), expected, name);
export const isFocused = (locator) => locator.evaluate((one) => one === document.activeElement);
export const scrollsSideways = (page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

/* Presses Tab until `target` has the focus. */
export async function tabTo(page, target, most = 120) {
  for (let press = 0; press < most; press += 1) {
    await page.keyboard.press("Tab");
    if (await isFocused(target)) return;
  }
  assert.fail(`${target} is not reached by ${most} presses of Tab`);
}
