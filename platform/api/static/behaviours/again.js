// What cannot be undone asks once more, on its own row: data-again="Press C again: …" is what the second press answers.

const WAIT_MS = 4000;

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-again]");
  if (!button || button.dataset.asked) return;
  event.preventDefault();
  const place = button.querySelector("span") || button;
  const before = [...place.childNodes];
  button.dataset.asked = "yes";
  place.replaceChildren(button.dataset.again);
  setTimeout(() => {
    delete button.dataset.asked;
    place.replaceChildren(...before);
  }, WAIT_MS);
}, true);
