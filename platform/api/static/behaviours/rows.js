// A cursor in a list: j and k move it, o or Enter opens the row's link, x selects the row, Shift x all up to it.
// The rows are those of the first <tbody data-rows> on the page, or of the one that the cursor is in.

let from = null;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
  if (event.target.closest?.("input:not([type=checkbox]), textarea, select") || document.querySelector(":popover-open")) return;
  const step = { j: 1, k: -1, J: 1, K: -1 }[event.key];
  const rows = rowsOf(document.querySelector("[data-rows] .at")?.closest("[data-rows]") || document.querySelector("[data-rows]"));
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.classList.contains("at"));
  if (step) moveTo(rows, at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1));
  else if (event.key === "o" && at >= 0) rows[at].querySelector("a[href]")?.click();
  else if (event.key.toLowerCase() === "x" && at >= 0) select(rows, at, event.shiftKey);
  else return;
  event.preventDefault();
});

function rowsOf(body) {
  return body ? [...body.querySelectorAll("tr:not(.remark)")].filter((row) => row.querySelector("a[href], input")) : [];
}

function moveTo(rows, index) {
  rows.forEach((row, each) => row.classList.toggle("at", each === index));
  const target = rows[index].querySelector("a[href], input, button");
  target?.focus({ preventScroll: true });
  rows[index].scrollIntoView({ block: "nearest" });
}

function select(rows, at, isRange) {
  const box = rows[at].querySelector("input[type=checkbox]");
  if (!box) return;
  const wanted = !box.checked;
  const first = isRange && from !== null ? Math.min(from, at) : at;
  const last = isRange && from !== null ? Math.max(from, at) : at;
  for (const row of rows.slice(first, last + 1)) {
    const each = row.querySelector("input[type=checkbox]");
    if (each) each.checked = isRange || wanted;
  }
  from = at;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}
