// The bar above a list: with something selected it shows what may be done with it, in the place of the filters.
// Boxes are input[type=checkbox][data-pick] within the same <form> or <main>; [data-pick-all] stands for all of them.

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick-all]")) pickAll(event.target);
  else if (event.target.matches("[data-pick]")) show(event.target);
});

document.addEventListener("click", (event) => {
  const clear = event.target.closest?.("[data-listbar-clear]");
  if (!clear) return;
  const around = clear.closest("form, main");
  around.querySelectorAll(":is([data-pick], [data-pick-all]):checked").forEach((box) => { box.checked = false; });
  show(clear);
});

document.addEventListener("htmx:after:swap", showAll);
window.addEventListener("pageshow", showAll); // boxes come ticked: after a fault, or as the browser kept them

function showAll() {
  document.querySelectorAll("[data-listbar]").forEach(show);
}

function pickAll(all) {
  const around = all.closest("form, main");
  around.querySelectorAll("[data-pick]").forEach((box) => { box.checked = all.checked; });
  show(all);
}

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
