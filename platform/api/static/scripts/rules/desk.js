// The ruleset that is being edited, with the way back: what it was before each change, and after those taken back.
// Contents are never changed, so a step is no more than a content. Tells "change" to whoever listens.

export class Desk extends EventTarget {
  #past = [];
  #future = [];

  constructor(content) {
    super();
    this.content = content;
    this.table = 0;
  }

  get tables() {
    return this.content.tables;
  }

  get shown() {
    return this.content.tables[this.table];
  }

  // `isSameStep`: what is still being typed is one step with what was typed of it before.
  change(content, { isSameStep = false } = {}) {
    if (!isSameStep) this.#past.push(this.content);
    this.#future = [];
    this.#put(content);
  }

  changeTable(table, step) {
    this.change({ ...this.content, tables: this.tables.with(this.table, table) }, step);
  }

  // Put beside the present one, so that undo finds it: what somebody else wrote, and was overwritten.
  keep(content) {
    this.#past.push(content);
  }

  undo() {
    if (!this.#past.length) return;
    this.#future.push(this.content);
    this.#put(this.#past.pop());
  }

  redo() {
    if (!this.#future.length) return;
    this.#past.push(this.content);
    this.#put(this.#future.pop());
  }

  // As undo, of what was typed and given up: there is no way forward to it.
  giveUp() {
    this.#put(this.#past.pop());
  }

  show(table) {
    this.table = table;
    this.dispatchEvent(new Event("show"));
  }

  #put(content) {
    this.content = content;
    const last = Math.max(0, content.tables.length - 1);
    if (this.table > last) this.show(last);
    this.dispatchEvent(new Event("change"));
  }
}
