// The patterns as a sheet of their own, beside those of the tables: a line for each, what is wrong with it below. Its
// name opens the small form; arrows go from name to name.

import { proposal } from "./cells.js";
import { addPattern, editPattern } from "./pattern-form.js";
import { PATTERNS } from "./pointers.js";
import { element, word } from "./words.js";

const COLUMNS = 5;
const PARTS = { all: null, any: "or-there", not: "not-there" };

export class Patterns {
  constructor(desk, marks) {
    this.desk = desk;
    this.marks = marks;
    this.section = document.getElementById("patterns");
    this.body = this.section.querySelector("tbody");
    for (const each of ["change", "show"]) desk.addEventListener(each, () => this.#draw());
    marks.addEventListener("change", () => this.#draw());
    this.section.querySelector(".scroll").addEventListener("keydown", (event) => this.#step(event));
    document.getElementById("main").addEventListener("click", (event) => event.target.closest("[data-do=add-pattern]") && addPattern(desk));
  }

  // What is of the tables' sheets gives way to what is of this one, and the other way round.
  #draw() {
    const isShown = this.desk.table === PATTERNS;
    for (const each of document.querySelectorAll("[data-sheet]")) each.hidden = (each.dataset.sheet === "patterns") !== isShown;
    const patterns = this.desk.content.patterns ?? [];
    this.section.querySelector("[data-none]").hidden = patterns.length > 0;
    for (const each of this.section.querySelectorAll(".scroll, [data-some]")) each.hidden = !patterns.length;
    if (!isShown) return;
    const held = this.body.contains(document.activeElement) && document.activeElement.id;
    this.body.replaceChildren(...patterns.flatMap((pattern, nth) => this.#lines(pattern, nth)));
    if (held) document.getElementById(held)?.focus({ preventScroll: true });
  }

  #step(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const names = [...this.body.querySelectorAll("th button")];
    const at = names.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: names.length - 1 }[event.key];
    if (to === undefined) return;
    names[Math.min(Math.max(to, 0), names.length - 1)]?.focus();
    event.preventDefault();
  }

  #lines(pattern, nth) {
    const faults = this.marks.ofRow(PATTERNS, nth);
    const name = element("button", { class: "bare", type: "button", id: lineOf(nth) }, pattern.name);
    name.addEventListener("click", () => editPattern(this.desk, this.marks, nth));
    const line = element("tr", { class: faults.some((each) => each.isError) ? "marked" : null },
      element("th", { scope: "row" }, name), element("td", { class: "whole" }, code(pattern.by)), element("td", { class: "t" }, code(pattern.within)),
      element("td", { class: "whole" }, ...itemsOf(pattern).map((each) => element("div", {}, each))), element("td", {}, ...signalsOf(pattern)));
    return [line, ...faults.map(remark)];
  }
}

export function lineOf(nth) {
  return `pattern-${nth}`;
}

// Each member with its conditions, then what holds between them.
function itemsOf(pattern) {
  const members = Object.entries(PARTS).flatMap(([part, text]) => (pattern[part] ?? []).map((member) => memberText(member, text)));
  const count = pattern.count ? [word("how-many", { count: pattern.count })] : [];
  const after = pattern.after ? [word("looked-after", { after: pattern.after })] : [];
  return [...members, ...count, ...(pattern.where ?? []).map(code), ...after];
}

function memberText({ as, type, when = {} }, text) {
  const name = type ? `${as} (${type})` : as;
  const said = text ? word(text, { name }) : name;
  const conditions = Object.entries(when).map(([field, test]) => `${field} ${test}`).join(", ");
  return element("span", {}, said, ...(conditions ? [": ", code(conditions)] : []));
}

function signalsOf(pattern) {
  return (pattern.then ?? []).map((action) => element("div", {}, code(action.raise?.signal ?? "–")));
}

function remark(fault) {
  const kind = element("b", { class: fault.isError ? "bad" : "warn" }, fault.where ? `${fault.where}: ` : "");
  return element("tr", { class: "remark" }, element("td", { colspan: COLUMNS }, kind, fault.detail, " ", ...proposal(fault)));
}

function code(text) {
  return element("code", {}, String(text ?? ""));
}
