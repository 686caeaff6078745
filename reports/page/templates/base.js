// Small helpers. Texts of the data become text nodes only, never markup.

const data = JSON.parse(document.getElementById("data").textContent);
const SVG = "http://www.w3.org/2000/svg";
const quiet = matchMedia("(prefers-reduced-motion: reduce)");

const byId = (id) => document.getElementById(id);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/** The text in the page's language. */
function _(text) {
  return data.words[text] ?? text;
}

/** A text with its {placeholders} filled. */
function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
}

/** An element with attributes; a `click` attribute is a function. Children are elements or texts. */
function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "click") made.addEventListener("click", value);
    else if (value !== null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

/** An SVG element with attributes. */
function draw(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** A time of the service day; its hours may pass 24. */
function clock(seconds) {
  const minutes = Math.floor(seconds / 60);
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

const figures = new Intl.NumberFormat("en-GB");
const tenths = new Intl.NumberFormat("en-GB", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

const count = (number) => figures.format(number);
const thousandth = (number) => tenths.format(number / 1000);

/** A name, kept from turning the text around it should it be written from right to left. */
const name = (text) => make("bdi", {}, text);

/** A table from a header and rows of cells; columns named in `numbers` are aligned at their end. */
function table(header, rows, numbers) {
  const side = (column) => (numbers.includes(column) ? { class: "n" } : {});
  const head = header.map((cell, column) => make("th", { scope: "col", ...side(column) }, cell));
  const body = rows.map((row) => make("tr", {}, ...row.map((cell, column) => make("td", side(column), cell))));
  return make("div", { class: "scroll" }, make("table", {}, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body)));
}

/** A bar of how full something is, at most 1; red if it is full. */
function meter(share, colour) {
  const bar = draw("svg", { class: "meter", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" });
  const width = Math.min(100, Math.max(share > 0 ? 1 : 0, share * 100));
  bar.append(draw("rect", { class: "room", width: 100, height: 10 }));
  bar.append(draw("rect", { class: share > 0.9999 ? "fill-left" : colour, width, height: 10 }));
  return bar;
}
