// Cells to and from a spreadsheet: tab-separated lines, quoted where a cell has a tab, a line or a quote. Pasting goes on
// below the last rule with new ones. Actions stand in a sheet as JSON.

import { sheetText } from "./actions-text.js";
import { newRule, textOf, withRules, withTexts } from "./table.js";
import { word } from "./words.js";

export function listenToClipboard(grid, view) {
  const isGrid = () => document.activeElement === grid.table;
  document.addEventListener("copy", (event) => isGrid() && copy(event, view));
  document.addEventListener("paste", (event) => {
    if (!isGrid() || view.row < 0) return;
    event.preventDefault();
    paste(view, event.clipboardData.getData("text/plain"));
  });
}

function copy(event, view) {
  const { columns } = view.range;
  const seen = view.columns.slice(columns[0], columns[1] + 1);
  const lines = view.placesInRange.map((place) => {
    const rule = view.desk.shown.rules[place];
    return seen.map((column) => quoted(column.kind === "then" ? sheetText(rule.then ?? []) : textOf(rule, column))).join("\t");
  });
  event.clipboardData.setData("text/plain", lines.join("\n"));
  event.preventDefault();
}

function paste(view, text) {
  const lines = cellsOf(text);
  const { range, desk } = view;
  const [from] = range.rows;
  const columns = view.columns.slice(range.columns[0]);
  const missing = Math.max(0, from + lines.length - view.rows.length);
  const added = Array.from({ length: missing }, () => newRule(word("new-rule")));
  const places = [...view.rows, ...added.map((_, nth) => desk.shown.rules.length + nth)].slice(from);
  const cells = lines.flatMap((line, nth) => line.slice(0, columns.length).map((cell, each) => ({ place: places[nth], column: columns[each], text: cell })));
  if (cells.length) desk.changeTable(withTexts(withRules(desk.shown, desk.shown.rules.length, added), cells));
}

function quoted(text) {
  return /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// A cell that begins with a quote goes to its closing one; FEEL's own quotes ("US", "ID") do not end there.
export function cellsOf(text) {
  const lines = [[]];
  const cell = /(?:"((?:[^"]|"")*)"(?=\t|\r?\n|$)|([^\t\r\n]*))(\t|\r?\n|$)/gy;
  let isLast = text === "";
  while (!isLast) {
    const [, inQuotes, plain, end] = cell.exec(text);
    const isQuoted = inQuotes !== undefined && /[\t\n\r]|""/.test(inQuotes);
    lines.at(-1).push(isQuoted ? inQuotes.replaceAll('""', '"') : plain ?? `"${inQuotes}"`);
    isLast = end === "" || cell.lastIndex === text.length;
    if (end !== "\t" && !isLast) lines.push([]);
    if (end === "\t" && isLast) lines.at(-1).push("");
  }
  return lines[0].length ? lines : [];
}
