// What was pressed says that it is being sent, at once; while it is, no button of its form sends anything more.

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button");
  if (!button || button.type !== "submit") return;
  if (!(button.form ?? button.parentElement).querySelector('button[aria-busy="true"]')) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) event.submitter?.setAttribute("aria-busy", "true");
});

document.addEventListener("htmx:before:request", ({ detail }) => pressed(detail.ctx)?.setAttribute("aria-busy", "true"));
document.addEventListener("htmx:finally:request", ({ detail }) => pressed(detail.ctx)?.removeAttribute("aria-busy"));
window.addEventListener("pageshow", () => {
  document.querySelectorAll('button[aria-busy="true"]').forEach((button) => button.removeAttribute("aria-busy"));
});

function pressed({ sourceElement, sourceEvent }) {
  return sourceElement.matches("button") ? sourceElement : sourceEvent?.submitter;
}
