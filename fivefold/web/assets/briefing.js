// Opens a number in place. Without this script the same link leads to the same entry, further down the page.

(() => {
  "use strict";

  const HEADING = "ff-panel-title";
  const panel = document.createElement("dialog");
  if (typeof panel.showModal !== "function") {
    return;
  }
  panel.className = "ff-panel";
  panel.setAttribute("aria-labelledby", HEADING);
  document.body.append(panel);
  let opener = null;

  function copyOf(entry) {
    const copy = entry.cloneNode(true);
    copy.removeAttribute("id");
    copy.removeAttribute("tabindex");
    copy.removeAttribute("aria-labelledby");
    copy.querySelectorAll("[id]").forEach((element) => element.removeAttribute("id"));
    const title = copy.querySelector("h4");
    const heading = document.createElement("h2");
    heading.id = HEADING;
    heading.textContent = title.textContent;
    title.replaceWith(heading);
    const uses = copy.querySelector(".ff-uses");
    uses.firstChild.textContent = "Printed in ";
    const whole = document.createElement("p");
    const link = document.createElement("a");
    link.href = `#${entry.id}`;
    link.textContent = "See it among every number";
    whole.append(link);
    copy.append(whole);
    return copy;
  }

  function open(link) {
    const entry = document.getElementById(link.hash.slice(1));
    if (!entry) {
      return false;
    }
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "Close";
    close.addEventListener("click", () => panel.close());
    panel.replaceChildren(close, copyOf(entry));
    opener = link;
    panel.showModal();
    panel.scrollTop = 0;
    return true;
  }

  document.addEventListener("click", (event) => {
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    const link = event.target.closest("a.ff-number, a.ff-stated");
    if (plain && link && open(link)) {
      event.preventDefault();
      return;
    }
    // A link in the panel goes somewhere on the page: the panel must not stay in front of it.
    const leaving = panel.open && event.target.closest("dialog a");
    if (leaving) {
      opener = null;
      panel.close();
    } else if (event.target === panel) {
      panel.close();
    }
  });

  panel.addEventListener("close", () => {
    if (opener) {
      opener.focus();
    }
  });

  document.querySelectorAll("a.ff-number, a.ff-stated").forEach((link) => link.setAttribute("aria-haspopup", "dialog"));

  // Browsers that cannot unfold on paper by style alone are helped here.
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    folded.forEach((details) => { details.open = true; });
  });
  window.addEventListener("afterprint", () => {
    folded.forEach((details) => { details.open = false; });
  });
})();

// Narrows the marked rows of a section down by what they are marked as, by their heading and by their words. Without this
// script the section is read as it stands; nothing typed here leaves the page.

(() => {
  "use strict";

  const FIELDS = { mark: "Verdict", part: "Section", words: "Words" };

  function option(value, words) {
    const made = document.createElement("option");
    made.value = value;
    made.textContent = words;
    return made;
  }

  function field(form, name, control) {
    const label = document.createElement("label");
    label.textContent = FIELDS[name];
    control.name = name;
    control.id = label.htmlFor = `ff-filter-${name}`;
    const both = document.createElement("div");
    both.append(label, control);
    form.append(both);
    return control;
  }

  function choice(form, name, values) {
    const select = field(form, name, document.createElement("select"));
    select.append(option("", "All"), ...values.map(([value, words]) => option(value, words)));
    return select;
  }

  const spoken = (mark) => mark.charAt(0).toUpperCase() + mark.slice(1).replaceAll("-", " ");
  const plain = (text) => text.toLowerCase().replace(/\s+/g, " ").trim();

  function filter(section) {
    const parts = [...section.querySelectorAll(":scope > .ff-section")];
    const rows = parts.flatMap((part, number) =>
      [...part.querySelectorAll("tr[data-mark]")].map((row) => ({ row, number, text: plain(row.textContent) })));
    const marks = [...new Set(rows.map(({ row }) => row.dataset.mark))].sort();
    const form = document.createElement("form");
    form.className = "ff-filter";
    form.setAttribute("role", "search");
    form.setAttribute("aria-label", `Filter the ${section.dataset.filtered}`);
    const mark = choice(form, "mark", marks.map((one) => [one, spoken(one)]));
    const titles = parts.map((one) => one.querySelector("h3").textContent.trim());
    const part = choice(form, "part", titles.map((title, number) => [String(number), title]));
    const words = field(form, "words", document.createElement("input"));
    words.type = "search";
    words.autocomplete = "off";
    const shown = document.createElement("p");
    shown.setAttribute("role", "status");
    form.append(shown);

    function narrow() {
      const wanted = plain(words.value);
      let left = 0;
      const inhabited = new Set();
      for (const { row, number, text } of rows) {
        const fits = (!mark.value || row.dataset.mark === mark.value)
          && (!part.value || String(number) === part.value)
          && text.includes(wanted);
        row.hidden = !fits;
        if (fits) {
          left += 1;
          inhabited.add(number);
        }
      }
      parts.forEach((one, number) => { one.hidden = !inhabited.has(number); });
      shown.textContent = `Showing ${left} of ${rows.length} ${section.dataset.filtered}.`;
    }

    function showAll() {
      form.reset();
      narrow();
    }

    // What a link leads to must be there to be led to.
    function reveal(hash) {
      const target = hash.length > 1 && document.getElementById(hash.slice(1));
      if (target && section.contains(target) && target.closest("[hidden]")) {
        showAll();
      }
    }

    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", narrow);
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='#']");
      if (link) {
        reveal(link.hash);
      }
    });
    parts[0].before(form);
    narrow();
  }

  document.querySelectorAll("section[data-filtered]").forEach(filter);
})();
