// Opens and closes native dialogs. One that the server sends open (data-dialog-modal), with the
// page or as a part of it, is a box in the page without this script and stands above it with. When
// it closes, the focus goes back to where it came from, or to the control that data-dialog-opener
// names: one that came with a new page knows no other.

const openers = new WeakMap();
let last = null;

// What is in a dialog that is still to be raised does not count: htmx puts the focus there at once.
function remember({ target }) {
  const control = target.closest?.("a, button, summary, input, select, textarea, [tabindex]");
  if (control && !control.closest("dialog[data-dialog-modal]:not(:modal)")) last = control;
}

addEventListener("focusin", remember);
addEventListener("click", remember, true);

function raise(root) {
  const found = [...root.querySelectorAll("dialog[data-dialog-modal][open]")];
  if (root instanceof HTMLDialogElement && root.open && "dialogModal" in root.dataset) found.push(root);
  for (const dialog of found) {
    if (dialog.matches(":modal")) continue;
    openers.set(dialog, document.getElementById(dialog.dataset.dialogOpener) ?? last);
    dialog.removeAttribute("open");
    dialog.showModal();
  }
}

addEventListener("click", (event) => {
  const { target } = event;
  if (!(target instanceof Element)) return;
  const opener = target.closest("[data-dialog-open]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialogOpen);
    if (dialog instanceof HTMLDialogElement && !dialog.open) {
      event.preventDefault();
      dialog.showModal();
    }
  } else if (target.closest("[data-dialog-close]")) {
    const dialog = target.closest("dialog");
    if (dialog) {
      event.preventDefault();
      dialog.close();
    }
  }
});

// The event does not bubble, so it is caught on its way down.
addEventListener("close", ({ target }) => openers.get(target)?.focus(), true);

addEventListener("htmx:load", (event) => raise(event.target));
raise(document);
