// One of the items that a pattern looks for, as a small form: whether it has to be there, its name and type, conditions.

import { element, word } from "./words.js";

const PARTS = ["all", "any", "not"];

// `key`: where faults of it stand.
export function memberForm(member, part, key) {
  const form = element("fieldset", { class: "action" }, element("legend", { class: "hidden" }, word("pattern-item")));
  form.kept = member;
  const choice = element("select", { class: "input" }, ...PARTS.map((each) => element("option", { value: each, selected: each === part }, word(`role-${each}`))));
  const conditions = element("div", { class: "form" }, ...[...Object.entries(member.when ?? {}), ["", ""]].map(conditionRow));
  conditions.addEventListener("input", () => {
    if (conditions.lastChild.querySelector("input").value) conditions.append(conditionRow(["", ""]));
  });
  const remove = element("button", { class: "bare", type: "button" }, word("action-remove"));
  remove.addEventListener("click", () => form.remove());
  form.append(
    element("div", { class: "row" }, field("member-role", choice), field("member-as", input("as", member.as)), field("member-of-type", input("type", member.type))),
    conditions, element("div", { class: "field" }, element("p", { class: "error", "data-of": key || null })), element("p", { class: "ends" }, remove));
  return form;
}

export function memberOf(form) {
  const { as, type, when, ...rest } = form.kept;
  const [name, kind] = ["as", "type"].map((each) => form.querySelector(`[data-member=${each}]`).value.trim());
  const pairs = [...form.querySelectorAll("[data-condition]")].map((row) => [...row.querySelectorAll("input")].map((each) => each.value.trim()));
  const made = { as: name, ...rest };
  if (kind) made.type = kind;
  const conditions = pairs.filter(([path]) => path);
  if (conditions.length) made.when = Object.fromEntries(conditions);
  return made;
}

function conditionRow([path, test]) {
  return element("div", { class: "row", "data-condition": true },
    field("condition-field", element("input", { class: "input mono", list: "known-fields", value: path, spellcheck: "false", autocomplete: "off" })),
    field("condition-test", element("input", { class: "input mono", value: test, spellcheck: "false", autocomplete: "off" })));
}

function field(name, control) {
  return element("div", { class: "field" }, element("label", {}, word(name), control));
}

function input(name, value) {
  return element("input", { class: "input mono", "data-member": name, value, spellcheck: "false", autocomplete: "off" });
}
