// What is typed into a form with a [data-draft] beside it is sent to be kept, when the hand rests.

const REST_MS = 700;
let waiting = 0;

document.addEventListener("input", (event) => {
  const keeper = event.target.form?.querySelector("[data-draft]");
  if (!keeper || event.target.closest("[popover]")) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => keeper.dispatchEvent(new CustomEvent("bpo:draft")), REST_MS);
});

document.addEventListener("submit", () => clearTimeout(waiting), true);
