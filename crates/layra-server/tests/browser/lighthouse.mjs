/* Lighthouse's four categories on pages of each kind, as it measures them: a slow telephone. */

import assert from "node:assert/strict";

import { PAGES } from "./pages.mjs";
import { FLAGS } from "./stage.mjs";

/* The least that is taken. Speed depends on what else the machine does: 94 is the least that was measured, beside
   much else. */
const LEAST = { performance: 0.75, accessibility: 1, "best-practices": 1, seo: 1 };
/* Pages that robots.txt keeps crawlers from, as there is no end of them; to Lighthouse that is a fault. */
const NOT_CRAWLED = ["compare", "answer"];

export default {
  async "Lighthouse is content"({ layra, chromium, note }) {
    const [{ default: lighthouse }, { launch }] = await Promise.all([import("lighthouse"), import("chrome-launcher")]);
    const chrome = await launch({ chromePath: chromium, chromeFlags: FLAGS, logLevel: "silent" });
    const short = [];
    try {
      for (const name of ["home", "entry", "map", "compare", "answer"]) {
        const { lhr } = await lighthouse(layra.address + PAGES[name], { port: chrome.port, logLevel: "silent", output: "json" });
        const scores = Object.entries(lhr.categories).map(([id, { score }]) => [id, score]);
        const speed = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift"];
        const times = speed.map((id) => `${id} ${lhr.audits[id].displayValue}`);
        note(`lighthouse, ${name}: ${scores.map(([id, score]) => `${id} ${Math.round(score * 100)}`).join(", ")}; ${times.join(", ")}`);
        for (const [id, score] of scores) {
          if (score >= (LEAST[id] ?? 0) || (id === "seo" && NOT_CRAWLED.includes(name))) continue;
          const why = lhr.categories[id].auditRefs
            .filter(({ id: audit, weight }) => weight > 0 && (lhr.audits[audit].score ?? 1) < 0.9)
            .map(({ id: audit }) => `${audit} ${JSON.stringify(lhr.audits[audit].details?.items?.slice(0, 3) ?? lhr.audits[audit].displayValue)}`);
          short.push(`${name}: ${id} ${score} for ${why.join("; ")}`);
        }
      }
    } finally {
      chrome.kill();
    }
    assert.deepEqual(short, []);
  },
};
