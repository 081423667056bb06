// Keeps the part of a page that tells how far something has come up to date, each second while it goes on.
const EVERY = 1000;

const refresh = async () => {
  const shown = document.querySelector("[data-progress-live]");
  if (!shown) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
    if (!answer.ok || answer.redirected) return; // signed out, or gone: asking on would change nothing
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const newer = page.querySelector("[data-progress]");
    if (newer) {
      const hadFocus = shown.contains(document.activeElement);
      shown.replaceWith(newer);
      if (hadFocus) newer.querySelector("button, a")?.focus();
    }
  } catch {
    // The link to look again is there.
  }
  setTimeout(refresh, EVERY);
};

setTimeout(refresh, EVERY);
