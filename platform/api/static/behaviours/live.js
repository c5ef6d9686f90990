// A page that shows how things stand asks anew when something has happened, at most once a second: elements with
// data-live hear "live". Where events cannot be heard, they ask by themselves from time to time (hx-trigger).

const PAUSE_MS = 1000;
const shown = document.querySelector("[data-live]");

if (shown) {
  const events = new EventSource("/v1/events");
  let waits = null;
  const ring = () => {
    if (waits || document.hidden) return;
    waits = setTimeout(() => {
      waits = null;
      document.querySelectorAll("[data-live]").forEach((each) => each.dispatchEvent(new Event("live")));
    }, PAUSE_MS);
  };
  for (const name of ["task", "queue", "work_item", "reset"]) events.addEventListener(name, ring);
  document.addEventListener("visibilitychange", ring);
  window.addEventListener("pagehide", () => events.close());
}
