// The rows that are drawn. One whose rule, place and marks are what they were is kept as it is, so that a change of one
// cell costs one row.

import { cellOf, remarkRow } from "./cells.js";
import { idOf } from "./grid-ids.js";
import { element } from "./words.js";

export class Rows {
  #kept = new Map();

  constructor(body, view, marks) {
    this.body = body;
    this.view = view;
    this.marks = marks;
    this.above = element("tr", { class: "room", "aria-hidden": "true" }, element("td"));
    this.below = this.above.cloneNode(true);
  }

  // `drawn`: from which to which row and column; `shape` names the table and its columns; `tops` are of all rows.
  draw(drawn, shape, tops) {
    const [first, last] = drawn.rows;
    const stamp = `${shape} ${drawn.columns} ${this.marks.stamp}`;
    const kept = this.#kept;
    this.#kept = new Map();
    const rows = this.view.rows.slice(first, last).flatMap((place, nth) => {
      const rule = this.view.desk.shown.rules[place];
      const old = kept.get(place);
      const isSame = old && old.rule === rule && old.row === first + nth && old.stamp === stamp;
      const mine = isSame ? old : { rule, row: first + nth, stamp, nodes: this.#nodesOf(rule, place, first + nth, drawn.columns) };
      this.#kept.set(place, mine);
      return mine.nodes;
    });
    this.#size(this.above, tops[first]);
    this.#size(this.below, tops.at(-1) - tops[last]);
    put(this.body, [this.above, ...rows, this.below]);
  }

  #nodesOf(rule, place, row, [first, last]) {
    const { view, marks } = this;
    const number = element("th", { class: "no", scope: "row", "aria-colindex": 1 }, String(place + 1));
    const cell = (nth) => cellOf({ view, marks, rule, place, column: view.columns[nth], id: idOf(row, nth), nth });
    const from = Math.max(1, first); // the name is always there
    const cells = Array.from({ length: Math.max(0, last - from) }, (_, nth) => cell(from + nth));
    const rest = view.columns.length - Math.max(last, from);
    const made = element("tr", { class: marks.stateOf(view.desk.shown, rule), "aria-rowindex": row + 3 },
      number, cell(0), ...gap(from - 1), ...cells, ...gap(rest));
    return [made, ...marks.remarks(view.desk.table, place).map((fault) => remarkRow(fault, view.columns.length))];
  }

  #size(room, px) {
    room.firstChild.colSpan = this.view.columns.length + 1;
    room.firstChild.style.height = `${px}px`;
    room.hidden = px <= 0;
  }
}

// What stays is not moved, so that the browser lays out only what is new.
function put(body, nodes) {
  const wanted = new Set(nodes);
  for (const node of [...body.children]) if (!wanted.has(node)) node.remove();
  let next = body.firstChild;
  for (const node of nodes) {
    if (node === next) next = next.nextSibling;
    else body.insertBefore(node, next);
  }
}

function gap(columns) {
  return columns > 0 ? [element("td", { class: "gap", colspan: columns, "aria-hidden": "true" })] : [];
}
