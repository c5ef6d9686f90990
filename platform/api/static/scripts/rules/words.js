// The page's sentences, in the reader's language: <template id="words"> has each under its data-word, with {name} for values.

const found = Object.fromEntries([...document.getElementById("words").content.querySelectorAll("[data-word]")]
  .map((each) => [each.dataset.word, each.textContent]));

export function word(name, values = {}) {
  return found[name].replace(/\{(\w+)\}/g, (_, each) => String(values[each]));
}

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}
