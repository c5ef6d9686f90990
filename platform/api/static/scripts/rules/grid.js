// Draws the shown table: its head, and of its rows and columns those that the window shows. The cursor is named by
// aria-activedescendant, so that the focus stays with the table whatever is drawn.

import { cellOf, headOf, itemRow, remarkRow } from "./cells.js";
import { idOf } from "./grid-ids.js";
import { widthsOf } from "./widths.js";
import { Window } from "./window.js";
import { element } from "./words.js";

export class Grid {
  constructor(wrap, view, marks) {
    this.wrap = wrap;
    this.view = view;
    this.marks = marks;
    this.window = new Window(wrap, view, marks);
    this.table = wrap.querySelector("table");
    [this.columns, this.head, this.body] = this.table.children;
    wrap.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    view.addEventListener("shape", () => this.drawAll());
    view.addEventListener("move", () => this.follow());
    view.desk.addEventListener("change", () => this.drawAll());
    view.desk.addEventListener("show", () => this.drawAll());
    marks.addEventListener("change", () => this.drawAll());
    new ResizeObserver(() => this.#resized()).observe(wrap);
  }

  drawAll() {
    const { view, marks } = this;
    const table = view.desk.shown;
    const isOther = this.#size(table);
    this.table.setAttribute("aria-label", table?.name ?? "");
    this.table.setAttribute("aria-rowcount", view.rows.length + 2);
    this.table.setAttribute("aria-colcount", view.columns.length + 1);
    const item = table && marks.trace ? itemRow(view, marks.trace) : null;
    this.head.replaceChildren(...(table ? headOf(view, marks) : []), ...(item ? [item] : []));
    this.window.measureRows();
    if (isOther) this.#measure();
    this.draw();
  }

  // What is seen, a little beyond, and the room of all the rest.
  draw() {
    const { view } = this;
    const { tops } = this.window;
    this.drawn = this.window.wanted();
    const [first, last] = this.drawn.rows;
    const rows = view.rows.slice(first, last).flatMap((place, nth) => this.#rowsOf(place, first + nth));
    this.body.replaceChildren(this.#room(tops[first]), ...rows, this.#room(tops.at(-1) - tops[last]));
    this.#point();
  }

  // The cursor's cell into the window, and marked.
  follow() {
    const { row, column } = this.view;
    document.getElementById(idOf(-1, column))?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (row >= 0) this.window.bringRow(row, this.head.offsetHeight);
    if (this.window.holds(this.drawn)) this.#point();
    else this.draw();
  }

  cell() {
    return document.getElementById(idOf(this.view.row, this.view.column));
  }

  // A table's widths are found when it is shown or its columns change, and whether they were is said; the last column
  // takes what is left.
  #size(table) {
    const shape = JSON.stringify([this.view.desk.table, this.view.columns.map((each) => each.key)]);
    if (shape === this.shape) return false;
    this.shape = shape;
    const widths = table ? widthsOf(table, this.view.columns) : [];
    this.columns.replaceChildren(...widths.map((ch, nth) => {
      const column = element("col");
      if (nth < widths.length - 1) column.style.width = `${ch}ch`;
      return column;
    }));
    this.table.style.minWidth = `${widths.reduce((sum, each) => sum + each, 0)}ch`;
    return true;
  }

  #measure() {
    this.window.measureColumns([...this.head.querySelectorAll("[data-nth]")]);
  }

  #resized() {
    if (!this.shape) this.drawAll();
    this.#measure();
    this.draw();
  }

  #rowsOf(place, row) {
    const { view, marks } = this;
    const rule = view.desk.shown.rules[place];
    const number = element("th", { class: "no", scope: "row", "aria-colindex": 1 }, String(place + 1));
    const cell = (nth) => cellOf({ view, marks, rule, place, column: view.columns[nth], id: idOf(row, nth), nth });
    const [first, last] = this.drawn.columns;
    const from = Math.max(1, first); // the name is always there
    const cells = Array.from({ length: Math.max(0, last - from) }, (_, nth) => cell(from + nth));
    const rest = view.columns.length - Math.max(last, from);
    const made = element("tr", { class: marks.stateOf(view.desk.shown, rule), "aria-rowindex": row + 3 },
      number, cell(0), ...gap(from - 1), ...cells, ...gap(rest));
    return [made, ...marks.remarks(view.desk.table, place).map((fault) => remarkRow(fault, view.columns.length))];
  }

  #point() {
    const { range, row, column, anchor } = this.view;
    for (const each of this.table.querySelectorAll(".at, .in")) each.classList.remove("at", "in");
    this.cell()?.classList.add("at");
    this.table.setAttribute("aria-activedescendant", idOf(row, column));
    if (!anchor) return;
    const { rows } = this.drawn;
    for (let each = Math.max(range.rows[0], rows[0]); each <= Math.min(range.rows[1], rows[1]); each += 1) {
      for (let nth = range.columns[0]; nth <= range.columns[1]; nth += 1) document.getElementById(idOf(each, nth))?.classList.add("in");
    }
  }

  #scrolled() {
    if (!this.window.holds(this.drawn)) this.draw();
  }

  #room(px) {
    const room = element("tr", { class: "room", "aria-hidden": "true" }, element("td", { colspan: this.view.columns.length + 1 }));
    room.firstChild.style.height = `${px}px`;
    room.hidden = px <= 0;
    return room;
  }
}

function gap(columns) {
  return columns > 0 ? [element("td", { class: "gap", colspan: columns, "aria-hidden": "true" })] : [];
}
