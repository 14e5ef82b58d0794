/* The search of a site that is a folder of files: it runs here, on an index that is a script, because a page
   that was opened from a disk may load nothing else. It answers as the server does, only by words alone. */

(() => {
  "use strict";

  /* How much of a word's weight in an entry counts at once, and how much the first letters of a word do. */
  const HALF = 2;
  const BEGUN = 0.6;

  const here = document.currentScript.src;
  const root = new URL("../", here);
  let index = null;
  let loading = null;

  /* What the script of the index calls. */
  window.layraIndex = (one) => { index = one; };

  function load() {
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL("search-index.js", here).href;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
    return loading;
  }

  const words = (text) => (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map(stem);

  /* As in `lexical.rs`. */
  function stem(word) {
    const longer = (count) => Array.from(word).length > count;
    if (word.endsWith("ies") && longer(4)) return `${word.slice(0, -3)}y`;
    let stem = word;
    if (!word.endsWith("ss")) {
      const ending = ["ing", "ed", "es", "s"].find((one) => longer(one.length + 2) && word.endsWith(one));
      if (ending) stem = word.slice(0, -ending.length);
    }
    return Array.from(stem).length > 3 && stem.endsWith("e") ? stem.slice(0, -1) : stem;
  }

  /* The entries with a word, as pairs of place and weight. */
  function places(word) {
    const text = Object.hasOwn(index.words, word) ? index.words[word] : "";
    return text ? text.split(" ").map((one) => [parseInt(one.slice(0, -1), 36), Number(one.slice(-1))]) : [];
  }

  /* The patterns that answer a question, best first, in the form of the server's answers. */
  async function find(text, limit) {
    await load();
    const asked = words(text);
    const scores = new Map();
    const count = (word, share) => {
      const found = places(word);
      const rare = Math.log(1 + index.patterns.length / (found.length + 0.5)) - 0.65;
      if (rare <= 0) return;
      for (const [nth, weight] of found) {
        scores.set(nth, (scores.get(nth) ?? 0) + share * rare * (weight / (weight + HALF)));
      }
    };
    asked.forEach((word) => count(word, 1));
    // The last word may not be complete yet.
    const last = asked.at(-1) ?? "";
    if (last.length > 2) {
      Object.keys(index.words).filter((word) => word !== last && word.startsWith(last)).slice(0, 20)
        .forEach((word) => count(word, BEGUN));
    }
    const best = Array.from(scores).sort((one, other) => other[1] - one[1] || one[0] - other[0]).slice(0, limit);
    return { results: best.map(([nth]) => shown(index.patterns[nth], asked)), near: [] };
  }

  function shown([slug, name, category, summary, reasons], asked) {
    const matches = (text) => new Set(words(text).filter((word) => asked.includes(word))).size;
    const all = [["summary", "", summary], ...reasons];
    const [place, id, text] = all.reduce((best, one) => (matches(one[2]) > matches(best[2]) ? one : best));
    const address = new URL(`pattern/${encodeURIComponent(slug)}.html${id && `#${id}`}`, root).href;
    return { slug, name, category, summary, address, reasons: [{ place, text }] };
  }

  window.layraFind = find;

  /* The page of the search. */
  document.addEventListener("DOMContentLoaded", async () => {
    const list = document.querySelector("[data-hits]");
    if (!list) return;
    const question = new URLSearchParams(location.search).get("q") ?? "";
    document.querySelector("#ask_q").value = question;
    if (!question.trim()) return;
    const { results } = await find(question, 20);
    document.querySelector("h1").textContent = `Search: ${question}`;
    const lede = document.querySelector(".lede");
    lede.textContent = results.length ? `${results.length} ${results.length === 1 ? "pattern matches" : "patterns match"}, best first.` : "No pattern matches.";
    list.replaceChildren(...results.map(item));
  });

  function item(hit) {
    const [page] = hit.address.split("#");
    const link = make("a", hit.name);
    link.href = page;
    const category = make("span", hit.category);
    category.className = "soft";
    const title = make("h2", link, " ", category);
    const one = make("li", title, make("p", hit.summary));
    const [reason] = hit.reasons;
    if (reason.place !== "summary") {
      const place = make("a", reason.place);
      place.href = hit.address;
      const why = make("ul", make("li", make("p", place), make("p", reason.text)));
      why.className = "because";
      one.append(why);
    }
    return one;
  }

  function make(name, ...children) {
    const element = document.createElement(name);
    element.append(...children);
    return element;
  }
})();
