// The map: moving, zooming, layers, names, and what is marked on it.

/** The map in an SVG element, with `view` as the part of the sheet that is seen. */
class CountyMap {
  constructor(svg, onPick) {
    this.svg = svg;
    this.onPick = onPick;
    this.sheet = svg.viewBox.baseVal;
    this.whole = { x: this.sheet.x, y: this.sheet.y, w: this.sheet.width, h: this.sheet.height };
    this.dots = all(".dots .dot", svg).map((dot) => ({
      dot, x: +dot.getAttribute("cx"), y: +dot.getAttribute("cy"), ref: dot.dataset.ref,
    }));
    this.names = svg.querySelector(".names");
    this.markings = svg.querySelector(".mark");
    this.pointers = new Map();
    this.listen();
    new ResizeObserver(() => this.show(this.view ?? this.whole)).observe(svg.parentElement);
    this.show(this.whole);
  }

  /** Show a part of the sheet, widened to the shape of the window. */
  show(part) {
    const { clientWidth: width, clientHeight: height } = this.svg.parentElement;
    if (!width || !height) return;
    const unit = Math.max(part.w / width, part.h / height, 0.05);
    const w = unit * width;
    const h = unit * height;
    this.view = { x: part.x + (part.w - w) / 2, y: part.y + (part.h - h) / 2, w, h };
    this.unit = unit;
    this.svg.setAttribute("viewBox", `${this.view.x} ${this.view.y} ${w} ${h}`);
    this.svg.style.setProperty("--u", `${unit}px`);
    // A fifth of the way to the next dot, so that a crowded county is not one blot.
    const apart = Math.sqrt((this.whole.w * this.whole.h) / (this.dots.length || 1)) / unit;
    this.svg.style.setProperty("--dot", Math.min(5, Math.max(2.2, apart / 5)).toFixed(2));
    this.svg.classList.toggle("zoomed", w < this.whole.w * 0.98 && h < this.whole.h * 0.98);
    this.later ??= requestAnimationFrame(() => {
      this.later = null;
      this.label();
      this.measure();
    });
  }

  /** Zoom by a factor, keeping the point under (clientX, clientY) where it is. */
  zoom(factor, clientX, clientY) {
    const box = this.svg.getBoundingClientRect();
    const widest = Math.max(this.whole.w, (this.whole.h * box.width) / box.height);
    const w = Math.min(Math.max(this.view.w / factor, 60), widest * 1.2);
    const ratio = w / this.view.w;
    const across = clientX === undefined ? 0.5 : (clientX - box.left) / box.width;
    const down = clientY === undefined ? 0.5 : (clientY - box.top) / box.height;
    this.show({
      x: this.view.x + this.view.w * across * (1 - ratio),
      y: this.view.y + this.view.h * down * (1 - ratio),
      w, h: this.view.h * ratio,
    });
  }

  move(dx, dy) {
    this.show({ ...this.view, x: this.view.x - dx * this.unit, y: this.view.y - dy * this.unit });
  }

  listen() {
    const svg = this.svg;
    svg.addEventListener("pointerdown", (event) => this.press(event));
    svg.addEventListener("pointermove", (event) => this.drag(event));
    for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, (event) => this.release(event));
    svg.addEventListener("click", (event) => this.click(event));
    svg.addEventListener("dblclick", (event) => this.zoom(2, event.clientX, event.clientY));
    svg.addEventListener("wheel", (event) => {
      // Without Ctrl the wheel scrolls the page, unless the map has been clicked before.
      if (!event.ctrlKey && document.activeElement !== svg) return;
      event.preventDefault();
      this.zoom(Math.exp(-event.deltaY * 0.002), event.clientX, event.clientY);
    }, { passive: false });
    svg.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    const moves = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
    if (moves[event.key]) this.move(...moves[event.key]);
    else if (event.key === "+" || event.key === "=") this.zoom(1.5);
    else if (event.key === "-") this.zoom(1 / 1.5);
    else return;
    event.preventDefault();
  }

  press(event) {
    if (this.pointers.size === 0) this.dragged = false;
    this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
  }

  drag(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = [event.clientX, event.clientY];
    const far = Math.hypot(now[0] - before[0], now[1] - before[1]);
    if (!this.dragged && this.pointers.size === 1 && far < 5) return;
    if (!this.dragged) {
      this.dragged = true;
      this.svg.setPointerCapture(event.pointerId);
      this.svg.classList.add("dragging");
    }
    if (this.pointers.size === 2) this.pinch(event.pointerId, before, now);
    else if (this.pointers.size === 1) this.move(now[0] - before[0], now[1] - before[1]);
    this.pointers.set(event.pointerId, now);
  }

  pinch(id, before, now) {
    const other = [...this.pointers].find(([key]) => key !== id)[1];
    const apart = (point) => Math.hypot(point[0] - other[0], point[1] - other[1]) || 1;
    this.zoom(apart(now) / apart(before), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
    this.move((now[0] - before[0]) / 2, (now[1] - before[1]) / 2);
  }

  release(event) {
    this.pointers.delete(event.pointerId);
    if (this.pointers.size === 0) this.svg.classList.remove("dragging");
  }

  click(event) {
    if (this.dragged) return;
    this.svg.focus({ preventScroll: true });
    const near = this.nearest(event.clientX, event.clientY, event.pointerType === "touch" ? 20 : 9);
    const ref = near?.ref ?? event.target.closest("[data-ref]")?.dataset.ref;
    if (ref) this.onPick(ref);
  }

  /** The dot nearest to a point of the window, if one that is shown is within so many pixels. */
  nearest(clientX, clientY, pixels) {
    const box = this.svg.getBoundingClientRect();
    const x = this.view.x + (clientX - box.left) * this.unit;
    const y = this.view.y + (clientY - box.top) * this.unit;
    let best = null;
    let least = pixels * this.unit;
    for (const spot of this.dots) {
      const far = Math.hypot(spot.x - x, spot.y - y);
      if (far < least && !this.isHidden(spot.dot)) [best, least] = [spot, far];
    }
    return best;
  }

  isHidden(dot) {
    return dot.parentElement.classList.contains("off");
  }

  /** Write names where they do not cover each other: hub and stations first, villages when there is room. */
  label() {
    const seen = ({ x, y }) =>
      x > this.view.x && x < this.view.x + this.view.w && y > this.view.y && y < this.view.y + this.view.h;
    const visible = this.dots.filter((spot) => seen(spot) && !this.isHidden(spot.dot));
    const rank = ({ ref }) => ({ hub: 0, station: 1 })[data.places[+ref.slice(1)].kind] ?? 2;
    const large = visible.filter((spot) => rank(spot) < 2).sort((a, b) => rank(a) - rank(b));
    const small = visible.filter((spot) => rank(spot) >= 2);
    const taken = [];
    const texts = [...large, ...(small.length <= 160 ? small : [])].map((spot) => this.nameAt(spot, taken));
    this.names.replaceChildren(...texts.filter(Boolean));
  }

  nameAt({ x, y, ref }, taken) {
    const { name, kind } = data.places[+ref.slice(1)];
    const letters = [...name];
    const text = letters.length > 18 ? `${letters.slice(0, 17).join("")}…` : name;
    const wide = [...text].reduce((sum, letter) => sum + (letter.codePointAt(0) > 0x2e7f ? 12.5 : 7), 0) * this.unit;
    const beside = 8 * this.unit;
    // To the left of its dot where the right is beyond the window's edge.
    const left = x + beside + wide > this.view.x + this.view.w && x - beside - wide > this.view.x ? x - beside - wide : x + beside;
    const box = { left, right: left + wide, top: y - beside, bottom: y + 7 * this.unit };
    const hits = (other) =>
      box.left < other.right && box.right > other.left && box.top < other.bottom && box.bottom > other.top;
    if (taken.some(hits)) return null;
    taken.push(box);
    const made = draw("text", { x: box.left, y: y + 4 * this.unit, class: kind === "hub" || kind === "station" ? kind : "minor" });
    made.textContent = text;
    return made;
  }

  /** The bar of the scale: the longest round number of metres that takes less than 120 pixels. */
  measure() {
    const bar = byId("scale");
    const steps = [100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000];
    const metres = steps.filter((step) => step / 10 / this.unit < 120).pop() ?? 50;
    bar.querySelector("i").style.width = `${metres / 10 / this.unit}px`;
    bar.querySelector("span").textContent = metres < 1000 ? `${metres} m` : `${metres / 1000} km`;
  }

  /** Mark paths ([class, path]) and places (indices) and dim the rest; with nothing to mark, dim nothing. */
  mark(paths, places, ringed = null) {
    const marks = paths.map(([kind, path]) => draw("path", { class: kind, d: path }));
    for (const index of places) {
      const { x, y, mode } = data.places[index];
      marks.push(draw("circle", { class: `dot m-${mode}`, cx: x, cy: y }));
    }
    if (ringed !== null) {
      const { x, y } = data.places[ringed];
      marks.push(draw("circle", { class: "ring", cx: x, cy: y }));
    }
    this.markings.replaceChildren(...marks);
    this.svg.classList.toggle("picked", marks.length > 0);
  }

  /** Move the map so that these places are seen, and no closer than 3 km. */
  frame(places) {
    const spots = places.map((index) => data.places[index]);
    const [xs, ys] = [spots.map((spot) => spot.x), spots.map((spot) => spot.y)];
    const [left, top] = [Math.min(...xs), Math.min(...ys)];
    const [w, h] = [Math.max(300, (Math.max(...xs) - left) * 1.25), Math.max(300, (Math.max(...ys) - top) * 1.25)];
    const middle = { x: (left + Math.max(...xs)) / 2, y: (top + Math.max(...ys)) / 2 };
    this.show({ x: middle.x - w / 2, y: middle.y - h / 2, w, h });
  }
}
