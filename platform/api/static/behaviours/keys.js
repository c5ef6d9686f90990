// Keys are declared where they act: data-key="n" on a button, link or plane is pressed by n, "g w" by g and then w,
// "Ctrl Enter" by both. data-key-group (do, move, look, go) and data-key-name say where and how the help lists it.
// In a field letters are text: only Escape, which leaves it, and what has a modifier are keys.

const WAIT_MS = 1200;
const FIELD = "input:not([type=checkbox], [type=radio], [type=button], [type=hidden]), textarea, select, [contenteditable=true]";
const CONTROL = "input:not([type=hidden]), button:not(:disabled)";
let prefix = "";
let prefixEnds = 0;

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
  const inField = event.target.closest?.(FIELD);
  if (event.key === "Escape" && inField?.matches(":popover-open select[autofocus]")) return; // it closes what it is all of
  if (inField && event.key === "Escape") {
    inField.blur();
    event.preventDefault();
    return;
  }
  if (inField && !event.ctrlKey) return;
  const found = elementFor(pressed(event));
  if (!found) return;
  event.preventDefault();
  act(found);
});

document.addEventListener("beforetoggle", (event) => {
  if (event.target.id === "keys" && event.newState === "open") listKeys(event.target);
}, true);

function pressed(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey) return `Ctrl ${key}`;
  if (event.shiftKey && key.length === 1 && /[a-z]/.test(key)) return `Shift ${key}`;
  const whole = prefix && performance.now() < prefixEnds ? `${prefix} ${key}` : key;
  prefix = "";
  return whole;
}

function elementFor(key) {
  const open = document.querySelector(":popover-open");
  const candidates = [...(open || document).querySelectorAll("[data-key]")].filter(isShown);
  const found = candidates.find((each) => each.dataset.key.split(", ").includes(key));
  if (found) return found;
  if (!key.includes(" ") && candidates.some((each) => each.dataset.key.startsWith(`${key} `))) {
    prefix = key;
    prefixEnds = performance.now() + WAIT_MS;
  }
  return null;
}

function act(element) {
  if (element.matches("a, button, summary, label")) {
    element.click();
    return;
  }
  const first = element.matches(FIELD) ? element : element.querySelector(FIELD) || element.querySelector(CONTROL);
  (element.hasAttribute("tabindex") ? element : first || element).focus();
  if (element.matches("input[type=search], input[type=text]")) element.select();
}

function isShown(element) {
  return element.checkVisibility() && !element.disabled;
}

function listKeys(dialog) {
  for (const section of dialog.querySelectorAll("[data-keymap]")) {
    const list = section.querySelector("dl");
    const seen = new Set();
    list.replaceChildren();
    for (const each of document.querySelectorAll(`[data-key-group="${section.dataset.keymap}"]`)) {
      if (dialog.contains(each) || !isShown(each) || seen.has(each.dataset.key)) continue;
      seen.add(each.dataset.key);
      list.append(term(nameOf(each)), keysOf(each.dataset.key));
    }
    section.hidden = !list.children.length;
  }
}

function nameOf(element) {
  if (element.dataset.keyName) return element.dataset.keyName;
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, small, data, .hidden").forEach((each) => each.remove());
  return copy.textContent.trim();
}

function term(text) {
  const made = document.createElement("dt");
  made.textContent = text;
  return made;
}

function keysOf(text) {
  const made = document.createElement("dd");
  for (const key of text.split(", ")[0].split(" ")) {
    const drawn = document.createElement("kbd");
    drawn.textContent = key === "Escape" ? "Esc" : key.length === 1 ? key.toUpperCase() : key;
    made.append(drawn);
  }
  return made;
}
