// How the draft stands: when it was saved, how much is wrong with it. The count leads from one fault to the next; a list
// names all of them.

import { lineOf } from "./patterns.js";
import { PATTERNS } from "./pointers.js";
import { element, word } from "./words.js";

const MOST_LISTED = 30;

export class Problems {
  constructor(view, marks, keeper) {
    this.view = view;
    this.marks = marks;
    this.nth = -1;
    this.count = document.getElementById("fault-count");
    this.list = document.querySelector("#check ul");
    this.state = document.getElementById("saved");
    this.count.addEventListener("click", () => this.next());
    marks.addEventListener("change", () => this.#draw());
    keeper.addEventListener("state", () => this.#tell(keeper));
    this.#draw();
  }

  next() {
    const { faults } = this.marks;
    if (!faults.length) return;
    this.nth = (this.nth + 1) % faults.length;
    this.goTo(faults[this.nth]);
  }

  goTo({ table, place, key }) {
    const { view } = this;
    if (!isShown(table)) return;
    if (table !== view.desk.table) view.desk.show(table);
    if (table === PATTERNS) {
      document.getElementById(lineOf(place))?.focus();
      return;
    }
    if (place >= 0) view.reveal(place, key);
    else view.moveTo(-1, 0);
    document.querySelector("#grid table").focus({ preventScroll: true });
  }

  #draw() {
    const { faults } = this.marks;
    if (faults === this.drawn) return;
    this.drawn = faults;
    const errors = faults.filter((each) => each.isError).length;
    const counts = [[errors, "fault"], [faults.length - errors, "warning"]].filter(([number]) => number)
      .map(([number, what]) => word(number === 1 ? what : `${what}s`, { number }));
    this.count.firstChild.textContent = counts.join(", ") || word("no-faults");
    this.count.classList.toggle("bad", errors > 0);
    this.list.replaceChildren(...faults.slice(0, MOST_LISTED).map((fault) => this.#line(fault)));
    if (faults.length > MOST_LISTED) this.list.append(element("li", { class: "quiet" }, word("more", { number: faults.length - MOST_LISTED })));
    if (!faults.length) this.list.append(element("li", { class: "quiet" }, word("no-faults")));
  }

  #line(fault) {
    const { tables, patterns = [] } = this.view.desk.content;
    const table = tables[fault.table];
    const pattern = fault.table === PATTERNS ? patterns[fault.place]?.name : "";
    const where = [table?.name, table?.rules[fault.place]?.name, pattern, fault.where].filter(Boolean).join(", ");
    const kind = element("b", { class: fault.isError ? "bad" : "warn" }, word(fault.isError ? "is-fault" : "is-warning"));
    const line = element("li", {}, element("span", {}, kind, ` ${where}: ${fault.detail}`));
    if (isShown(fault.table)) {
      const go = element("button", { class: "bare", type: "button" }, word("go-there"));
      go.addEventListener("click", () => this.goTo(fault));
      line.append(go);
    }
    return line;
  }

  #tell(keeper) {
    const at = keeper.at?.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    this.state.textContent = word(`state-${keeper.state}`, { at, detail: keeper.detail || word("no-answer") });
    this.state.classList.toggle("bad", ["faulty", "refused", "overtaken"].includes(keeper.state));
  }
}

function isShown(table) {
  return table >= 0 || table === PATTERNS;
}
