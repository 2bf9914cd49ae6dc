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
