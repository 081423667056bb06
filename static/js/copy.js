// Shows the buttons that copy a text, where the browser can; without this the text is marked and copied by hand.
const canCopy = Boolean(navigator.clipboard?.writeText);

for (const button of document.querySelectorAll("button[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  const said = button.parentElement.querySelector("[data-copied]");
  button.hidden = !canCopy;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.value);
      said.textContent = said.dataset.copied;
    } catch {
      text.focus();
      text.select();
    }
  });
}
