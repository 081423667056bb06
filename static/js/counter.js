// Follows the count of a petition while somebody looks at the page. The server gives kept bytes, and an
// unchanged count costs it an answer without a body. Without this the count is the one the page came with.
const SOON = 12_000;
const LATEST = 60_000;
const TOLD_EACH = 120_000;
const TRIES = 8;

const counter = document.querySelector("[data-counter]");
const said = document.querySelector("[data-counter-said]");
let wait = SOON;
let timer = 0;
let failed = 0;
let toldAt = Date.now();

function plan() {
  clearTimeout(timer);
  // A page in the background asks nothing; one whose server is gone stops asking.
  if (document.visibilityState === "visible" && failed < TRIES) timer = setTimeout(look, wait);
}

async function look() {
  if (document.visibilityState !== "visible") return;
  try {
    const answer = await fetch(counter.dataset.counter, { headers: { Accept: "application/json" }, credentials: "omit" });
    if (!answer.ok) throw new Error("no count");
    show(await answer.json());
    failed = 0;
  } catch {
    failed += 1;
    wait = LATEST;
  }
  plan();
}

function show(count) {
  if (String(count.total) === counter.dataset.total) {
    wait = Math.min(wait * 1.25, LATEST);
    return;
  }
  wait = SOON;
  counter.dataset.total = String(count.total);
  const height = counter.getBoundingClientRect().height;
  counter.innerHTML = count.html;
  // What stands below stays where somebody is about to press.
  if (counter.getBoundingClientRect().height < height) counter.style.minBlockSize = `${height}px`;
  if (Date.now() - toldAt < TOLD_EACH) return;
  toldAt = Date.now();
  said.textContent = count.words;
}

document.addEventListener("visibilitychange", () => {
  clearTimeout(timer);
  if (document.visibilityState !== "visible") return;
  wait = SOON;
  failed = 0;
  look();
});
if (counter) plan();
