// What can be done with the cells and rows at the cursor, whatever key or button asks for it.

import { editActions } from "./action-forms.js";
import { addColumn, editColumn } from "./columns.js";
import { joined } from "./joining.js";
import { newRule, withMoved, withoutRules, withRules, withTexts } from "./table.js";
import { addTable, editTable } from "./tables.js";
import { word } from "./words.js";

export function commandsOf(view, { editor, problems, mends }) {
  const { desk } = view;
  const put = (table) => desk.changeTable(table);

  function edit(text) {
    if (view.place === undefined || !view.at) return;
    if (view.at.kind === "then") editActions(view);
    else editor.open(text);
  }

  function clear() {
    const [first, last] = view.range.columns;
    const columns = view.columns.slice(first, last + 1).filter((each) => each.kind !== "name");
    put(withTexts(desk.shown, view.placesInRange.flatMap((place) => columns.map((column) => ({ place, column, text: "" })))));
  }

  function moveRow(by) {
    const to = view.rows[view.row + by];
    if (view.row < 0 || to === undefined) return;
    put(withMoved(desk.shown, view.place, to));
    view.moveTo(view.row + by, view.column);
  }

  function addRow() {
    if (!desk.shown) return;
    const at = view.place === undefined ? desk.shown.rules.length : view.place + 1;
    put(withRules(desk.shown, at, [newRule(word("new-rule"))]));
    view.reveal(at, "name");
  }

  function copyRows() {
    if (view.row < 0) return;
    const places = view.placesInRange;
    const at = places.at(-1) + 1;
    put(withRules(desk.shown, at, places.map((place) => desk.shown.rules[place])));
    view.reveal(at, view.at.key);
  }

  function deleteRows() {
    if (view.row < 0 || !view.rows.length) return;
    put(withoutRules(desk.shown, view.placesInRange));
    view.moveTo(view.range.rows[0], view.column);
  }

  function join() {
    const table = joined(desk.shown, view.place);
    if (table) put(table);
  }

  return {
    edit, clear, moveRow,
    "add-row": addRow,
    "copy-rows": copyRows,
    "delete-rows": deleteRows,
    join,
    undo: () => desk.undo(),
    redo: () => desk.redo(),
    "add-column": () => desk.shown && addColumn(view),
    column: () => editColumn(view),
    "add-table": () => addTable(desk),
    table: () => editTable(desk),
    editHead: () => editColumn(view),
    nextFault: () => problems.next(),
    takeMend: () => mends.takeHere(),
  };
}
