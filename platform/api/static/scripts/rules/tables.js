// The tables and patterns: the row of their names, and the small form of one: its name, event and hit policy, moved, deleted.

import { askIn } from "./dialogs.js";
import { read, same, write } from "./json.js";
import { PATTERNS } from "./pointers.js";
import { freeName, newRule } from "./table.js";
import { element, word } from "./words.js";

const dialog = document.getElementById("table");
const form = dialog.querySelector("form");
const WITH_OUTPUTS = ["PRIORITY", "OUTPUT ORDER"];

export function showTables(desk) {
  const place = document.getElementById("tables");
  const link = (nth, name, count) => {
    const made = element("a", { href: `#${nth + 1}`, "aria-current": nth === desk.table ? "true" : null }, name, " ", element("data", { value: count }, String(count)));
    made.addEventListener("click", (event) => {
      event.preventDefault();
      desk.show(nth);
    });
    return made;
  };
  const draw = () => place.replaceChildren(...desk.tables.map((table, nth) => link(nth, table.name, table.rules.length)),
    link(PATTERNS, word("patterns"), (desk.content.patterns ?? []).length));
  desk.addEventListener("change", draw);
  desk.addEventListener("show", draw);
  draw();
}

export function addTable(desk) {
  const fresh = { name: freeName(word("new-table"), desk.tables), on: "received", hit_policy: "FIRST", rules: [newRule(word("new-rule"))] };
  open(fresh, true, (table) => {
    if (isTaken(desk, table.name, -1)) return word("taken");
    desk.change({ ...desk.content, tables: [...desk.tables, table] });
    desk.show(desk.tables.length - 1);
    return "";
  });
}

export function editTable(desk) {
  const before = desk.shown;
  if (!before) return;
  open(before, false, (table, what) => {
    const { tables, table: at } = desk;
    if (isTaken(desk, table.name, at)) return word("taken");
    const others = tables.toSpliced(at, 1);
    const to = { left: Math.max(0, at - 1), right: at + 1 }[what] ?? at;
    const made = what === "delete" ? others : others.toSpliced(to, 0, table);
    if (!same(made, tables)) desk.change({ ...desk.content, tables: made });
    desk.show(Math.max(0, Math.min(to, made.length - 1)));
    return "";
  });
}

function isTaken(desk, name, at) {
  return desk.tables.some((each, nth) => nth !== at && each.name === name);
}

function open(table, isNew, done) {
  for (const each of dialog.querySelectorAll("[data-of-old]")) each.hidden = isNew;
  const values = { name: table.name, on: table.on, hit_policy: table.hit_policy ?? "UNIQUE", aggregation: table.aggregation ?? "",
    outputs: (table.outputs ?? []).map(({ name, values }) => `${name}: ${values.map((each) => write(each)).join(", ")}`).join("\n") };
  form.oninput = explain;
  askIn(dialog, values, (fields, what) => {
    const name = fields.name.trim();
    return name ? done(tableWith(table, { ...fields, name }), what ?? "save") : word("name-it");
  });
  explain();
}

function explain() {
  const policy = form.elements.hit_policy.value;
  document.getElementById("policy-note").textContent = word(`policy-${policy}`);
  form.querySelector("[data-of=outputs]").hidden = !WITH_OUTPUTS.includes(policy);
  form.querySelector("[data-of=aggregation]").hidden = policy !== "COLLECT";
}

function tableWith(table, fields) {
  const { outputs, aggregation, hit_policy, name, on, ...rest } = table;
  const made = { name, on, hit_policy, ...rest };
  Object.assign(made, { name: fields.name, on: fields.on.trim(), hit_policy: fields.hit_policy });
  const isUnsaid = hit_policy === undefined && fields.hit_policy === "UNIQUE";
  if (isUnsaid) delete made.hit_policy;
  if (WITH_OUTPUTS.includes(fields.hit_policy)) made.outputs = outputsOf(fields.outputs);
  if (fields.hit_policy === "COLLECT" && fields.aggregation) made.aggregation = fields.aggregation;
  return made;
}

// One a line: create_task.queue: "seniors", "desk"
function outputsOf(text) {
  return text.split("\n").filter((line) => line.trim()).map((line) => {
    const [name, ...rest] = line.split(":");
    return { name: name.trim(), values: valuesOf(rest.join(":")) };
  });
}

function valuesOf(text) {
  try {
    return read(`[${text}]`);
  } catch {
    return text.split(",").map((each) => each.trim());
  }
}
