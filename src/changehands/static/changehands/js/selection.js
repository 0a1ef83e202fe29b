// Niceties of a list with a checkbox a row, inside [data-selection]: the box in the head ticks the
// rows of this page, Shift ticks a range, and the count follows. What is chosen on other pages is
// the server's knowledge: data-selection-elsewhere holds how many.

const rows = (area) => [...area.querySelectorAll("[data-select-row]:not(:disabled)")];
let last = null;

function update(area) {
  const all = rows(area);
  const ticked = all.filter((box) => box.checked).length;
  const head = area.querySelector("[data-select-page]");
  if (head) {
    head.checked = all.length > 0 && ticked === all.length;
    head.indeterminate = ticked > 0 && ticked < all.length;
    head.disabled = all.length === 0;
  }
  const number = ticked + Number(area.dataset.selectionElsewhere ?? 0);
  for (const place of document.querySelectorAll(`[data-selection-count="${area.id}"]`)) {
    if (place.textContent !== String(number)) place.textContent = number.toLocaleString(document.documentElement.lang);
  }
  for (const bar of document.querySelectorAll(`[data-selection-shown="${area.id}"]`)) bar.hidden = number === 0;
}

function announce(area) {
  update(area);
  area.dispatchEvent(new CustomEvent("selection:change", { bubbles: true }));
}

function range(area, box) {
  const all = rows(area);
  const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
  if (from < 0) return;
  for (const between of all.slice(from, to + 1)) between.checked = box.checked;
}

addEventListener("click", (event) => {
  const clear = event.target.closest?.("[data-selection-clear]");
  if (clear) {
    const area = document.getElementById(clear.dataset.selectionClear);
    for (const box of rows(area)) box.checked = false;
    announce(area);
    return;
  }
  const box = event.target.closest?.("[data-select-row]");
  const area = box?.closest("[data-selection]");
  if (!area) return;
  if (event.shiftKey && last) range(area, box);
  last = box;
});

addEventListener("change", ({ target }) => {
  const area = target.closest?.("[data-selection]");
  if (!area) return;
  if (target.matches("[data-select-page]")) {
    for (const box of rows(area)) box.checked = target.checked;
  } else if (!target.matches("[data-select-row]")) {
    return;
  }
  announce(area);
});

for (const event of ["htmx:load", "pageshow"]) {
  addEventListener(event, () => document.querySelectorAll("[data-selection]").forEach(update));
}
document.querySelectorAll("[data-selection]").forEach(update);
