// A whole new screen has come by htmx, as its main's data-screen tells: it begins at its top, with the focus where work
// begins, which is the first field of the form, else what asks for it, else the page itself.

let shown = nameOfScreen();

document.addEventListener("htmx:after:swap", () => {
  if (nameOfScreen() === shown) return;
  shown = nameOfScreen();
  begin();
});

if (shown) begin();

function nameOfScreen() {
  return document.getElementById("main")?.dataset.screen;
}

function begin() {
  document.querySelectorAll(".sheet, .form-scroll").forEach((plane) => plane.scrollTo(0, 0));
  if (document.querySelector(".faults")) return;
  const desk = document.querySelector(".workbench .desk .form");
  const first = desk?.querySelector("input:not([type=hidden]):not([name=seen]), textarea, select");
  const place = first || document.querySelector("main [autofocus]") || document.getElementById("main");
  place?.focus({ preventScroll: true });
}
