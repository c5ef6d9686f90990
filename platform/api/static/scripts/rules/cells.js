// The parts of the grid's rows: heads, cells, the values of the item that is tried, and what is said below a row.

import { actionNodes, feelText } from "./actions-text.js";
import { idOf } from "./grid-ids.js";
import { ANY, textOf } from "./table.js";
import { element, word } from "./words.js";

export function headOf(view, marks) {
  const table = view.desk.shown;
  const conditions = view.columns.filter((each) => each.kind === "when" || each.kind === "if").length;
  const leads = view.columns.filter((each) => each.kind === "name").length;
  const group = element("tr", { class: "group", "aria-rowindex": 1 },
    element("th", { class: "policy", colspan: 1 + leads, "data-open": "table", title: word("change-table") }, table.hit_policy ?? "UNIQUE"),
    conditions ? element("th", { colspan: conditions, scope: "colgroup" }, word("when", { event: table.on })) : "",
    view.columns.some((each) => each.kind === "then") ? element("th", { class: "then", scope: "colgroup" }, word("then")) : "");
  const number = element("th", { class: "no", scope: "col" }, element("span", { class: "hidden" }, word("number")));
  const names = element("tr", { class: "inputs", "aria-rowindex": 2 }, number, ...view.columns.map((column, nth) => {
    const [above, name] = namesOf(column);
    const kind = { name: "rule-name", then: "then" }[column.kind];
    const title = column.input ?? null;
    return element("th", { id: idOf(-1, nth), scope: "col", class: kind, title, "data-nth": nth, "data-row": -1, "aria-colindex": nth + 2 },
      element("small", {}, above), element("code", {}, name));
  }));
  marks.head(view.desk.table, group, names);
  return [group, names];
}

export function cellOf({ view, marks, rule, place, column, id, nth }) {
  const faults = marks.ofCell(view.desk.table, place, column.key);
  const state = marks.cellState(view.desk.shown, rule, column);
  const before = marks.before(view.desk.shown, rule, column);
  const text = textOf(rule, column);
  const isAny = column.kind !== "name" && (text === ANY || text === "");
  const classes = [{ name: "rule-name", then: "then" }[column.kind], isAny ? "any" : "cut", state,
    before !== null && "changed", faults.some((each) => each.isError) && "fault", faults.length && "doubt"];
  const said = before !== null ? `${text}\n${word("before", { version: marks.version, text: before })}` : text;
  const cell = element("td", { id, class: classes.filter(Boolean).join(" "), title: isAny && before === null ? null : said,
    "data-nth": nth, "data-row": place, "aria-colindex": nth + 2, "aria-invalid": faults.some((each) => each.isError) && "true" });
  if (column.kind === "then") cell.append(...actionNodes(rule.then ?? []));
  else cell.append(...(isAny ? ["–"] : textNodes(text, faults)));
  return cell;
}

export function itemRow(view, trace) {
  const inputs = trace.inputs[view.desk.shown.name];
  if (!inputs) return null;
  return element("tr", { class: "item" },
    element("th", { class: "no", scope: "row" }, element("span", { class: "hidden" }, word("item"))),
    ...view.columns.map((column) => {
      if (column.kind === "name") return element("th", { class: "rule-name", scope: "row" }, trace.reference);
      if (column.kind === "then") return element("td", { class: "then" });
      const value = column.kind === "when" ? inputs[column.input] : undefined;
      const text = value === undefined ? "" : feelText(value);
      return element("td", { class: "cut", title: text || null }, text);
    }));
}

export function remarkRow(fault, columns) {
  const kind = element("b", { class: fault.isError ? "" : "warn" }, fault.where ? `${fault.where}: ` : "");
  const said = element("p", {}, element("span", {}, kind, fault.detail), ...proposal(fault));
  return element("tr", { class: "said" }, element("td"), element("td", { colspan: columns, title: fault.detail }, said));
}

// Pressed with the mouse it is at its cell; at the cursor's cell, Tab is its key.
export function proposal({ pointer, mend }) {
  if (!mend) return [];
  const title = word("take-mend");
  const button = element("button", { class: "bare mend", type: "button", tabindex: -1, title, "data-mend": pointer }, element("code", {}, mend.text ?? mend.name), " ", element("kbd", {}, "Tab"));
  return [button];
}

export function namesOf(column) {
  if (column.kind === "name") return ["", word("rule")];
  if (column.kind === "if") return [word("condition"), "if"];
  if (column.kind === "then") return [word("in-order"), word("actions")];
  const dot = /^[\w.-]+$/.test(column.input) ? column.input.lastIndexOf(".") : -1;
  return [column.input.slice(0, Math.max(0, dot)), column.input.slice(dot + 1)];
}

// From the character where a fault lies on, the text is underlined.
function textNodes(text, faults) {
  const at = faults.find((each) => each.isError)?.column;
  if (!at || at > text.length) return [text];
  return [text.slice(0, at - 1), element("mark", {}, text.slice(at - 1))];
}
