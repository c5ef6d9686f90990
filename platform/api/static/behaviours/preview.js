// What a form would come to is shown beside it, by its element with [data-preview], when the hand rests.

const PREVIEW_REST_MS = 300;
let resting = 0;

document.addEventListener("input", (event) => {
  const shown = event.target.form?.querySelector("[data-preview]");
  if (!shown) return;
  clearTimeout(resting);
  resting = setTimeout(() => shown.dispatchEvent(new CustomEvent("bpo:preview")), PREVIEW_REST_MS);
});

document.addEventListener("submit", () => clearTimeout(resting), true);
