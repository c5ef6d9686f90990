// Draws the shown table: its head, and of its rows those that the window shows. The cursor is named by
// aria-activedescendant, so that the focus stays with the table whatever is drawn.

import { cellOf, headOf, itemRow, remarkRow } from "./cells.js";
import { idOf } from "./grid-ids.js";
import { widthsOf } from "./widths.js";
import { element } from "./words.js";

const BEYOND = 8;
const ROW_REM = 2;

export class Grid {
  constructor(wrap, view, marks) {
    this.wrap = wrap;
    this.view = view;
    this.marks = marks;
    this.table = wrap.querySelector("table");
    [this.columns, this.head, this.body] = this.table.children;
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    this.rowPx = ROW_REM * rem;
    wrap.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.#scrolled()).observe(wrap);
    view.addEventListener("shape", () => this.drawAll());
    view.addEventListener("move", () => this.follow());
    view.desk.addEventListener("change", () => this.drawAll());
    view.desk.addEventListener("show", () => this.drawAll());
    marks.addEventListener("change", () => this.draw());
    this.drawAll();
  }

  drawAll() {
    const { view, marks } = this;
    const shape = JSON.stringify([view.desk.table, view.columns.map((each) => each.key)]);
    if (shape !== this.shape) {
      this.shape = shape;
      this.widths = view.desk.shown ? widthsOf(view.desk.shown, view.columns) : [];
    }
    this.columns.replaceChildren(...this.widths.map((ch, nth) => {
      const column = element("col");
      if (nth < this.widths.length - 1) column.style.width = `${ch}ch`; // the last takes what is left
      return column;
    }));
    this.table.style.minWidth = `${this.widths.reduce((sum, each) => sum + each, 0)}ch`;
    this.table.setAttribute("aria-label", view.desk.shown?.name ?? "");
    this.table.setAttribute("aria-rowcount", view.rows.length + 2);
    this.table.setAttribute("aria-colcount", view.columns.length + 1);
    this.headRows = view.desk.shown ? headOf(view, marks) : [];
    this.head.replaceChildren(...this.headRows);
    this.draw();
  }

  // Rows that are seen, a few beyond, and the room of all others above and below.
  draw() {
    const { view, marks } = this;
    this.item?.remove();
    this.item = view.desk.shown && marks.trace ? itemRow(view, marks.trace) : null;
    if (this.item) this.head.append(this.item);
    const tops = this.#tops();
    const top = this.wrap.scrollTop;
    const first = Math.max(0, firstAfter(tops, top) - BEYOND);
    const last = Math.min(view.rows.length, firstAfter(tops, top + this.wrap.clientHeight) + BEYOND);
    this.drawn = [first, last];
    const rows = view.rows.slice(first, last).flatMap((place, nth) => this.#rowsOf(place, first + nth));
    const rest = (tops.at(-1) ?? 0) - (tops[last] ?? 0);
    this.body.replaceChildren(this.#room(tops[first] ?? 0), ...rows, this.#room(rest));
    this.#point();
  }

  // The cursor's cell into the window, and marked.
  follow() {
    const [first, last] = this.drawn;
    const { row } = this.view;
    if (row >= 0) this.#bring(row);
    if (row >= 0 && (row < first || row >= last)) this.draw();
    this.#point();
    this.cell()?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  cell() {
    return document.getElementById(idOf(this.view.row, this.view.column));
  }

  #rowsOf(place, row) {
    const { view, marks } = this;
    const rule = view.desk.shown.rules[place];
    const number = element("th", { class: "no", scope: "row", "aria-colindex": 1 }, String(place + 1));
    const cells = view.columns.map((column, nth) => cellOf({ view, marks, rule, place, column, id: idOf(row, nth), nth }));
    const made = element("tr", { class: marks.stateOf(view.desk.shown, rule), "aria-rowindex": row + 3 }, number, ...cells);
    const faults = marks.ofRow(view.desk.table, place);
    return faults.length ? [made, ...faults.map((fault) => remarkRow(fault, view.columns.length))] : [made];
  }

  #tops() {
    const { view, marks } = this;
    const faulty = marks.counts(view.desk.table);
    let top = 0;
    return [...view.rows.map((place) => {
      const mine = top;
      top += this.rowPx * (1 + (faulty.get(place) ?? 0));
      return mine;
    }), top];
  }

  #bring(row) {
    const head = this.head.offsetHeight;
    const top = this.#tops()[row];
    const { scrollTop, clientHeight } = this.wrap;
    if (top < scrollTop) this.wrap.scrollTop = top;
    else if (top + 2 * this.rowPx + head > scrollTop + clientHeight) this.wrap.scrollTop = top + 2 * this.rowPx + head - clientHeight;
  }

  #point() {
    const { range, row, column, anchor } = this.view;
    for (const each of this.table.querySelectorAll(".at, .in")) each.classList.remove("at", "in");
    this.cell()?.classList.add("at");
    this.table.setAttribute("aria-activedescendant", idOf(row, column));
    if (!anchor) return;
    for (let each = Math.max(range.rows[0], this.drawn[0]); each <= Math.min(range.rows[1], this.drawn[1]); each += 1) {
      for (let nth = range.columns[0]; nth <= range.columns[1]; nth += 1) document.getElementById(idOf(each, nth))?.classList.add("in");
    }
  }

  #scrolled() {
    if (this.waiting) return;
    this.waiting = requestAnimationFrame(() => {
      this.waiting = 0;
      this.draw();
    });
  }

  #room(px) {
    const room = element("tr", { class: "room", "aria-hidden": "true" }, element("td", { colspan: this.view.columns.length + 1 }));
    room.firstChild.style.height = `${px}px`;
    room.hidden = px <= 0;
    return room;
  }
}

function firstAfter(tops, px) {
  const found = tops.findIndex((top) => top > px);
  return found < 0 ? tops.length - 1 : found;
}
