// The small form of a column: what it is about, added, renamed, moved, deleted.

import { askIn } from "./dialogs.js";
import { inputsOf, withInput, withInputMoved, withInputNamed, withoutInput } from "./table.js";
import { word } from "./words.js";

const dialog = document.getElementById("column");

export function addColumn(view) {
  const inputs = inputsOf(view.desk.shown);
  const at = view.at?.kind === "when" ? inputs.indexOf(view.at.input) + 1 : inputs.length;
  open(null, (input) => {
    if (inputs.includes(input)) return word("taken");
    view.desk.changeTable(withInput(view.desk.shown, at, input));
    view.moveTo(view.row, view.columns.findIndex((each) => each.input === input));
    return "";
  });
}

export function editColumn(view) {
  if (view.at?.kind !== "when") return;
  const { input } = view.at;
  const table = view.desk.shown;
  const inputs = inputsOf(table);
  const at = inputs.indexOf(input);
  open(input, (name, what) => {
    if (what === "save" && name !== input && inputs.includes(name)) return word("taken");
    const made = {
      save: () => (name === input ? table : withInputNamed(table, input, name)),
      delete: () => withoutInput(table, input),
      left: () => withInputMoved(table, input, Math.max(0, at - 1)),
      right: () => withInputMoved(table, input, at + 1),
    }[what]();
    if (made !== table) view.desk.changeTable(made);
    const column = view.columns.findIndex((each) => each.input === (what === "save" ? name : input));
    if (column >= 0) view.moveTo(view.row, column);
    return "";
  });
}

function open(input, done) {
  for (const each of dialog.querySelectorAll("[data-of-old]")) each.hidden = input === null;
  askIn(dialog, { input: input ?? "" }, (values, what) => {
    const name = values.input.trim();
    return name ? done(name, what ?? "save") : word("name-it");
  });
}
