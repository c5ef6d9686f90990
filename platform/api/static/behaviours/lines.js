// A list of lines in a form, each a row of fields: one is added from the template beside them, or removed; the focus goes
// to where one types next. Lines are numbered by their fields' names; a number is used once.

document.addEventListener("click", (event) => {
  const list = event.target.closest?.("[data-lines]");
  if (!list) return;
  if (event.target.closest("[data-line-add]")) add(list);
  else if (event.target.closest("[data-line-drop]")) drop(list, event.target.closest("tr"));
});

function add(list) {
  const row = list.querySelector("template").content.querySelector("tr").cloneNode(true);
  const number = Number(list.dataset.next || rowsOf(list).length);
  list.dataset.next = number + 1;
  for (const field of row.querySelectorAll("[name]")) {
    field.name = field.name.replace("/next/", `/${number}/`);
    field.id = field.id.replace("-next-", `-${number}-`);
  }
  list.querySelector("tbody").append(row);
  row.querySelector("input, select").focus();
}

function drop(list, row) {
  list.dataset.next ||= rowsOf(list).length;
  const next = row.nextElementSibling || row.previousElementSibling;
  row.remove();
  (next?.querySelector("[data-line-drop]") || list.querySelector("[data-line-add]")).focus();
  list.dispatchEvent(new Event("input", { bubbles: true }));
}

function rowsOf(list) {
  return [...list.querySelectorAll("tbody tr")];
}
