/* What pages look like, against pictures that are kept. They show the pack of the harbour, so that entries can be
   written without new pictures. `--update` takes them anew. */

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("references/", import.meta.url));
/* By how much a colour may differ, of 255, and how many points of a picture may differ more: letters are not drawn
   alike everywhere. */
const SHADE = 40;
const SHARE = 0.02;

const PAGES = {
  home: "/",
  entry: "/pattern/letter-box",
  map: "/map",
  "map-of-category": "/map/system",
  search: "/search?q=fish+spoils",
  compare: "/compare?with=letter-box&with=night-ferry",
  "compare-in-situation": "/compare?with=letter-box&with=night-ferry&fact=not+foggy&fact=crates%3D5",
  choose: "/compare",
  ask: "/advise",
  advise: "/advise?fact=not+foggy&fact=crates%3D5",
  glossary: "/glossary",
  technologies: "/technologies",
  facts: "/facts",
  about: "/about",
  api: "/api/docs",
  fault: "/nowhere",
};
const VIEWS = {
  light: { viewport: { width: 1200, height: 900 }, colorScheme: "light", deviceScaleFactor: 0.5 },
  dark: { viewport: { width: 390, height: 900 }, colorScheme: "dark", deviceScaleFactor: 0.5 },
};

/* Pages of the built-in catalogue that the README shows. */
const SHOWN = { home: "/", entry: "/pattern/circuit-breaker" };
const DOCS = fileURLToPath(new URL("../../../../docs/", import.meta.url));

/* The share of points that differ between two pictures; 1 where their sizes do. */
function difference(page, one, other) {
  return page.evaluate(async ({ one, other, shade }) => {
    const points = async (base64) => {
      const blob = await (await fetch(`data:image/png;base64,${base64}`)).blob();
      const image = await createImageBitmap(blob);
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      return { width: image.width, data: context.getImageData(0, 0, image.width, image.height).data };
    };
    const [first, second] = [await points(one), await points(other)];
    if (first.width !== second.width || first.data.length !== second.data.length) return 1;
    let count = 0;
    for (let at = 0; at < first.data.length; at += 4) {
      if ([0, 1, 2].some((step) => Math.abs(first.data[at + step] - second.data[at + step]) > shade)) count += 1;
    }
    return count / (first.data.length / 4);
  }, { one, other, shade: SHADE });
}

/* Takes the pictures that the README shows. */
async function show(layra) {
  mkdirSync(DOCS, { recursive: true });
  for (const [name, path] of Object.entries(SHOWN)) {
    const page = await layra.open(path, { viewport: { width: 1200, height: 800 }, reducedMotion: "reduce" });
    writeFileSync(`${DOCS}${name}.png`, await page.screenshot({ animations: "disabled" }));
    await layra.close();
  }
}

export default {
  async "pages look as they are meant to"({ harbour, layra, browser, update, note }) {
    if (update) await show(layra);
    mkdirSync(FOLDER, { recursive: true });
    // Pictures are compared on a page of their own: those of the site may not read data.
    const context = await browser.newContext();
    const scale = await context.newPage();
    const different = [];
    let bytes = 0;
    for (const [name, path] of Object.entries(PAGES)) {
      for (const [view, options] of Object.entries(VIEWS)) {
        const page = await harbour.open(path, { ...options, reducedMotion: "reduce" });
        const picture = await page.screenshot({ animations: "disabled", caret: "hide" });
        bytes += picture.length;
        const file = `${FOLDER}${name}-${view}.png`;
        if (update || !existsSync(file)) writeFileSync(file, picture);
        const kept = readFileSync(file).toString("base64");
        const share = await difference(scale, kept, picture.toString("base64"));
        if (share > SHARE) different.push(`${name}-${view}: ${(share * 100).toFixed(1)} % of its points`);
        await harbour.close();
        // A page that is not there is an error to the console, and rightly so.
        if (name === "fault") harbour.complaints.length = 0;
      }
    }
    await context.close();
    note(`pictures: ${Object.keys(PAGES).length * Object.keys(VIEWS).length}, ${Math.round(bytes / 1024)} KB`);
    assert.deepEqual(different, [], "look at them, and take them anew with `cargo xtask e2e --update`");
  },
};
