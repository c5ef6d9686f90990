// A rule's actions as small forms, one an action. A value that begins with = is FEEL; what is no text (numbers, lists,
// objects) is written as JSON; members that a form does not show stay as they are.

import { askIn } from "./dialogs.js";
import { isNumber, read, write } from "./json.js";
import { withThen } from "./table.js";
import { element, word } from "./words.js";

const TEXT = "text";
const JSON_OR_FEEL = "json";
const members = (names, ...values) => [...names.split(" ").map((name) => [name, TEXT]), ...values.map((name) => [name, JSON_OR_FEEL])];
const KINDS = {
  create_task: members("type queue due_in warn key note", "priority", "skills", "weight", "not_by", "each"),
  run: members("automation key", "with"),
  set: null,
  raise: members("signal", "data"),
  start_timer: members("name in at clock"),
  cancel_timer: members("name"),
  cancel_tasks: members("type"),
  close: members("outcome"),
};
const LISTS = { type: "known-types", queue: "known-queues", automation: "known-automations", clock: "known-clocks", signal: "known-signals" };
const dialog = document.getElementById("actions");
const place = dialog.querySelector("[data-actions]");

export function editActions(view) {
  const { place: row, desk, rule } = view;
  place.replaceChildren(...(rule.then ?? []).map(formOf));
  dialog.querySelector("[data-rule]").textContent = rule.name;
  askIn(dialog, {}, () => {
    const then = [...place.children].map(actionOf);
    if (write(then) !== write(rule.then)) desk.changeTable(withThen(desk.shown, row, then));
    return "";
  });
}

dialog.querySelector("[data-add]").addEventListener("click", () => {
  const kind = dialog.querySelector("[data-kind]").value;
  place.append(formOf({ [kind]: {} }));
  place.lastChild.querySelector("input")?.focus();
});

export function formOf(action) {
  const [kind, payload] = Object.entries(action)[0];
  const made = element("fieldset", { class: "action" }, element("legend", {}, element("code", {}, kind)));
  made.kept = { kind, payload };
  const fields = KINDS[kind] ? KINDS[kind].map(([name, form]) => fieldOf(name, payload[name], form)) : pairsOf(payload);
  const row = element("div", { class: "row" }, ...fields);
  const buttons = element("p", { class: "ends" }, ...[["up", () => made.previousSibling?.before(made)], ["down", () => made.nextSibling?.after(made)], ["remove", () => made.remove()]]
    .map(([what, act]) => {
      const button = element("button", { class: "bare", type: "button" }, word(`action-${what}`));
      button.addEventListener("click", act);
      return button;
    }));
  made.append(row, buttons);
  return made;
}

function fieldOf(name, value, form) {
  const input = element("input", { class: "input", "data-member": name, "data-form": form, list: LISTS[name], value: textOfValue(value), spellcheck: "false", autocomplete: "off" });
  return element("div", { class: "field" }, element("label", {}, element("code", {}, name), input), element("p", { class: "help" }, word(`member-${name}`)));
}

// What an action sets: names beside their values, and one place for another.
function pairsOf(payload) {
  return [...Object.entries(payload), ["", undefined]].map(([name, value]) => element("div", { class: "field pair" },
    element("label", {}, element("code", {}, word("fact-name")), element("input", { class: "input", "data-name": true, value: name })),
    element("label", {}, element("code", {}, word("fact-value")), element("input", { class: "input", "data-form": JSON_OR_FEEL, value: textOfValue(value) }))));
}

export function actionOf(form) {
  const { kind, payload } = form.kept;
  if (!KINDS[kind]) {
    const pairs = [...form.querySelectorAll(".pair")].map((pair) => pair.querySelectorAll("input")).filter(([name]) => name.value.trim());
    return { [kind]: Object.fromEntries(pairs.map(([name, value]) => [name.value.trim(), valueOf(value)])) };
  }
  const made = { ...payload };
  for (const input of form.querySelectorAll("[data-member]")) {
    const name = input.dataset.member;
    if (input.value.trim() === "") delete made[name];
    else if (input.value !== textOfValue(payload[name])) made[name] = valueOf(input);
  }
  return { [kind]: made };
}

function textOfValue(value) {
  if (value === undefined) return "";
  return typeof value === "string" ? value : write(value);
}

function valueOf(input) {
  const text = input.value.trim();
  if (input.dataset.form === TEXT || text.startsWith("=")) return text;
  try {
    const value = read(text);
    return isNumber(value) || typeof value !== "string" ? value : text;
  } catch {
    return text;
  }
}
