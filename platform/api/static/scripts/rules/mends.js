// What the check proposes in the place of a fault, taken over: the text that stands there instead, or the other name of a
// column. A proposal is about a content; where something else stands by now, it is none.

import { stepsOf } from "./pointers.js";
import { inputsOf, withInputNamed } from "./table.js";

export class Mends {
  constructor(view, marks) {
    this.view = view;
    this.marks = marks;
  }

  // The first one at the cursor; undefined where there is none.
  here() {
    const { view } = this;
    const faults = view.row < 0 ? this.marks.ofRow(view.desk.table, -1) : this.marks.ofCell(view.desk.table, view.place, view.at?.key);
    return faults.find((fault) => this.#holds(fault));
  }

  // Whether there was something to take.
  takeHere() {
    const fault = this.here();
    if (fault) this.take(fault);
    return Boolean(fault);
  }

  takeOf(pointer) {
    this.take(this.marks.faults.find((fault) => fault.pointer === pointer && fault.mend));
  }

  take(fault) {
    if (!this.#holds(fault)) return;
    const { desk } = this.view;
    const made = mended(desk.content, fault);
    if (made !== desk.content) desk.change(made);
  }

  #holds({ mend, pointer }) {
    if (!mend) return false;
    const now = at(this.view.desk.content, stepsOf(pointer));
    return now !== undefined && now === at(this.marks.about, stepsOf(pointer));
  }
}

export function mended(content, { pointer, mend }) {
  const steps = stepsOf(pointer);
  if (mend.text !== undefined) return withAt(content, steps, () => mend.text);
  const name = steps.at(-1);
  if (steps[0] !== "tables" || steps.at(-2) !== "when") return withAt(content, steps.slice(0, -1), (owner) => renamed(owner, name, mend.name));
  const isTaken = inputsOf(content.tables[steps[1]]).includes(mend.name);
  return isTaken ? content : withAt(content, steps.slice(0, 2), (table) => withInputNamed(table, name, mend.name));
}

function at(value, steps) {
  return steps.reduce((within, step) => within?.[step], value);
}

function withAt(value, [step, ...rest], change) {
  if (step === undefined) return change(value);
  if (Array.isArray(value)) return value.with(Number(step), withAt(value[step], rest, change));
  return { ...value, [step]: withAt(value[step], rest, change) };
}

function renamed(owner, before, name) {
  return Object.fromEntries(Object.entries(owner).map(([each, value]) => [each === before ? name : each, value]));
}
