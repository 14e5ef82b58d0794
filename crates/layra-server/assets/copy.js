/* Buttons that copy: what stands in an element with `data-copy`, or the text at the address it leads to.
   Without this file the text can be selected, and the address be opened. */

(() => {
  "use strict";

  if (!navigator.clipboard) return;
  const spoken = document.createElement("p");
  spoken.className = "sr";
  spoken.setAttribute("role", "status");
  document.body.append(spoken);

  for (const source of document.querySelectorAll("[data-copy]")) {
    // A file that was opened from a disk may not read another one.
    if (source.href && location.protocol === "file:") continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy ${source.dataset.copy}`);
    button.addEventListener("click", () => copy(source, button));
    source.after(" ", button);
  }

  async function copy(source, button) {
    let said = "Copied";
    try {
      await navigator.clipboard.writeText(source.href ? await read(source.href) : source.textContent);
    } catch {
      said = "Not copied";
    }
    button.textContent = said;
    spoken.textContent = said;
    setTimeout(() => {
      button.textContent = "Copy";
      spoken.textContent = "";
    }, 2000);
  }

  async function read(address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return answer.text();
  }
})();
