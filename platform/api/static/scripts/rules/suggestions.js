// What may stand in a cell: the values that its field can have, and those that the column has already; and in words,
// what the field is and how its cells are written.

import { ANY } from "./table.js";
import { element, word } from "./words.js";

const MOST = 50;
const fields = new Map([...document.querySelectorAll("#known-fields option")]
  .map((each) => [each.value, { kind: each.dataset.kind, values: each.dataset.values ? each.dataset.values.split("\n") : [] }]));

export function suggest(view, field) {
  const { at, desk } = view;
  const list = document.getElementById("known-values");
  const own = at.kind === "when" ? desk.shown.rules.map((rule) => rule.when?.[at.input]) : [];
  const values = at.kind === "when" ? [...(fields.get(at.input)?.values ?? []), ...own] : [];
  const offered = [...new Set(values)].filter((each) => each && each !== ANY).slice(0, MOST);
  list.replaceChildren(...offered.map((value) => element("option", { value })));
  field.setAttribute("aria-label", `${desk.shown.rules[view.place].name}, ${at.input ?? at.kind}`);
}

export function helpOf(column) {
  if (!column) return "";
  if (column.kind !== "when") return word(`help-${column.kind}`);
  const kind = fields.get(column.input)?.kind ?? "unknown";
  return `${column.input}: ${word(`kind-${kind}`)}`;
}
