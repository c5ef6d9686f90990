// Draws the shown table: its head, and of its rows and columns those that the window shows. The cursor is named by
// aria-activedescendant, so that the focus stays with the table whatever is drawn.

import { headOf, itemRow } from "./cells.js";
import { idOf } from "./grid-ids.js";
import { Rows } from "./rows.js";
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
    this.rows = new Rows(this.body, view, marks);
    wrap.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    view.addEventListener("shape", () => this.drawAll());
    view.addEventListener("move", () => this.follow());
    view.desk.addEventListener("change", () => this.drawAll());
    view.desk.addEventListener("show", () => this.drawAll());
    marks.addEventListener("change", () => this.drawAll());
    new ResizeObserver(() => this.#resized()).observe(wrap);
  }

  drawAll() {
    const { view } = this;
    const table = view.desk.shown;
    const isOther = this.#size(table);
    this.table.setAttribute("aria-rowcount", view.rows.length + 2);
    this.#drawHead(table);
    this.window.measureRows();
    if (isOther) this.#measure();
    this.draw();
  }

  // What is seen, a little beyond, and the room of all the rest.
  draw() {
    this.drawn = this.window.wanted();
    this.rows.draw(this.drawn, this.shape, this.window.tops);
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

  // Only where something of it is another.
  #drawHead(table) {
    const { view, marks } = this;
    const stamp = JSON.stringify([this.shape, table?.name, table?.on, table?.hit_policy, marks.stamp]);
    if (stamp === this.headStamp) return;
    this.headStamp = stamp;
    this.table.setAttribute("aria-label", table?.name ?? "");
    this.table.setAttribute("aria-colcount", view.columns.length + 1);
    const item = table && marks.trace ? itemRow(view, marks.trace) : null;
    this.head.replaceChildren(...(table ? headOf(view, marks) : []), ...(item ? [item] : []));
  }

  // A table's widths are found when it is shown or its columns change, and whether they were is said; the last column
  // takes what is left.
  #size(table) {
    const shape = JSON.stringify([this.view.desk.table, table?.name, this.view.columns.map((each) => each.key)]);
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
}
