// Fields with something wrong: e goes to the next; after an answer with faults the first has the focus. Its whole field
// comes into view with what is said of it, which focus alone does not see to where the field has it already.

const WRONG = 'input[aria-invalid="true"], textarea[aria-invalid="true"], select[aria-invalid="true"]';

document.addEventListener("keydown", (event) => {
  if (event.key !== "e" || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select")) return;
  const wrong = [...document.querySelectorAll(WRONG)];
  if (!wrong.length) return;
  const at = wrong.indexOf(document.activeElement);
  show(wrong[(at + 1) % wrong.length]);
  event.preventDefault();
});

document.addEventListener("htmx:after:swap", () => {
  const first = document.querySelector(".faults") && document.querySelector(WRONG);
  if (first) show(first);
});

function show(field) {
  field.focus({ preventScroll: true });
  (field.closest("td, .field") || field).scrollIntoView({ block: "nearest" });
}
