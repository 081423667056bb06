// The tablet at a stand: tells when the network is gone, keeps what is typed, and is empty for the next person.
// Without this the browser sends the form itself, and says in its own words when it cannot.
const ANSWER_WITHIN = 15_000;
const IDLE = 90_000;
const MORE = 60;

let countdown = 0;
let idle = 0;

const offline = (is) => { document.querySelector("[data-offline]").hidden = !is; };
const home = () => document.querySelector("main").dataset.home;

async function ask(address, options) {
  const cut = new AbortController();
  const timer = setTimeout(() => cut.abort(), ANSWER_WITHIN);
  try {
    const answer = await fetch(address, { ...options, signal: cut.signal, cache: "no-store" });
    if (answer.status >= 500) throw new Error("not taken");
    return { url: answer.url, text: await answer.text() };
  } finally {
    clearTimeout(timer);
  }
}

// Puts another page in the place of this one: nothing of it stays in the history or behind "back".
function show({ url, text }) {
  const page = new DOMParser().parseFromString(text, "text/html");
  if (!page.querySelector("main[data-home]")) return location.replace(home());
  document.title = page.title;
  document.documentElement.lang = page.documentElement.lang;
  document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
  history.replaceState(null, "", url);
  scrollTo(0, 0);
  (document.querySelector(".error-summary") ?? document.querySelector("main")).focus();
  offline(false);
  start();
}

// Leaving a receipt puts it away, so that its address shows nothing to the next person.
async function goHome() {
  const receipt = document.querySelector("form[data-next]");
  try {
    show(receipt ? await ask(receipt.action, { method: "POST" }) : await ask(home()));
  } catch {
    offline(true);
    empty();
  }
}

// Without a network the page cannot be fetched anew: what a person left on it goes all the same.
function empty() {
  document.querySelector("[data-thanks]")?.closest("section").remove();
  for (const field of document.querySelectorAll("form[data-kiosk] :is(input, select, textarea):not([type=hidden])")) {
    if (field.type === "checkbox" || field.type === "radio") field.checked = false;
    else field.value = "";
  }
  if (!document.querySelector("form[data-kiosk]")) idle = setTimeout(goHome, 10_000);
}

const isBegun = () => [...document.querySelectorAll("form[data-kiosk] :is(input, textarea):not([type=hidden])")]
  .some((field) => (field.type === "checkbox" || field.type === "radio" ? field.checked : field.value));

function wake() {
  clearTimeout(idle);
  idle = setTimeout(() => { if (isBegun()) goHome(); }, IDLE);
}

function start() {
  clearInterval(countdown);
  wake();
  const thanks = document.querySelector("[data-thanks]");
  if (!thanks) return;
  const seconds = thanks.querySelector("[data-seconds]");
  let left = Number(seconds.textContent);
  thanks.hidden = false;
  thanks.querySelector("[data-longer]").addEventListener("click", () => { left += MORE; });
  countdown = setInterval(() => {
    left -= 1;
    seconds.textContent = String(Math.max(left, 0));
    if (left > 0) return;
    clearInterval(countdown);
    goHome();
  }, 1000);
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-kiosk], form[data-next]")) return;
  event.preventDefault();
  if (form.matches("[data-next]")) return goHome();
  if (form.dataset.sending) return;
  form.dataset.sending = "yes";
  try {
    show(await ask(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }));
  } catch {
    offline(true);
  } finally {
    delete form.dataset.sending;
  }
});

for (const kind of ["input", "pointerdown", "keydown"]) document.addEventListener(kind, wake);
addEventListener("offline", () => offline(true));
addEventListener("online", () => offline(false));
addEventListener("pageshow", (event) => { if (event.persisted) goHome(); });
start();
