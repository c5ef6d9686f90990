// A real item on this draft: chosen by its reference among the newest, its case decided at one of its events; the grid
// shows which rules held and where the others failed, the section what would have followed.

import { actionText } from "./actions-text.js";
import { ask, ruleset } from "./api.js";
import { element, word } from "./words.js";

const REST_MS = 250;
const SHOWN = 20;

export class Trial {
  constructor(desk, keeper, marks) {
    this.desk = desk;
    this.keeper = keeper;
    this.marks = marks;
    this.items = new Map();
    this.section = document.getElementById("try");
    this.field = this.section.querySelector("input");
    this.event = this.section.querySelector("select");
    this.result = this.section.querySelector("[data-result]");
    this.field.addEventListener("focus", () => this.#look());
    this.field.addEventListener("input", () => this.#typed());
    this.section.querySelector("form").addEventListener("submit", (event) => this.#chosen(event));
    this.event.addEventListener("change", () => this.#run(this.event.value));
    this.section.querySelector("[data-end]").addEventListener("click", () => this.#end());
    keeper.addEventListener("state", () => keeper.desk.content === keeper.saved && this.item && this.#run(this.event.value));
  }

  #typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#look(), REST_MS);
  }

  async #look() {
    const query = new URLSearchParams({ type: this.section.dataset.type, limit: SHOWN });
    if (this.field.value.trim()) query.set("q", this.field.value.trim());
    const answer = await ask("GET", `/v1/work-items?${query}`);
    for (const item of answer.body?.items ?? []) this.items.set(item.reference, item);
    const locale = document.documentElement.lang;
    document.getElementById("known-items").replaceChildren(...(answer.body?.items ?? []).map((item) =>
      element("option", { value: item.reference, label: `${item.reference}, ${new Date(item.received_at).toLocaleString(locale, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" })}` })));
  }

  async #chosen(event) {
    event.preventDefault();
    const reference = this.field.value.trim();
    if (!this.items.has(reference)) await this.#look();
    this.item = this.items.get(reference) ?? (reference ? null : [...this.items.values()][0]);
    if (!this.item) this.#say(word("no-such-item"));
    else await this.#run();
  }

  async #run(seq) {
    if (!await this.keeper.flush()) {
      this.result.replaceChildren(element("dt", {}, ""), element("dd", {}, word("state-faulty")));
      return;
    }
    const body = { item: this.item.id, draft: Boolean(this.keeper.etag) };
    if (seq) body.seq = Number(seq);
    const answer = await ask("POST", ruleset("/try"), { body, isExact: true });
    if (answer.status !== 200) {
      this.#say(answer.body?.errors?.[0]?.detail ?? answer.body?.detail ?? word("no-answer"));
      return;
    }
    const found = answer.body;
    this.field.value = found.reference;
    this.marks.tried({ ...found, rows: rowsByTable(found.would.trace) });
    this.#events(found);
    this.#show(found);
  }

  #events(found) {
    this.event.parentElement.hidden = found.decisions.length < 2;
    this.event.replaceChildren(...found.decisions.map((each) =>
      element("option", { value: String(textOf(each.seq)), selected: textOf(each.seq) === textOf(found.seq) }, each.event)));
  }

  #show({ would, before }) {
    const none = [word("no-actions")];
    const lines = (texts) => (texts.length ? texts : none).map((text) => element("dd", {}, text));
    const taken = would.matched.map((each) => `${each.table}: ${each.rule}`);
    this.result.replaceChildren(
      element("dt", {}, word("taken-by")), ...lines(taken),
      element("dt", {}, word("would-do")), ...lines(would.actions.map(({ table, rule, ...action }) => actionText(action))),
      element("dt", {}, word("was-done")), ...lines(before.map(plain).map(actionText)),
      ...would.errors.flatMap((each) => [element("dt", {}, word("conflict")), element("dd", { class: "bad" }, each.detail)]));
  }

  #say(text) {
    this.#end();
    this.result.replaceChildren(element("dt", {}, ""), element("dd", {}, text));
  }

  #end() {
    this.item = null;
    this.event.parentElement.hidden = true;
    this.result.replaceChildren();
    this.marks.tried(null);
  }
}

function rowsByTable(trace) {
  return new Map([...Map.groupBy(trace, (row) => row.table)].map(([table, rows]) => [table, new Map(rows.map((row) => [row.rule, row]))]));
}

// Of an action that was kept with its decision, only what it did.
function plain({ table, rule, index, element: _, fault, ...action }) {
  return action;
}

function textOf(number) {
  return number.rawJSON ?? String(number);
}
