// A decision table as a grid. Its columns are the inputs that its rules name, in the order in which they first name
// them; an order that the rules do not give of themselves is kept by the first rule, which names every input. Tables
// are never changed: every function gives another.

import { actionsText, thenOf } from "./actions-text.js";
import { same } from "./json.js";

export const ANY = "-";
const known = new WeakMap();

export function inputsOf(table) {
  if (!known.has(table)) {
    const inputs = new Set();
    for (const rule of table.rules) for (const input in rule.when) inputs.add(input);
    known.set(table, [...inputs]);
  }
  return known.get(table);
}

export function columnsOf(table) {
  const inputs = inputsOf(table).map((input) => ({ kind: "when", key: `when ${input}`, input }));
  return [{ kind: "name", key: "name" }, ...inputs, { kind: "if", key: "if" }, { kind: "then", key: "then" }];
}

export function textOf(rule, column) {
  if (column.kind === "then") return actionsText(rule.then ?? []);
  if (column.kind === "when") return rule.when?.[column.input] ?? ANY;
  return rule[column.kind] ?? (column.kind === "if" ? ANY : "");
}

// `cells`: each with its place, its column and the text that shall stand there.
export function withTexts(table, cells) {
  const rules = [...table.rules];
  for (const { place, column, text } of cells) rules[place] = ruleWith(rules[place], column, text.trim());
  return settled({ ...table, rules }, inputsOf(table));
}

export function withThen(table, place, then) {
  return { ...table, rules: table.rules.with(place, { ...table.rules[place], then }) };
}

// Those whose names are taken get others.
export function withRules(table, at, rules) {
  const known = [...table.rules];
  const named = rules.map((rule) => {
    known.push({ ...rule, name: freeName(rule.name, known) });
    return known.at(-1);
  });
  return settled({ ...table, rules: table.rules.toSpliced(at, 0, ...named) }, inputsOf(table));
}

export function newRule(name) {
  return { name, when: {}, then: [] };
}

export function withoutRules(table, rows) {
  const gone = new Set(rows);
  return settled({ ...table, rules: table.rules.filter((_, row) => !gone.has(row)) }, inputsOf(table));
}

export function withMoved(table, from, to) {
  const rules = table.rules.toSpliced(from, 1).toSpliced(to, 0, table.rules[from]);
  return settled({ ...table, rules }, inputsOf(table));
}

export function withInput(table, at, input) {
  return settled(table, inputsOf(table).toSpliced(at, 0, input));
}

export function withoutInput(table, input) {
  const rules = table.rules.map((rule) => without(rule, input));
  return settled({ ...table, rules }, inputsOf(table).filter((each) => each !== input));
}

export function withInputNamed(table, input, name) {
  const rules = table.rules.map((rule) => (rule.when?.[input] === undefined ? rule : { ...rule, when: renamed(rule.when, input, name) }));
  return settled({ ...table, rules }, inputsOf(table).map((each) => (each === input ? name : each)));
}

export function withInputMoved(table, input, to) {
  const inputs = inputsOf(table).filter((each) => each !== input);
  return settled(table, inputs.toSpliced(to, 0, input));
}

// A name that no other of these has: "big order" is "big order 2" beside another.
export function freeName(wanted, others) {
  const taken = new Set(others.map((each) => each.name));
  if (!taken.has(wanted)) return wanted;
  const stem = wanted.replace(/ \d+$/, "");
  let nth = 2;
  while (taken.has(`${stem} ${nth}`)) nth += 1;
  return `${stem} ${nth}`;
}

function ruleWith(rule, column, text) {
  const isAny = text === "" || text === ANY || text === "–";
  if (column.kind === "name") return { ...rule, name: text };
  if (column.kind === "then") return { ...rule, then: thenOf(text) ?? rule.then };
  if (column.kind === "when") return isAny ? without(rule, column.input) : { ...rule, when: { ...rule.when, [column.input]: text } };
  const { if: _, ...rest } = rule;
  return isAny ? rest : { ...rest, if: text };
}

function without(rule, input) {
  if (rule.when?.[input] === undefined) return rule;
  const { [input]: _, ...when } = rule.when;
  return { ...rule, when };
}

function renamed(when, input, name) {
  return Object.fromEntries(Object.entries(when).map(([each, text]) => [each === input ? name : each, text]));
}

function settled(table, inputs) {
  const places = new Map(inputs.map((input, nth) => [input, nth]));
  const found = { ...table, rules: table.rules.map((rule) => inOrder(rule, inputs, places)) };
  if (!found.rules.length || same(inputsOf(found), inputs)) return found;
  const [first, ...others] = found.rules;
  const when = Object.fromEntries(inputs.map((input) => [input, first.when?.[input] ?? ANY]));
  return { ...found, rules: [{ ...first, when }, ...others] };
}

function inOrder(rule, inputs, places) {
  let last = -1;
  for (const name in rule.when) {
    if (places.get(name) < last) return { ...rule, when: Object.fromEntries(inputs.filter((input) => input in rule.when).map((input) => [input, rule.when[input]])) };
    last = places.get(name);
  }
  return rule;
}
