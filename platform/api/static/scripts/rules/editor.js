// A cell that is being written: a field over it. Enter keeps the text and goes down, Tab takes what is proposed instead of
// it or goes to the right, Esc gives it up.
// When the hand rests it counts already, so that its faults are seen below it while it is still open.

import { textOf, withTexts } from "./table.js";

const REST_MS = 500;
const MOVES = { Enter: [1, 0], Tab: [0, 1] };

export class Editor {
  constructor(grid, view, mends, suggest) {
    this.grid = grid;
    this.view = view;
    this.mends = mends;
    this.suggest = suggest;
    this.field = grid.wrap.querySelector("[data-editor]");
    this.field.addEventListener("keydown", (event) => this.#pressed(event));
    this.field.addEventListener("input", () => this.#typed());
    this.field.addEventListener("blur", () => this.close({ keeps: true }));
    view.desk.addEventListener("change", () => this.isOpen && this.#place());
  }

  // `text` left out: what stands there.
  open(text) {
    const { rule, at, place } = this.view;
    this.grid.follow();
    this.isOpen = true;
    this.hasStep = false;
    this.cell = { place, column: at };
    this.before = textOf(rule, at);
    this.suggest(this.view, this.field);
    this.field.hidden = false;
    this.field.value = text ?? (this.before === "-" ? "" : this.before);
    this.#place();
    this.field.focus();
    if (text === undefined) this.field.select();
  }

  close({ keeps }) {
    if (!this.isOpen) return;
    clearTimeout(this.timer);
    this.isOpen = false;
    if (keeps) this.#keep();
    else if (this.hasStep) this.view.desk.giveUp();
    this.field.hidden = true;
    this.grid.table.focus({ preventScroll: true });
  }

  #pressed(event) {
    event.stopPropagation();
    if (event.isComposing) return;
    const move = MOVES[event.key];
    if (event.key === "Escape") this.close({ keeps: false });
    else if (move && !event.ctrlKey) {
      const sign = event.shiftKey ? -1 : 1;
      this.close({ keeps: true });
      if (event.key === "Tab" && sign > 0 && this.mends.takeHere()) {
        event.preventDefault();
        return;
      }
      this.view.moveTo(this.view.row + sign * move[0], this.view.column + sign * move[1]);
    } else return;
    event.preventDefault();
  }

  #typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#keep(), REST_MS);
  }

  #keep() {
    const { desk } = this.view;
    const { place, column } = this.cell;
    const table = withTexts(desk.shown, [{ place, column, text: this.field.value }]);
    if (textOf(table.rules[place], column) === textOf(desk.shown.rules[place], column)) return;
    desk.changeTable(table, { isSameStep: this.hasStep });
    this.hasStep = true;
  }

  #place() {
    const cell = this.grid.cell()?.getBoundingClientRect();
    if (!cell) return;
    const wrap = this.grid.wrap.getBoundingClientRect();
    const { style } = this.field;
    style.left = `${cell.left - wrap.left + this.grid.wrap.scrollLeft}px`;
    style.top = `${cell.top - wrap.top + this.grid.wrap.scrollTop - 1}px`;
    style.width = `${Math.max(cell.width, 160)}px`;
    style.height = `${cell.height + 1}px`;
  }
}
