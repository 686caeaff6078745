// Puts the parts of the page together.

const panel = byId("panel");
const hint = [...panel.childNodes];
const map = new CountyMap(byId("map-svg"), (ref) => pick(ref, { stay: true }));

/** Open something: its day in the panel, its way on the map, its row in the timeline. */
function pick(ref, { stay = false } = {}) {
  const details = detailsOf(ref);
  if (!details) return;
  const close = make("button", { type: "button", class: "screen", "aria-label": _("close"), click: unpick }, "×");
  panel.replaceChildren(make("h3", {}, name(details.title), close), ...details.body);
  panel.scrollTop = 0;
  map.mark(details.paths, details.places, details.ring ?? null);
  if (!stay && details.places.length) map.frame(details.places);
  choose(ref);
  if (!stay) byId("map").scrollIntoView({ behavior: quiet.matches ? "auto" : "smooth" });
}

function unpick() {
  panel.replaceChildren(...hint);
  map.mark([], []);
  choose(null);
}

/** Show which row of the timeline is open, and write it into the address, so that it can be linked to. */
function choose(ref) {
  const row = ref?.replace(/^t(\d+)\..*/, "v$1");
  all(".gantt .row").forEach((each) => each.classList.toggle("on", each.dataset.ref === row));
  history.replaceState(null, "", ref ? `#${ref}` : "#map");
}

for (const box of all(".layers input")) {
  const show = () => {
    all(`[data-layer="${box.value}"]`, map.svg).forEach((layer) => layer.classList.toggle("off", !box.checked));
    map.label();
  };
  box.addEventListener("change", show);
  show(); // a browser may remember what was unticked before the page was loaded again
}

for (const row of all("[data-open]")) row.addEventListener("click", () => pick(row.dataset.open));
for (const row of all(".gantt .row")) row.addEventListener("click", () => pick(row.dataset.ref));
for (const button of all(".zoom button")) {
  const steps = { in: () => map.zoom(1.6), out: () => map.zoom(1 / 1.6), all: () => map.show(map.whole) };
  button.addEventListener("click", steps[button.value]);
}
addEventListener("keydown", (event) => { if (event.key === "Escape") unpick(); });
addEventListener("hashchange", () => pick(location.hash.slice(1)));

new Search(byId("search"), byId("hits"), (ref) => pick(ref));
byId("print").addEventListener("click", () => print());
if (location.hash.length > 1) pick(location.hash.slice(1));
document.documentElement.dataset.ready = "yes";
