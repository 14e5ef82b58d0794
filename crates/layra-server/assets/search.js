/* While one types into a search field: the best patterns, each with its first reason.

   The fields belong to forms that lead to /search, so everything works without this file. What is
   shown comes from packs that anybody may have written; it is set as text, never as markup. Roles
   and keys are those of a combobox with a list box: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ */

(() => {
  "use strict";

  /* Milliseconds the fingers rest before a question is sent. */
  const REST = 120;
  /* Most patterns shown, and most that are near when none answers. */
  const MOST = 6;
  const NEAR = 3;
  /* Longest piece of a reason shown, in characters. */
  const EXCERPT = 140;

  document.querySelectorAll("input[type=search][name=q]").forEach(assist);

  function assist(field, number) {
    const id = `ahead_${number}`;
    const note = make("p", { class: "note" });
    const list = make("div", { id, role: "listbox", "aria-label": "Patterns" });
    const panel = make("div", { class: "ahead", hidden: "" }, note, " ", list);
    // Speaks while the panel may be hidden: only what is there before it changes is read out.
    const spoken = make("p", { class: "sr", role: "status" });
    field.parentElement.append(panel, spoken);
    set(field, { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id });

    let options = [];
    let chosen = -1;
    let timer = 0;
    /* Aborts the question that is open. An answer to any other one comes too late. */
    let asked = null;

    function forget() {
      clearTimeout(timer);
      asked?.abort();
      asked = null;
    }

    async function ask() {
      forget();
      // All fields of the form, so that a category or a section narrows these answers, too.
      const question = new URLSearchParams(new FormData(field.form));
      question.set("limit", MOST);
      const mine = new AbortController();
      asked = mine;
      try {
        const answer = await answered(question, mine.signal);
        if (asked !== mine) return;
        asked = null;
        if (answer) show(answer);
        else close();
      } catch {
        // Aborted, or nobody answers: the form still leads to the search.
        if (asked === mine) close();
      }
    }

    function show({ results, near }) {
      const nearest = near.slice(0, NEAR);
      options = results.length ? results.map(found) : nearest.map((slug) => link({ slug }, words(slug)));
      options.forEach((option, nth) => set(option, { id: `${id}_${nth}` }));
      list.replaceChildren(...options);
      const none = nearest.length ? "No pattern answers that. Nearest:" : "No pattern answers that.";
      note.textContent = results.length ? "" : none;
      const count = results.length === 1 ? "1 pattern" : `${results.length} patterns`;
      spoken.textContent = results.length ? count : [none, nearest.map(words).join(", ")].join(" ");
      panel.classList.toggle("none", !results.length);
      panel.hidden = false;
      panel.scrollTop = 0;
      set(field, { "aria-expanded": String(options.length > 0) });
      choose(-1);
    }

    function close() {
      forget();
      choose(-1);
      options = [];
      list.replaceChildren();
      spoken.textContent = "";
      panel.hidden = true;
      set(field, { "aria-expanded": "false" });
    }

    /* Chooses an option; -1 is the field itself. */
    function choose(nth) {
      if (options[chosen]) set(options[chosen], { "aria-selected": "false" });
      chosen = nth;
      const option = options[chosen];
      if (!option) return field.removeAttribute("aria-activedescendant");
      set(option, { "aria-selected": "true" });
      set(field, { "aria-activedescendant": option.id });
      option.scrollIntoView({ block: "nearest" });
    }

    function move(step) {
      const stops = options.length + 1;
      choose(((chosen + 1 + step + stops) % stops) - 1);
    }

    field.addEventListener("input", () => {
      forget();
      choose(-1);
      if (field.value.trim()) timer = setTimeout(ask, REST);
      else close();
    });

    field.addEventListener("keydown", (event) => {
      // A key that belongs to an input method or a shortcut is not meant for the list.
      if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const isOpen = !panel.hidden;
      if (event.key === "ArrowDown" && !isOpen && field.value.trim()) ask();
      else if (event.key === "ArrowDown" && isOpen) move(1);
      else if (event.key === "ArrowUp" && isOpen) move(-1);
      else if (event.key === "Enter" && options[chosen]) options[chosen].click();
      else if (event.key === "Escape" && isOpen) close();
      else return;
      event.preventDefault();
    });

    field.addEventListener("blur", close);
    // A page that is left must not come back with its list open.
    window.addEventListener("pagehide", close);
    // Pressing an option would take the focus from the field, and so close the list under the finger.
    panel.addEventListener("mousedown", (event) => event.preventDefault());
  }

  /* The site's answer; where the site is a folder of files, `find.js` gives it. */
  async function answered(question, signal) {
    if (window.layraFind) return window.layraFind(question.get("q"), MOST);
    const response = await fetch(`/api/v1/search?${question}`, { signal });
    return response.ok ? response.json() : null;
  }

  function found(hit) {
    // That the name matches can be seen from the name.
    const reason = hit.reasons.find(({ place }) => place !== "name") ?? hit.reasons[0];
    const place = make("b", {}, words(reason.place));
    return link(hit, hit.name, make("span", { class: "why", dir: "auto" }, place, " ", excerpt(reason.text)));
  }

  function link({ slug, address }, name, ...more) {
    const href = address ?? `/pattern/${encodeURIComponent(slug)}`;
    const title = make("span", { class: "name", dir: "auto" }, name);
    return make("a", { role: "option", "aria-selected": "false", tabindex: "-1", href }, title, ...more);
  }

  /* The words of an id. */
  function words(id) {
    return id.replaceAll("-", " ");
  }

  /* The first part of a passage, cut between words, without the marks of code and links. */
  function excerpt(text) {
    const plain = text.replace(/`+([^`]+)`+/g, "$1").replace(/\[([^[\]]+)\]\([^()\s]*\)/g, "$1");
    const letters = Array.from(plain);
    if (letters.length <= EXCERPT) return plain;
    const start = letters.slice(0, EXCERPT).join("");
    return `${start.slice(0, start.lastIndexOf(" ")).trimEnd() || start} …`;
  }

  /* An element with attributes; strings among the children are text. */
  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    set(element, attributes);
    element.append(...children);
    return element;
  }

  function set(element, attributes) {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  }
})();
