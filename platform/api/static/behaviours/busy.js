// What was pressed says that it is being sent, at once; a form is not sent twice.

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || event.defaultPrevented) return;
  if (button.getAttribute("aria-busy") === "true") event.preventDefault();
  else button.setAttribute("aria-busy", "true");
});

document.addEventListener("htmx:finally:request", () => rest());
window.addEventListener("pageshow", () => rest());

function rest() {
  document.querySelectorAll('button[aria-busy="true"]').forEach((button) => button.removeAttribute("aria-busy"));
}
