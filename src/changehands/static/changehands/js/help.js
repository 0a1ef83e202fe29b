// The help panel: an article beside the page that one is at. htmx brings it as an open dialog, which
// dialog.js raises; here a link from article to article stays in it, and what is closed is removed.

const ID = "help-panel";

addEventListener("htmx:beforeSwap", ({ detail }) => {
  // Pressed twice: one panel is enough.
  if (detail.serverResponse?.includes(`id="${ID}"`) && detail.target.id !== ID) {
    document.getElementById(ID)?.remove();
  }
});

addEventListener("click", async (event) => {
  const link = event.target.closest?.(`#${ID} a[data-help-link]`);
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const target = `#${ID}`;
  await htmx.ajax("GET", link.href, { source: link, target, swap: "innerHTML", select: `${target} > *` });
  document.getElementById(`${ID}-title`)?.focus();
});

// Caught on its way down, since it does not bubble; dialog.js has given the focus back by then.
addEventListener("close", ({ target }) => target.id === ID && target.remove(), true);

// Whoever presses beside the panel wants to go on with the page.
addEventListener("pointerdown", ({ target }) => {
  if (target.id === ID) target.close();
});
