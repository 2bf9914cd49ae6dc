// Covers the screen when nobody is there, so that no record stands open in an empty room.
//
// After the idle time the page's content is taken out of the document and held in memory alone, with everything typed
// in it; a dialog asks for the password. The same person gets the page back as it was. Nothing is put into storage.

const page = document.getElementById("cover");
const IDLE = Number(page.dataset.idle) * 1000;
const SIGN_OF_LIFE_EVERY = 5 * 60 * 1000;
const LOOK_EVERY = 5 * 1000;

let seen = Date.now();
let told = Date.now();
let held = null;

const dialog = page.content.querySelector("dialog").cloneNode(true);
const form = dialog.querySelector("form");
const said = dialog.querySelector("[data-said]");

for (const kind of ["pointerdown", "pointermove", "keydown", "scroll", "input"]) {
  document.addEventListener(kind, noted, { capture: true, passive: true });
}
setInterval(look, LOOK_EVERY);
// A laptop that slept runs no timers: look at once when it wakes.
document.addEventListener("visibilitychange", look);
window.addEventListener("focus", look);

function noted() {
  if (held || Date.now() - seen > IDLE) {
    look();
    return;
  }
  seen = Date.now();
  if (seen - told > SIGN_OF_LIFE_EVERY) {
    told = seen;
    signOfLife().then((there) => there || cover());
  }
}

function look() {
  if (!held && Date.now() - seen > IDLE) {
    cover();
  }
}

function cover() {
  if (held) {
    return;
  }
  held = document.createDocumentFragment();
  // Everything but scripts: what a component put at the end of the page could hold words too.
  held.append(...[...document.body.childNodes].filter((one) => one !== page && one.nodeName !== "SCRIPT"));
  document.body.append(dialog);
  said.textContent = "";
  dialog.showModal();
}

function uncover() {
  dialog.close();
  dialog.remove();
  document.body.prepend(held);
  held = null;
  seen = told = Date.now();
}

dialog.addEventListener("cancel", (event) => event.preventDefault());

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  said.textContent = "";
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    form.reset();
    if (answer.status === 422) {
      said.textContent = "The password is not right.";
    } else if (answer.status === 429) {
      said.textContent = "There were too many tries. Wait five minutes.";
    } else if (answer.type === "opaqueredirect" && (await signOfLife())) {
      // The right password leads on to another page; so does a session that has ended, which gives no sign of life.
      uncover();
    } else {
      said.textContent = "This session has ended. Sign in again; what was not saved is lost when you leave this page.";
      dialog.querySelector("[data-leave]").hidden = false;
    }
  } catch {
    said.textContent = "Fivefold cannot be reached just now. What you typed is kept here. Try again.";
  }
});

async function signOfLife() {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  try {
    const answer = await fetch(page.dataset.here, { method: "POST", body, redirect: "manual" });
    return answer.status === 204;
  } catch {
    return true; // Off the network: the page's own clock still covers it in time.
  }
}

// A page kept in the browser's memory would show what it held, whoever is there now; fivefold.js loads it again.
window.addEventListener("pagehide", (event) => {
  if (event.persisted) {
    held = null;
    document.body.replaceChildren();
  }
});
