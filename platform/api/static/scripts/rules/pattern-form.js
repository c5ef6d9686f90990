// The small form of one pattern: its key and time, the items it looks for, how they compare, what it raises; what is
// wrong with each stands where its help stood.

import { actionOf, formOf } from "./action-forms.js";
import { askIn } from "./dialogs.js";
import { same } from "./json.js";
import { memberForm, memberOf } from "./pattern-members.js";
import { PATTERNS, whereOf } from "./pointers.js";
import { freeName } from "./table.js";
import { element, word } from "./words.js";

const TEXTS = ["by", "within", "count", "after", "clock"];
const PARTS = ["all", "any", "not"];
const dialog = document.getElementById("pattern");
const members = dialog.querySelector("[data-members]");
const signals = dialog.querySelector("[data-signals]");
const notes = new Map([...dialog.querySelectorAll("[data-of]")].map((note) => [note, note.textContent]));

dialog.querySelector("[data-add=member]").addEventListener("click", () => {
  members.append(memberForm({ as: "" }, "all", ""));
  members.lastChild.querySelector("input").focus();
});
dialog.querySelector("[data-add=signal]").addEventListener("click", () => {
  signals.append(formOf({ raise: { signal: "" } }));
  signals.lastChild.querySelector("input").focus();
});

export function addPattern(desk) {
  const patterns = desk.content.patterns ?? [];
  const fresh = { name: freeName(word("new-pattern"), patterns), by: "", within: "P7D", all: [{ as: "first" }], then: [{ raise: { signal: "" } }] };
  open(fresh, [], { isNew: true }, (made) => put(desk, [...patterns, made]));
}

export function editPattern(desk, marks, nth) {
  const { patterns } = desk.content;
  open(patterns[nth], marks.ofRow(PATTERNS, nth), { isNew: false }, (made) => put(desk, made ? patterns.with(nth, made) : patterns.toSpliced(nth, 1)));
}

function put(desk, patterns) {
  if (!same(patterns, desk.content.patterns)) desk.change({ ...desk.content, patterns });
}

// `done` is given the pattern as it now is; null: it shall go.
function open(pattern, faults, { isNew }, done) {
  dialog.querySelector("[data-of-old]").hidden = isNew;
  members.replaceChildren(...PARTS.flatMap((part) => (pattern[part] ?? []).map((member, nth) => memberForm(member, part, `${part}/${nth}`))));
  signals.replaceChildren(...(pattern.then ?? []).map(signalForm));
  const values = Object.fromEntries(TEXTS.map((name) => [name, pattern[name] ?? ""]));
  askIn(dialog, { ...values, name: pattern.name, where: (pattern.where ?? []).join("\n") }, (fields, what) => {
    done(what === "delete" ? null : patternOf(pattern, fields));
    return "";
  });
  tell(faults);
}

function signalForm(action, nth) {
  const form = formOf(action);
  form.append(element("div", { class: "field" }, element("p", { class: "error", "data-of": `then/${nth}` })));
  return form;
}

function patternOf(before, fields) {
  const { name, by, within, all, any, not, count, where, after, clock, then, ...rest } = before;
  const made = { name: fields.name.trim(), by: fields.by.trim(), within: fields.within.trim() };
  for (const part of PARTS) {
    const mine = [...members.children].filter((form) => form.querySelector("select").value === part).map(memberOf);
    if (mine.length) made[part] = mine;
  }
  const lines = fields.where.split("\n").map((line) => line.trim()).filter(Boolean);
  if (fields.count.trim()) made.count = fields.count.trim();
  if (lines.length) made.where = lines;
  if (fields.after.trim()) made.after = fields.after.trim();
  if (fields.clock) made.clock = fields.clock;
  return { ...made, then: [...signals.children].map(actionOf), ...rest };
}

// Each at its field; what is of the pattern as a whole above the buttons.
function tell(faults) {
  const left = new Set(faults);
  for (const note of dialog.querySelectorAll("[data-of]")) {
    const mine = faults.filter(({ key }) => key === note.dataset.of || key.startsWith(`${note.dataset.of}/`));
    mine.forEach((each) => left.delete(each));
    const said = mine.map(({ key, detail }) => (key === note.dataset.of ? detail : `${whereOf(key.slice(note.dataset.of.length + 1).split("/"))}: ${detail}`));
    note.textContent = said.join(" ") || notes.get(note) || "";
    note.classList.toggle("error", mine.length > 0);
    note.closest(".field")?.querySelector(".input")?.setAttribute("aria-invalid", String(mine.length > 0));
  }
  dialog.querySelector("[data-fault]").textContent = [...left].map((each) => each.detail).join(" ");
}
