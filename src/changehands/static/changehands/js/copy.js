// Copies the text of the element that data-copy names, and says so to eyes and to screen readers.

const SHOWN = 2500;

async function copy(button) {
  const source = document.querySelector(button.dataset.copy);
  if (!source) return;
  const text = (source.value ?? source.textContent).trim();
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    getSelection()?.selectAllChildren(source);
    source.focus();
    return;
  }
  button.dataset.copied = "";
  const live = document.getElementById("live");
  if (live) live.textContent = button.dataset.copiedText ?? "";
  setTimeout(() => {
    delete button.dataset.copied;
    if (live) live.textContent = "";
  }, SHOWN);
}

addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (button) copy(button);
});
