// The bar above the grid: buttons that give commands, the filter, and which columns are seen.

import { columnsOf } from "./table.js";
import { element, word } from "./words.js";

export function listenToTools(view, commands, mends) {
  const main = document.getElementById("main");
  const filter = document.getElementById("filter");
  const columns = document.querySelector("#seen fieldset");

  main.addEventListener("click", (event) => {
    const proposed = event.target.closest("[data-mend]");
    const asked = event.target.closest("[data-command]");
    if (!asked && !proposed) return;
    if (proposed) mends.takeOf(proposed.dataset.mend);
    document.querySelector("#grid table").focus({ preventScroll: true }); // where a dialog gives it back to
    if (asked) commands[asked.dataset.command]();
  });
  document.getElementById("grid").addEventListener("click", (event) => {
    if (event.target.closest("[data-open=table]")) commands.table();
  });
  main.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.target.matches("input, textarea")) event.stopPropagation(); // the field's own undo and copy
  });
  filter.addEventListener("input", () => view.narrow(filter.value.trim()));
  view.addEventListener("shape", () => { if (!view.filter) filter.value = ""; });
  view.desk.addEventListener("show", () => { filter.value = ""; });
  document.getElementById("seen").addEventListener("beforetoggle", (event) => {
    if (event.newState === "open") columns.replaceChildren(...choices(view));
  });
}

function choices(view) {
  if (!view.desk.shown) return [];
  return columnsOf(view.desk.shown).filter((each) => each.kind === "when" || each.kind === "if").map((column) => {
    const box = element("input", { type: "checkbox", checked: !view.hidden.has(column.key) });
    box.addEventListener("change", () => view.hide(column.key, !box.checked));
    return element("label", {}, box, " ", column.input ?? word("condition"));
  });
}
