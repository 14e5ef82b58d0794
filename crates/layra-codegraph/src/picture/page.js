// Lines, search and focus. Without it the page still opens and closes folders.
(function () {
  "use strict";
  var data = JSON.parse(document.getElementById("data").textContent);
  var map = document.querySelector(".map");
  var lines = document.getElementById("lines");
  var detail = document.getElementById("detail");
  var introduction = Array.from(detail.childNodes);
  var search = document.getElementById("search");
  var found = document.getElementById("found");
  var only = document.getElementById("only");
  var boxes = Array.from(map.querySelectorAll(".box"));
  var leaves = [];
  var chosen = null;
  document.querySelector(".tools").hidden = false;
  boxes.forEach(function (box) {
    if (box.dataset.group !== undefined) { leaves[Number(box.dataset.group)] = box; }
  });

  function name(box) {
    return box.dataset.group === undefined ? box.dataset.path : data.groups[Number(box.dataset.group)];
  }

  // What is to be seen of a box: itself, or the outermost closed folder about it.
  function shown(box) {
    var outermost = box;
    for (var at = box.parentElement; at !== map; at = at.parentElement) {
      if (at.tagName === "DETAILS" && !at.open) { outermost = at; }
    }
    return outermost;
  }

  // What the chosen box is joined to, gathered by what is to be seen.
  function joined(box, direction) {
    var by = new Map();
    data.dependencies.forEach(function (each) {
      var inside = leaves[each[direction === "uses" ? 0 : 1]];
      var outside = leaves[each[direction === "uses" ? 1 : 0]];
      if (!box.contains(inside) || box.contains(outside)) { return; }
      var seen = shown(outside);
      if (seen.contains(box)) { seen = outside; }
      var entry = by.get(seen) || { box: seen, edges: 0, example: each };
      entry.edges += each[2];
      if (each[3] > entry.example[3]) { entry.example = each; }
      by.set(seen, entry);
    });
    return Array.from(by.values()).sort(function (one, other) { return other.edges - one.edges; });
  }

  function element(tag, text, parent) {
    var made = document.createElement(tag);
    made.textContent = text;
    parent.append(made);
    return made;
  }

  function listed(title, entries) {
    if (entries.length === 0) { return; }
    element("h3", title + " (" + entries.length + ")", detail);
    var list = element("ul", "", detail);
    entries.slice(0, 100).forEach(function (entry) {
      var item = element("li", "", list);
      var button = element("button", name(entry.box), item);
      button.type = "button";
      button.addEventListener("click", function () { choose(entry.box); });
      if (entry.edges > 1) { element("small", " " + entry.edges, item); }
      element("br", "", item);
      element("code", entry.example[4] + ":" + entry.example[5], item).className = "soft";
    });
    if (entries.length > 100) { element("p", entries.length - 100 + " more", detail).className = "soft"; }
  }

  // Where the boxes stand that have no others to be seen in them.
  function obstacles() {
    var closed = boxes.filter(function (box) { return box.tagName !== "DETAILS" || !box.open; });
    var rects = closed.map(function (box) { return box.getBoundingClientRect(); });
    return rects.filter(function (rect) { return rect.width > 0; });
  }

  // Whether a box stands in the way from the middle of one to the middle of another.
  function isBlocked(one, other, between) {
    var steps = 24;
    return between.some(function (rect) {
      if (rect.top < Math.min(one.bottom, other.bottom) || rect.bottom > Math.max(one.top, other.top)) { return false; }
      for (var step = 0; step <= steps; step += 1) {
        var x = (one.left + one.width / 2) * (1 - step / steps) + (other.left + other.width / 2) * step / steps;
        var y = (one.top + one.height / 2) * (1 - step / steps) + (other.top + other.height / 2) * step / steps;
        if (x > rect.left && x < rect.right && y > rect.top && y < rect.bottom) { return true; }
      }
      return false;
    });
  }

  // Draws a line between boxes: straight on, or where others stand in the way in an arc at their side, the further
  // out the longer it is.
  function curve(from, to, kind, between) {
    var page = map.getBoundingClientRect();
    var one = from.getBoundingClientRect();
    var other = to.getBoundingClientRect();
    if (one.width === 0 || other.width === 0) { return; }
    if (isBlocked(one, other, between)) {
      var arcs = lines.querySelectorAll(".arc").length;
      var middle = function (rect) { return rect.top + rect.height * (arcs % 4 + 1) / 5 - page.top; };
      var shift = map.scrollLeft - page.left;
      var span = Math.abs(middle(other) - middle(one));
      var out = Math.max(one.right, other.right) + shift + 16 + Math.min(span * 0.6, 240) + 5 * (arcs % 4);
      line("M" + (one.right + shift) + "," + middle(one) + "C" + out + "," + middle(one) + " " + out + "," + middle(other) + " " +
        (other.right + shift) + "," + middle(other), kind + " arc");
      return;
    }
    var down = one.top <= other.top;
    var x1 = one.left + one.width / 2 - page.left + map.scrollLeft;
    var x2 = other.left + other.width / 2 - page.left + map.scrollLeft;
    var y1 = (down ? Math.min(one.bottom, Math.max(one.top, other.top - 6)) : one.top) - page.top;
    var y2 = (down ? other.top : other.bottom) - page.top;
    var bend = Math.max(14, Math.abs(y2 - y1) / 2) * (down ? 1 : -1);
    line("M" + x1 + "," + y1 + "C" + x1 + "," + (y1 + bend) + " " + x2 + "," + (y2 - bend) + " " + x2 + "," + y2, kind);
  }

  function line(way, kind) {
    var path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", way);
    path.setAttribute("class", kind);
    lines.append(path);
  }

  function draw() {
    lines.textContent = "";
    boxes.forEach(function (box) { box.classList.remove("chosen", "is-used", "is-using", "away"); });
    only.disabled = chosen === null;
    if (chosen === null) {
      detail.replaceChildren.apply(detail, introduction);
      var drawn = new Set();
      var standing = obstacles();
      data.dependencies.forEach(function (each) {
        if (each[3] !== 3) { return; }
        var from = shown(leaves[each[0]]);
        var to = shown(leaves[each[1]]);
        // A line looks the same from both ends.
        var key = [boxes.indexOf(from), boxes.indexOf(to)].sort().join(" ");
        if (from === to || drawn.has(key)) { return; }
        drawn.add(key);
        curve(from, to, "cut", standing);
      });
      return;
    }
    var uses = joined(chosen, "uses");
    var used = joined(chosen, "used");
    if (only.getAttribute("aria-pressed") === "true") {
      var keep = [chosen].concat(uses.concat(used).map(function (entry) { return entry.box; }));
      boxes.forEach(function (box) {
        var stays = keep.some(function (kept) { return box.contains(kept) || kept.contains(box); });
        box.classList.toggle("away", !stays);
      });
    }
    chosen.classList.add("chosen");
    uses.forEach(function (entry) { entry.box.classList.add("is-used"); });
    used.forEach(function (entry) { entry.box.classList.add("is-using"); });
    detail.replaceChildren();
    element("h2", name(chosen), detail);
    listed("Uses", uses);
    listed("Used by", used);
    if (uses.length + used.length === 0) { element("p", "Joined to nothing else here.", detail).className = "soft"; }
    var between = obstacles();
    uses.forEach(function (entry) { curve(chosen, entry.box, "uses", between); });
    used.forEach(function (entry) { curve(entry.box, chosen, "used", between); });
  }

  function choose(box) {
    chosen = box;
    if (box !== null) {
      for (var at = box.parentElement; at !== map; at = at.parentElement) {
        if (at.tagName === "DETAILS") { at.open = true; }
      }
    }
    draw();
    if (box !== null) { box.scrollIntoView({ block: "center", inline: "nearest" }); }
    history.replaceState(null, "", box === null ? "#" : "#" + encodeURIComponent(name(box)));
  }

  map.addEventListener("click", function (event) {
    var box = event.target.closest(".box");
    if (box === null || box.tagName === "DETAILS" && !event.target.closest("summary")) {
      chosen = null;
    } else {
      chosen = box;
    }
    draw();
  });
  // Many folders may open at once.
  var waiting = false;
  function drawSoon() {
    if (waiting) { return; }
    waiting = true;
    requestAnimationFrame(function () {
      waiting = false;
      draw();
    });
  }
  map.addEventListener("toggle", drawSoon, true);
  window.addEventListener("resize", drawSoon);
  only.addEventListener("click", function () {
    only.setAttribute("aria-pressed", only.getAttribute("aria-pressed") === "true" ? "false" : "true");
    draw();
  });
  function all(open) {
    boxes.forEach(function (box) { if (box.tagName === "DETAILS") { box.open = open; } });
  }
  document.getElementById("open").addEventListener("click", function () { all(true); });
  document.getElementById("close").addEventListener("click", function () { all(false); });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      found.hidden = true;
      chosen = null;
      draw();
    } else if (event.key === "/" && document.activeElement !== search) {
      event.preventDefault();
      search.focus();
    }
  });

  function look() {
    var words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    var hits = words.length === 0 ? [] : boxes.filter(function (box) {
      var text = name(box).toLowerCase();
      return words.every(function (word) { return text.includes(word); });
    });
    hits.sort(function (one, other) { return name(one).length - name(other).length; });
    found.replaceChildren();
    hits.slice(0, 12).forEach(function (box, index) {
      var item = element("li", name(box), found);
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", index === 0 ? "true" : "false");
      item.addEventListener("mousedown", function (event) {
        event.preventDefault();
        take(box);
      });
    });
    found.hidden = hits.length === 0;
    search.setAttribute("aria-expanded", String(!found.hidden));
    return hits;
  }
  function take(box) {
    found.hidden = true;
    search.setAttribute("aria-expanded", "false");
    choose(box);
  }
  search.addEventListener("input", look);
  search.addEventListener("blur", function () { found.hidden = true; });
  search.addEventListener("keydown", function (event) {
    var items = Array.from(found.children);
    var at = items.findIndex(function (item) { return item.getAttribute("aria-selected") === "true"; });
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      var next = (at + (event.key === "ArrowDown" ? 1 : -1) + items.length) % Math.max(1, items.length);
      items.forEach(function (item, index) { item.setAttribute("aria-selected", index === next ? "true" : "false"); });
    } else if (event.key === "Enter") {
      event.preventDefault();
      var hits = look();
      if (hits.length > 0) { take(hits[Math.max(0, at)]); }
    }
  });
  document.querySelector(".tools").addEventListener("submit", function (event) { event.preventDefault(); });

  var wanted = decodeURIComponent(location.hash.slice(1));
  var start = boxes.find(function (box) { return wanted !== "" && name(box) === wanted; });
  if (start) { choose(start); } else { draw(); }
})();
