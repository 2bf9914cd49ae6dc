// Marks coded passages in their texts, and joins each passage of the list with its words. The list itself says everything;
// without this script, or without highlights in the browser, it is read as it stands.

const HERE = "ff-here";

/** The range of a passage of the list in its entry's text; null where there is none. */
function rangeOf(item) {
  const text = document.getElementById(item.dataset.entry)?.firstChild;
  const start = Number(item.dataset.start);
  const end = Number(item.dataset.end);
  if (!text || end > text.length) {
    return null;
  }
  return new StaticRange({ startContainer: text, startOffset: start, endContainer: text, endOffset: end });
}

function mark(items) {
  const found = new Map();
  for (const item of items) {
    const range = rangeOf(item);
    if (range) {
      const name = `ff-${item.dataset.primary}-${item.dataset.lane}`;
      if (!found.has(name)) {
        found.set(name, []);
      }
      found.get(name).push(range);
    }
  }
  for (const [name, ranges] of found) {
    CSS.highlights.set(name, new Highlight(...ranges));
  }
}

/** From the list to the text. */
function point(item) {
  const range = item && rangeOf(item);
  if (range) {
    const here = new Highlight(range);
    here.priority = 1;
    CSS.highlights.set(HERE, here);
  } else {
    CSS.highlights.delete(HERE);
  }
}

function caretAt(event) {
  if (document.caretPositionFromPoint) {
    const caret = document.caretPositionFromPoint(event.clientX, event.clientY);
    return caret && { node: caret.offsetNode, offset: caret.offset };
  }
  const range = document.caretRangeFromPoint?.(event.clientX, event.clientY);
  return range && { node: range.startContainer, offset: range.startOffset };
}

/** From the text to the list: every passage that holds the place the pointer is at. */
function pointBack(items, entry, caret) {
  for (const item of items) {
    const inside = Boolean(caret) && item.dataset.entry === entry.id && caret.node === entry.firstChild
      && Number(item.dataset.start) <= caret.offset && caret.offset < Number(item.dataset.end);
    item.classList.toggle("ff-passage--here", inside);
  }
}

function join(items) {
  const itemOf = (event) => event.target.closest?.(".ff-passage[data-entry]");
  document.addEventListener("pointerover", (event) => {
    const item = itemOf(event);
    if (item || CSS.highlights.has(HERE)) {
      point(item ?? document.activeElement?.closest(".ff-passage[data-entry]"));
    }
  });
  document.addEventListener("focusin", (event) => point(itemOf(event)));
  document.addEventListener("focusout", () => point(null));

  let waiting = false;
  document.querySelectorAll(".ff-coded__text").forEach((entry) => {
    const own = items.filter((item) => item.dataset.entry === entry.id);
    entry.addEventListener("pointermove", (event) => {
      if (!waiting) {
        waiting = true;
        requestAnimationFrame(() => {
          waiting = false;
          pointBack(own, entry, caretAt(event));
        });
      }
    });
    entry.addEventListener("pointerleave", () => requestAnimationFrame(() => pointBack(own, entry, null)));
  });
}

function showPassages() {
  const items = [...document.querySelectorAll(".ff-passage[data-entry]")];
  if (!items.length || !globalThis.Highlight || !CSS.highlights) {
    return;
  }
  performance.mark("ff-passages-begin");
  // A browser may have laid a long text down in several pieces; offsets count through all of it.
  document.querySelectorAll(".ff-coded__text").forEach((entry) => entry.normalize());
  mark(items);
  join(items);
  performance.measure("ff-passages", "ff-passages-begin");
}

const plain = (text) => text.toLowerCase().replace(/\s+/g, " ").trim();

/** A box above the tree that leaves only the codes whose name or definition has the words, and those above them. */
function filterTree(tree) {
  const box = document.createElement("div");
  box.className = "govuk-form-group ff-tree__filter";
  const label = document.createElement("label");
  label.className = "govuk-label govuk-label--s";
  label.htmlFor = "ff-tree-filter";
  label.textContent = "Find a code";
  const input = document.createElement("input");
  input.className = "govuk-input";
  input.id = "ff-tree-filter";
  input.type = "search";
  input.autocomplete = "off";
  const told = document.createElement("p");
  told.className = "govuk-hint";
  told.setAttribute("role", "status");
  box.append(label, input, told);
  tree.before(box);

  const nodes = [...tree.querySelectorAll("li")].map((item) => {
    const details = item.querySelector(":scope > details");
    return { item, details, opened: details.open, text: plain(item.dataset.words) };
  });

  input.addEventListener("input", () => {
    const wanted = plain(input.value);
    let left = 0;
    // From the deepest up: what is above a code that fits stays, and stands open.
    for (const node of [...nodes].reverse()) {
      const below = [...node.item.querySelectorAll(":scope > details > ul > li")].some((item) => !item.hidden);
      const fits = node.text.includes(wanted);
      left += fits ? 1 : 0;
      node.item.hidden = Boolean(wanted) && !fits && !below;
      node.details.open = wanted ? below : node.opened;
    }
    told.textContent = wanted ? `${left} of ${nodes.length} codes fit.` : "";
  });
}

showPassages();
document.querySelectorAll("[data-codebook]").forEach(filterTree);
