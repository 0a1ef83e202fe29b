// Shows that a submit is on its way, and lets nobody send it twice. A form that answers with a
// download carries data-busy="off".

const live = () => document.getElementById("live");
const SLOW = 1000;

function begin(form, button) {
  form.setAttribute("aria-busy", "true");
  button?.setAttribute("aria-busy", "true");
  // The browser collects the fields after this event: a button disabled now would not be sent.
  setTimeout(() => button?.setAttribute("aria-disabled", "true"));
  form.slowly = setTimeout(() => say("busy"), SLOW);
}

function end(form) {
  clearTimeout(form.slowly);
  form.removeAttribute("aria-busy");
  for (const button of document.querySelectorAll('button[aria-busy="true"]')) {
    if (button.form !== form) continue;
    button.removeAttribute("aria-busy");
    button.removeAttribute("aria-disabled");
  }
}

function say(which) {
  const region = live();
  if (region) region.textContent = region.dataset[which] ?? "";
}

addEventListener(
  "submit",
  (event) => {
    if (event.target.getAttribute("aria-busy") !== "true") return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog" || form.dataset.busy === "off" || event.defaultPrevented) return;
  begin(form, event.submitter);
});

addEventListener("htmx:beforeRequest", ({ target, detail }) => {
  if (target instanceof HTMLFormElement) begin(target, detail.requestConfig?.triggeringEvent?.submitter);
});

addEventListener("htmx:afterRequest", ({ target }) => {
  if (target instanceof HTMLFormElement) end(target);
});

for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  addEventListener(failure, () => say("failed"));
}

// Back from the cache of the browser, nothing is on its way any more.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) document.querySelectorAll('form[aria-busy="true"]').forEach(end);
});
