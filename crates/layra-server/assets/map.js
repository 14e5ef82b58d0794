/* What helps to read the map: the names at the other ends of a name's relations stand out, and its relations
   are told in words. That the curves light up is the style sheet's doing and works without this file. */

(() => {
  "use strict";

  document.querySelectorAll("svg.map").forEach((map) => {
    const spots = Array.from(map.querySelectorAll(".spot"));
    /* For each curve, the names it joins. */
    const ends = new Map();
    const curves = (spot) => Array.from(spot.querySelectorAll("use"));
    for (const spot of spots) {
      for (const use of curves(spot)) {
        const curve = use.getAttribute("href");
        ends.set(curve, [...(ends.get(curve) ?? []), spot]);
      }
    }
    const name = (spot) => spot.querySelector("text").textContent;
    const told = document.createElement("p");
    told.className = "told-of fine";
    map.closest(".scroll").after(told);

    function show(spot) {
      map.classList.toggle("choosing", Boolean(spot));
      for (const one of spots) one.classList.remove("near", "chosen");
      told.textContent = spot ? "" : "\u00a0";
      if (!spot) return;
      spot.classList.add("chosen");
      const byKind = new Map();
      for (const use of curves(spot)) {
        const kind = use.getAttribute("class");
        const box = map.closest(".map-box").querySelector(`input[value="${kind}"]`);
        if (box && !box.checked) continue;
        for (const other of ends.get(use.getAttribute("href"))) {
          if (other === spot) continue;
          other.classList.add("near");
          byKind.set(kind, [...(byKind.get(kind) ?? []), name(other)]);
        }
      }
      const parts = Array.from(byKind, ([kind, names]) => `${kind.replaceAll("-", " ")}: ${names.join(", ")}`);
      const strong = document.createElement("b");
      strong.textContent = name(spot);
      told.append(strong, parts.length ? ` – ${parts.join("; ")}` : " – no relation shown");
    }

    show(null);
    for (const spot of spots) {
      spot.addEventListener("pointerenter", () => show(spot));
      spot.addEventListener("focusin", () => show(spot));
      spot.addEventListener("focusout", () => show(null));
      // A finger cannot point without pressing: the first touch shows, the second one opens.
      spot.addEventListener("click", (event) => {
        if (event.pointerType === "touch" && touched !== spot) event.preventDefault();
        touched = spot;
      });
    }
    let touched = null;
    map.addEventListener("pointerleave", () => show(spots.find((spot) => spot.contains(document.activeElement))));
  });
})();
