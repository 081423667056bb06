// What the frames do better with a script; everything works without it.

// The menu is a <details>: here it also closes with Escape and with a press beside it.
const menus = document.querySelectorAll("details.menu");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus) {
    if (!menu.open) continue;
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  for (const menu of menus) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// autofocus is ignored when the address has a fragment, so the list of errors is focused here.
if (location.hash) document.querySelector(".error-summary")?.focus();
