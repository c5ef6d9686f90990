// Small forms above the page: filled, asked, and the focus given back. Keys within them are nobody else's.

// `done` is given the fields' texts and the value of the button; what it gives back is the fault, where there is one.
export function askIn(dialog, values, done) {
  const form = dialog.querySelector("form");
  const before = document.activeElement;
  for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
  say(dialog, "");
  form.onsubmit = (event) => {
    event.preventDefault();
    const fault = done(Object.fromEntries(new FormData(form)), event.submitter?.value);
    if (fault) say(dialog, fault);
    else dialog.close();
  };
  dialog.onclose = () => {
    const at = document.activeElement;
    if (at !== document.body && !dialog.contains(at)) return; // the browser has given it back, or it has gone on
    (before.isConnected ? before : document.getElementById(before.id))?.focus({ preventScroll: true });
  };
  dialog.showModal();
  form.querySelector("input, select, textarea").focus();
}

for (const dialog of document.querySelectorAll("dialog")) {
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
}

function say(dialog, fault) {
  const place = dialog.querySelector("[data-fault]");
  if (place) place.textContent = fault;
}
