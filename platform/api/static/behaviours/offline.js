// No answer at all: says so where failures are said, and leaves everything else as it is.

document.addEventListener("htmx:error", () => {
  const place = document.querySelector(".notices");
  const words = document.getElementById("offline");
  if (place && words) place.replaceChildren(words.content.cloneNode(true));
});
