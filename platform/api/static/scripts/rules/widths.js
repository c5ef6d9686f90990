// How wide each column stands, in characters: by its longest text, within reason. Asked when a table is shown or its
// columns change, never while one types, so that nothing moves by itself.

import { textOf } from "./table.js";

const NUMBER = 8;
const LIMITS = { name: [20, 32], when: [11, 30], if: [12, 40], then: [48, 96] };

export function widthsOf(table, columns) {
  return [NUMBER, ...columns.map((column) => {
    const [least, most] = LIMITS[column.kind];
    const longest = table.rules.reduce((long, rule) => Math.max(long, textOf(rule, column).length), headLength(column));
    return Math.min(Math.max(longest + 4, least), most);
  })];
}

function headLength(column) {
  return (column.input ?? "").split(".").reduce((long, part) => Math.max(long, part.length + 1), 0);
}
