/* The command that answers what is chosen in the form. */

(() => {
  "use strict";

  const form = document.querySelector("#facts");
  const command = document.querySelector("#command");

  /* As a shell takes it. */
  const quoted = (text) => (/^[\w=.,:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

  function fact({ name, value, dataset }) {
    const text = value.trim();
    if (!text) return [];
    if (dataset.kind === "flag") return [text === "yes" ? name : `not ${name}`];
    return [/^[<>]/.test(text) ? `${name}${text}` : `${name}=${text}`];
  }

  function tell() {
    const facts = Array.from(form.elements).filter((one) => one.name).flatMap(fact);
    command.value = ["layra advise", ...facts.map((one) => `--fact ${quoted(one)}`)].join(" ");
  }

  form.addEventListener("input", tell);
  form.addEventListener("submit", (event) => event.preventDefault());
  tell();
})();
