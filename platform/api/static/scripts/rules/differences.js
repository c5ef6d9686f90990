// What lies between two contents of a ruleset, cell by cell, tables and rules by their names.

import { actionsText } from "./actions-text.js";
import { same, write } from "./json.js";
import { columnsOf, textOf } from "./table.js";

const NONE = "–";

export function differences(mine, other) {
  const names = [...new Set([...mine.tables, ...other.tables].map((table) => table.name))];
  const found = names.flatMap((name) => {
    const pair = [mine, other].map((content) => content.tables.find((table) => table.name === name));
    return pair[0] && pair[1] ? ofTable(name, ...pair) : [line(name, ...pair.map((table) => (table ? name : NONE)))];
  });
  for (const part of ["patterns", "tests"]) {
    if (!same(mine[part] ?? [], other[part] ?? [])) found.push(line(part, ...[mine, other].map((content) => write(content[part] ?? []))));
  }
  return found;
}

function ofTable(table, mine, other) {
  const settings = ["on", "hit_policy"].filter((each) => mine[each] !== other[each])
    .map((each) => line(`${table}, ${each}`, mine[each] ?? NONE, other[each] ?? NONE));
  const columns = new Map([...columnsOf(mine), ...columnsOf(other)].map((each) => [each.key, each]));
  const names = [...new Set([...mine.rules, ...other.rules].map((rule) => rule.name))];
  const order = (each) => each.rules.map((rule) => rule.name).join(", ");
  const rules = names.flatMap((name) => {
    const pair = [mine, other].map((each) => each.rules.find((rule) => rule.name === name));
    if (!pair[0] || !pair[1]) return [line(`${table}, ${name}`, ...pair.map((rule) => (rule ? actionsText(rule.then ?? []) : NONE)))];
    return [...columns.values()].filter((each) => textOf(pair[0], each) !== textOf(pair[1], each))
      .map((each) => line(`${table}, ${name}, ${each.input ?? each.kind}`, ...pair.map((rule) => textOf(rule, each))));
  });
  const isMoved = !rules.length && order(mine) !== order(other);
  return [...settings, ...rules, ...(isMoved ? [line(table, order(mine), order(other))] : [])];
}

function line(where, mine, other) {
  return { where, mine, other };
}
