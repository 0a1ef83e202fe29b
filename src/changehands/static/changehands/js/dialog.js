// Opens and closes native dialogs. One that the server sends open (data-dialog-modal), with the
// page or as a part of it, is a box in the page without this script and stands above it with.

function raise(root) {
  const found = [...root.querySelectorAll("dialog[data-dialog-modal][open]")];
  if (root instanceof HTMLDialogElement && root.open && "dialogModal" in root.dataset) found.push(root);
  for (const dialog of found) {
    if (dialog.matches(":modal")) continue;
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

addEventListener("htmx:load", (event) => raise(event.target));
raise(document);
