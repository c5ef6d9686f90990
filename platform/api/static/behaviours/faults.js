// Fields with something wrong: e goes to the next; after an answer with faults the first has the focus.

const WRONG = 'input[aria-invalid="true"], textarea[aria-invalid="true"], select[aria-invalid="true"]';

document.addEventListener("keydown", (event) => {
  if (event.key !== "e" || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select")) return;
  const wrong = [...document.querySelectorAll(WRONG)];
  if (!wrong.length) return;
  const at = wrong.indexOf(document.activeElement);
  wrong[(at + 1) % wrong.length].focus();
  event.preventDefault();
});

document.addEventListener("htmx:after:swap", () => {
  if (document.querySelector(".faults")) document.querySelector(WRONG)?.focus();
});
