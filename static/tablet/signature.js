// A signature on the glass: strokes of whole points on a grid of 1000 x 500, drawn as SVG so that it fits any tablet.

export const WIDTH = 1000;
export const HEIGHT = 500;
export const FEWEST_POINTS = 10; // fewer is a slip of the glove, not a name
const MOST_POINTS = 3000; // as marking/sheets/payloads.py takes them
const MOST_STROKES = 60;
const NEAREST = 4; // closer points add bytes, not shape
const SVG = "http://www.w3.org/2000/svg";

export class Signature {
  #stroke = null;

  // `changed()` is called after each stroke and after each clearing.
  constructor(svg, changed) {
    Object.assign(this, { svg, changed, strokes: [] });
    svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    svg.addEventListener("pointerdown", (event) => this.#begin(event));
    svg.addEventListener("pointermove", (event) => this.#go(event));
    for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, (event) => this.#end(event));
  }

  get points() {
    return this.strokes.reduce((sum, stroke) => sum + stroke.length, 0);
  }

  // Whether somebody signed, not merely touched the glass.
  get complete() {
    return this.points >= FEWEST_POINTS;
  }

  clear() {
    this.strokes = [];
    this.#stroke = null;
    this.svg.replaceChildren();
    this.changed();
  }

  // Take back the last stroke.
  undo() {
    this.strokes.pop();
    this.svg.lastElementChild?.remove();
    this.changed();
  }

  #begin(event) {
    if (this.#stroke || !event.isPrimary || this.strokes.length === MOST_STROKES) return; // the heel of the hand
    event.preventDefault();
    this.svg.setPointerCapture(event.pointerId);
    const line = document.createElementNS(SVG, "polyline");
    this.#stroke = { pointer: event.pointerId, line, points: [] };
    this.svg.append(line);
    this.strokes.push(this.#stroke.points);
    this.#go(event);
  }

  #go(event) {
    if (this.#stroke?.pointer !== event.pointerId) return;
    const passed = event.getCoalescedEvents?.() ?? [];
    for (const one of passed.length ? passed : [event]) this.#add(one);
    this.#stroke.line.setAttribute("points", this.#stroke.points.join(" "));
  }

  #add({ clientX, clientY }) {
    const box = this.svg.getBoundingClientRect();
    const x = onGrid((clientX - box.left) / box.width, WIDTH);
    const y = onGrid((clientY - box.top) / box.height, HEIGHT);
    const { points } = this.#stroke;
    const last = points.at(-1);
    if (last && Math.hypot(x - last[0], y - last[1]) < NEAREST) return;
    if (this.points < MOST_POINTS) points.push([x, y]);
  }

  #end(event) {
    if (this.#stroke?.pointer !== event.pointerId) return;
    this.#stroke = null;
    this.changed();
  }
}

function onGrid(share, size) {
  return Math.min(size, Math.max(0, Math.round(share * size)));
}
