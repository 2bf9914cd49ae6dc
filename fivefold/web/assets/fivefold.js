// Makes the components that need a script work, and keeps a page that was left from being shown again out of memory.
// Every page can be used without it.

// The page names the components' script, with the mark of its content in the address.
const { initAll } = await import(document.getElementById("fivefold").dataset.components);

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// Going back must ask the server, which asks who is there; a page kept in memory would ask nobody.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) {
    window.location.reload();
  }
});

// Long work says where to look; we look every two seconds and put the newer section in the place of the older one. The
// browser reads the answer as a document of its own, in which nothing runs, so no text is ever made into markup here.
function keepLooking(section) {
  window.setTimeout(() => {
    const asked = new XMLHttpRequest();
    asked.open("GET", section.dataset.look);
    asked.responseType = "document";
    asked.addEventListener("load", () => {
      const fresh = asked.status === 200 && asked.response.querySelector("[data-job]");
      if (fresh) {
        const copy = document.importNode(fresh, true);
        section.replaceWith(copy);
        watch(copy);
      }
    });
    asked.addEventListener("error", () => keepLooking(section));
    asked.send();
  }, 2000);
}

function watch(section) {
  if (section.dataset.look) {
    keepLooking(section);
  }
}

document.querySelectorAll("[data-job]").forEach(watch);

// What is folded away on the screen is read on paper; browsers that cannot unfold by style alone are helped here.
let folded = [];
window.addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("main details:not([open])")];
  folded.forEach((details) => { details.open = true; });
});
window.addEventListener("afterprint", () => {
  folded.forEach((details) => { details.open = false; });
});
