// The bell asks once a minute whether something is new, while somebody may see it, and fetches
// what stands in its panel whenever it is opened. What it shows is the server's.

const PERIOD = 60_000;
let asked = Date.now();

function look() {
  if (document.hidden) return;
  asked = Date.now();
  document.getElementById("bell-count")?.dispatchEvent(new Event("bell:look"));
}

setInterval(look, PERIOD);

document.addEventListener("visibilitychange", () => {
  if (Date.now() - asked > PERIOD) look();
});

document.addEventListener(
  "toggle",
  ({ target }) => {
    if (!target.matches("[data-bell]") || !target.open) return;
    document.getElementById("bell-panel").dispatchEvent(new Event("bell:open"));
  },
  true,
);

// The pressed button goes with the part that it renewed: the focus stays at the bell.
document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.id !== "bell-panel" || document.activeElement !== document.body) return;
  document.querySelector("[data-bell] > summary").focus();
});

// Nobody asked for these requests, so nobody is told when one fails.
for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    if (event.target.id === "bell-count") event.stopPropagation();
  });
}
