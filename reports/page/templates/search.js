// Search by the name of a village, a station, a run or a van.

const MOST_HITS = 12;
const folded = (text) => text.normalize("NFKC").toLowerCase();

/** Everything that can be found, with what is compared. */
function findable() {
  const places = data.places.map((here, at) => ({ ref: `p${at}`, text: here.name, more: [here.town, here.status].filter(Boolean).join(" · ") }));
  const runs = data.runs.map((run, at) => ({ ref: `r${at}`, text: run.id, more: _("run") }));
  const vans = data.vans.map((van, at) => ({ ref: `v${at}`, text: van.name, more: _("van") }));
  return [...places, ...runs, ...vans].map((entry) => ({ ...entry, key: folded(entry.text) }));
}

/** The entries that hold the words, those that begin with them first. */
function found(entries, words) {
  const wanted = folded(words.trim());
  if (!wanted) return [];
  const hits = entries.filter(({ key }) => key.includes(wanted));
  const rank = ({ key }) => (key === wanted ? 0 : key.startsWith(wanted) ? 1 : 2);
  return hits.sort((a, b) => rank(a) - rank(b) || a.text.length - b.text.length);
}

/** A search field that shows its hits in a list below; `choose` is called with the reference of the one taken. */
class Search {
  constructor(input, list, choose) {
    Object.assign(this, { input, list, choose, entries: findable(), hits: [], at: 0 });
    input.addEventListener("input", () => this.look());
    input.addEventListener("focus", () => this.look());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
  }

  look() {
    const hits = found(this.entries, this.input.value);
    this.hits = hits.slice(0, MOST_HITS);
    this.at = 0;
    const items = this.hits.map((hit, at) => {
      const item = make("li", { id: `hit${at}`, role: "option" }, name(hit.text), make("span", { class: "soft" }, name(hit.more)));
      // Before the field loses the focus, which closes the list.
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); this.take(at); });
      return item;
    });
    if (hits.length > MOST_HITS) items.push(make("li", { class: "none" }, filled(_("and {n} more: write more letters"), { n: count(hits.length - MOST_HITS) })));
    if (!hits.length && this.input.value.trim()) items.push(make("li", { class: "none" }, _("nothing found")));
    this.list.replaceChildren(...items);
    this.list.hidden = items.length === 0;
    this.point();
  }

  point() {
    all("li[role]", this.list).forEach((item, at) => item.setAttribute("aria-selected", String(at === this.at)));
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.input.setAttribute("aria-activedescendant", this.hits.length && !this.list.hidden ? `hit${this.at}` : "");
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.hits.length) this.at = (this.at + step + this.hits.length) % this.hits.length;
    else if (event.key === "Enter" && this.hits.length) this.take(this.at);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    this.point();
  }

  take(at) {
    this.choose(this.hits[at].ref);
    this.close();
  }

  close() {
    this.list.hidden = true;
    this.point();
  }
}
