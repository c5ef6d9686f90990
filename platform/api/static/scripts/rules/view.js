// Which rows and columns of the shown table are to be seen, and where the cursor stands among them: a cell, or from an
// anchor to it. Row -1 is the head, where columns are changed.

import { columnsOf, textOf } from "./table.js";

export class View extends EventTarget {
  constructor(desk) {
    super();
    this.desk = desk;
    this.filter = "";
    this.hidden = new Set();
    this.row = 0;
    this.column = 0;
    this.anchor = null;
    this.refresh();
    desk.addEventListener("change", () => this.refresh());
    desk.addEventListener("show", () => this.begin());
  }

  // The places in the table of the rows that are seen.
  refresh() {
    const table = this.desk.shown;
    this.columns = table ? columnsOf(table).filter((each) => !this.hidden.has(each.key)) : [];
    this.rows = table ? table.rules.flatMap((rule, place) => (this.#passes(rule, table) ? [place] : [])) : [];
    this.#clip();
  }

  begin() {
    this.filter = "";
    this.hidden = new Set();
    this.refresh();
    this.moveTo(0, 0);
  }

  narrow(filter) {
    this.filter = filter.toLowerCase();
    this.refresh();
    this.dispatchEvent(new Event("shape"));
  }

  hide(key, isHidden) {
    if (isHidden) this.hidden.add(key);
    else this.hidden.delete(key);
    this.refresh();
    this.dispatchEvent(new Event("shape"));
  }

  moveTo(row, column, { isRange = false } = {}) {
    this.anchor = isRange ? this.anchor ?? { row: this.row, column: this.column } : null;
    this.row = row;
    this.column = column;
    this.#clip();
    this.dispatchEvent(new Event("move"));
  }

  // To the cell of a rule, wherever it is; what hides it is taken away.
  reveal(place, key) {
    this.hidden.delete(key);
    if (this.filter && !this.rows.includes(place)) this.filter = "";
    this.refresh();
    this.dispatchEvent(new Event("shape"));
    this.moveTo(this.rows.indexOf(place), Math.max(0, this.columns.findIndex((each) => each.key === key)));
  }

  get place() {
    return this.rows[this.row];
  }

  get rule() {
    return this.desk.shown?.rules[this.place];
  }

  get at() {
    return this.columns[this.column];
  }

  // Rows and columns from the anchor to the cursor, both ends included.
  get range() {
    const from = this.anchor ?? this;
    const span = (one, other) => [Math.max(0, Math.min(one, other)), Math.max(one, other)];
    return { rows: span(from.row, this.row), columns: span(from.column, this.column) };
  }

  get placesInRange() {
    const [first, last] = this.range.rows;
    return this.rows.slice(first, last + 1);
  }

  #passes(rule, table) {
    if (!this.filter) return true;
    return columnsOf(table).some((each) => textOf(rule, each).toLowerCase().includes(this.filter));
  }

  #clip() {
    this.row = Math.max(-1, Math.min(this.row, this.rows.length - 1));
    this.column = Math.max(0, Math.min(this.column, this.columns.length - 1));
  }
}
