// Keys for whoever works much at the desk: / searches, j and k go through rows, ? shows which there are.
// Off while somebody types, and off for good where it is switched off in the dialog (WCAG 2.1.4).

const STORED = "samling-keys";
const dialog = document.getElementById("keys");
const isOn = dialog?.querySelector("input[type=checkbox]");
const opener = [...document.querySelectorAll("[data-keys]")];
const ROWS = "main :is(tbody th > a, tbody th .breaks > a, .decision a, .decision button, .rule-list > li > a)";

function remembered() {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true; // storage is closed: on, until the page is left
  }
}

function isTyping(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function isSeen(element) {
  // What lies in a closed <details> has a place, yet cannot be reached.
  return element.getClientRects().length > 0 && !element.closest("details:not([open]) > :not(summary)");
}

function search() {
  let field = [...document.querySelectorAll(".desk-search input[type=search]")].find(isSeen);
  if (!field) {
    const menu = document.querySelector("details.menu");
    if (menu) menu.open = true;
    field = menu?.querySelector(".desk-search input[type=search]");
  }
  field?.focus();
}

function step(by) {
  const rows = [...document.querySelectorAll(ROWS)].filter(isSeen);
  if (!rows.length) return;
  const here = rows.indexOf(document.activeElement);
  const next = here < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(here + by, 0), rows.length - 1);
  rows[next].focus();
}

const ACTS = { "/": search, j: () => step(1), k: () => step(-1), "?": () => dialog.showModal() };

if (dialog && typeof dialog.showModal === "function") {
  isOn.checked = remembered();
  isOn.addEventListener("change", () => {
    try {
      localStorage.setItem(STORED, isOn.checked ? "on" : "off");
    } catch {
      // As said above.
    }
  });
  for (const button of opener) {
    button.hidden = false;
    button.addEventListener("click", () => dialog.showModal());
  }
  document.addEventListener("keydown", (event) => {
    const act = ACTS[event.key];
    if (!act || !isOn.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || dialog.open) return;
    event.preventDefault();
    act();
  });
}
