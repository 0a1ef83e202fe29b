// Keeps a button disabled until what its list names is there: each entry names a control with
// data-needs, and vanishes as soon as that control is ticked, chosen or filled in. The server
// asks for the same things again.

function met(selector) {
  return [...document.querySelectorAll(selector)].some((control) => {
    if (control.matches("[type=checkbox], [type=radio]")) return control.checked;
    if ("value" in control && control.tagName !== "DATA") return control.value.trim() !== "";
    return Number(control.textContent.replace(/\D/g, "")) > 0;
  });
}

function update() {
  for (const list of document.querySelectorAll("[data-missing-for]")) {
    let missing = 0;
    for (const entry of list.querySelectorAll("[data-needs]")) {
      const there = met(entry.dataset.needs);
      if (entry.hidden !== there) entry.hidden = there;
      missing += there ? 0 : 1;
    }
    const button = document.getElementById(list.dataset.missingFor);
    if (!button) continue;
    button.disabled = missing > 0;
    button.setAttribute("aria-describedby", list.id);
  }
}

for (const event of ["input", "change", "selection:change", "htmx:load", "htmx:afterSettle", "pageshow"]) {
  addEventListener(event, update);
}
update();
