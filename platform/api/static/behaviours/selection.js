// The bar above a list: with something selected it shows what may be done with it, in the place of the filters.
// Boxes are input[type=checkbox][data-pick] within the same <form> or <main>.

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick]")) show(event.target);
});

document.addEventListener("click", (event) => {
  const clear = event.target.closest?.("[data-listbar-clear]");
  if (!clear) return;
  const around = clear.closest("form, main");
  around.querySelectorAll("[data-pick]:checked").forEach((box) => { box.checked = false; });
  show(clear);
});

document.addEventListener("htmx:after:swap", () => {
  document.querySelectorAll("[data-listbar]").forEach(show);
});

function show(element) {
  const around = element.closest("form, main");
  const bar = around?.querySelector("[data-listbar]");
  if (!bar) return;
  const count = around.querySelectorAll("[data-pick]:checked").length;
  bar.classList.toggle("selecting", count > 0);
  bar.querySelector("[data-listbar-filters]").hidden = count > 0;
  bar.querySelector("[data-listbar-selection]").hidden = count === 0;
  bar.querySelector("[data-listbar-count]").textContent = String(count);
}
