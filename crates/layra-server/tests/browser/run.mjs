/* Runs the checks in a real browser: `node run.mjs PATH_TO_LAYRA [--update] [WORDS]`, of which WORDS choose the checks
   whose names have them. `cargo xtask e2e` calls it. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { chromium as browserType } from "playwright-core";

import advise from "./advise.mjs";
import files from "./files.mjs";
import * as hostilePack from "./hostile.mjs";
import lighthouse from "./lighthouse.mjs";
import pages from "./pages.mjs";
import references from "./references.mjs";
import search from "./search.mjs";
import { FLAGS, Site, serve, stop } from "./stage.mjs";

const HARBOUR = fileURLToPath(new URL("../packs/harbour", import.meta.url));

const [layra, ...rest] = process.argv.slice(2);
const update = rest.includes("--update");
const words = rest.filter((one) => one !== "--update").join(" ");
const chromium = process.env.CHROMIUM ?? "/usr/bin/chromium";

const started = Date.now();
const notes = [];
const own = mkdtempSync(join(tmpdir(), "layra-e2e-"));
const children = [];
let failed = 0;
let passed = 0;
const browser = await browserType.launch({ executablePath: chromium, args: FLAGS });
try {
  const lights = join(own, "lights");
  mkdirSync(lights);
  hostilePack.write(lights);
  const served = async (pack) => {
    const { child, address } = await serve(layra, pack);
    children.push(child);
    return new Site(browser, address);
  };
  const folder = join(own, "files");
  const clock = Date.now();
  execFileSync(layra, ["build", "--out", folder], { stdio: ["ignore", "ignore", "inherit"] });
  notes.push(`files: built in ${Date.now() - clock} ms`);
  const stage = {
    harbour: await served(HARBOUR),
    layra: await served(null),
    hostile: await served(lights),
    files: new Site(browser, pathToFileURL(folder).href),
    folder, browser, chromium, update,
    note: (text) => notes.push(text),
  };
  const sites = Object.values(stage).filter((one) => one instanceof Site);
  const all = { ...search, ...advise, ...pages, ...files, ...references, ...lighthouse };
  for (const [name, check] of Object.entries(all)) {
    if (!name.includes(words)) continue;
    const clock = Date.now();
    try {
      await check(stage);
      const complaints = sites.flatMap((site) => site.complaints);
      if (complaints.length) throw new Error(`the console says ${complaints.join("\n")}`);
      console.log(`ok      ${name} (${Date.now() - clock} ms)`);
      passed += 1;
    } catch (error) {
      console.log(`FAILED  ${name}\n${error.stack}`);
      failed += 1;
    }
    for (const site of sites) {
      await site.close();
      site.complaints.length = 0;
    }
  }
} finally {
  await browser.close();
  await Promise.all(children.map(stop));
  rmSync(own, { recursive: true, force: true });
}
for (const note of notes) console.log(note);
console.log(`${passed} passed, ${failed} failed in ${Math.round((Date.now() - started) / 1000)} s`);
process.exit(failed || !passed ? 1 : 0);
