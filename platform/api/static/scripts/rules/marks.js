// What is marked in the grid: faults and warnings at their cells, what an item that is tried made of each rule, and what
// differs from the version that is published. Tells "change".

import { placeOf } from "./pointers.js";
import { textOf } from "./table.js";

const MOST_REMARKS = 3;

export class Marks extends EventTarget {
  constructor(published) {
    super();
    this.version = published?.version;
    this.faults = [];
    this.trace = null;
    this.stamp = 0; // another whenever marks are
    this.#published = new Map((published?.content.tables ?? []).map((table) =>
      [table.name, new Map(table.rules.map((rule) => [rule.name, rule]))]));
  }

  #published;
  #byRow = new Map();
  #remarks = new Map();

  // `errors` and `warnings` as the API gives them; `content` is what they are about.
  report({ errors, warnings = [] }, content) {
    this.about = content;
    const found = [...errors.map((each) => ({ ...each, isError: true })), ...warnings.map((each) => ({ ...each, isError: false }))];
    this.faults = found.map((each) => ({ ...each, ...placeOf(each.pointer) }));
    this.#byRow = Map.groupBy(this.faults, (each) => `${each.table} ${each.place}`);
    this.#remarks = new Map([...this.#byRow].map(([row, faults]) => [row, Math.min(faults.length, MOST_REMARKS)]));
    this.#changed();
  }

  tried(trace) {
    this.trace = trace;
    this.#changed();
  }

  ofRow(table, place) {
    return this.#byRow.get(`${table} ${place}`) ?? [];
  }

  ofCell(table, place, key) {
    return this.ofRow(table, place).filter((each) => each.key === key);
  }

  // What is said below a row: the first few, faults before warnings.
  remarks(table, place) {
    return this.ofRow(table, place).slice(0, MOST_REMARKS);
  }

  remarkCount(table, place) {
    return this.#remarks.get(`${table} ${place}`) ?? 0;
  }

  stateOf(table, rule) {
    const rows = this.#traced(table);
    if (!rows) return "";
    if (this.#took(table, rule)) return "matched";
    const taken = table.hit_policy === "FIRST" ? table.rules.findIndex((each) => this.#took(table, each)) : -1;
    return taken >= 0 && table.rules.indexOf(rule) > taken ? "not-read" : "passed-over";
  }

  // The first cell of a rule that did not hold.
  cellState(table, rule, column) {
    const failed = this.#traced(table)?.get(rule.name)?.failed;
    const isStop = failed && failed.input === (column.input ?? column.kind);
    return isStop && this.stateOf(table, rule) === "passed-over" ? "stop" : "";
  }

  // The text of the published version, where it is another; null where it is the same, or there is none.
  before(table, rule, column) {
    const rules = this.#published.get(table.name);
    if (!rules) return null;
    const old = rules.get(rule.name);
    if (!old) return column.kind === "name" ? "–" : null;
    return textOf(old, column) === textOf(rule, column) ? null : textOf(old, column);
  }

  // Faults of the table itself and of its columns, on the head.
  head(table, group, names) {
    const own = this.ofRow(table, -1);
    group.querySelector(".policy").classList.toggle("fault", own.some((each) => each.isError));
    group.querySelector(".policy").title += own.map((each) => `\n${each.detail}`).join("");
    names.classList.toggle("faulty", own.some((each) => each.isError));
  }

  #changed() {
    this.stamp += 1;
    this.dispatchEvent(new Event("change"));
  }

  #took(table, rule) {
    return this.trace.would.matched.some((each) => each.table === table.name && each.rule === rule.name);
  }

  #traced(table) {
    return this.trace?.rows.get(table.name);
  }
}
