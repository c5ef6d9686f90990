// What a form of data-keeps="…" holds beside its draft, in fields with data-kept, is kept in this tab until the form has
// been done with: reloading loses nothing. The draft itself is kept by the server.

const PREFIX = "kept ";
let keeping = keepsOf();

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-kept]")) keep();
});

document.addEventListener("htmx:after:swap", () => {
  const now = keepsOf();
  if (now === keeping) return;
  if (keeping) sessionStorage.removeItem(PREFIX + keeping); // it left this desk
  keeping = now;
  restore();
});

restore();

function keepsOf() {
  return document.querySelector("[data-keeps]")?.dataset.keeps;
}

function fields() {
  return [...document.querySelectorAll("[data-keeps] [data-kept]")];
}

function keep() {
  sessionStorage.setItem(PREFIX + keeping, JSON.stringify(fields().map((field) => field.type === "checkbox" ? field.checked : field.value)));
}

function restore() {
  const kept = JSON.parse((keeping && sessionStorage.getItem(PREFIX + keeping)) || "[]");
  fields().forEach((field, nth) => {
    if (kept[nth] === undefined) return;
    if (field.type === "checkbox") field.checked = kept[nth];
    else field.value ||= kept[nth];
  });
}
