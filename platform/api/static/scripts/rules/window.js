// Which rows and columns of a table lie in the window of the element that scrolls it. Rows have one height, and as much
// again for each line that is said below them; columns stand where their heads do.

const ROW_REM = 2;
const ROWS_BEYOND = 3;
const COLUMNS_BEYOND = 2;

export class Window {
  constructor(wrap, view, marks) {
    this.wrap = wrap;
    this.view = view;
    this.marks = marks;
    this.rowPx = ROW_REM * parseFloat(getComputedStyle(document.documentElement).fontSize);
  }

  // To be asked when rows, or what is said below them, have changed.
  measureRows() {
    const { view, marks } = this;
    let top = 0;
    this.tops = view.rows.map((place) => {
      const mine = top;
      top += this.rowPx * (1 + marks.remarkCount(view.desk.table, place));
      return mine;
    });
    this.tops.push(top);
  }

  // To be asked when the columns, or the window, are others.
  measureColumns(heads) {
    this.lefts = heads.map((head, nth) => (nth ? head.offsetLeft : 0)); // the first, the name, stays where it is
    const name = heads.find((head) => head.classList.contains("rule-name"));
    this.wrap.style.scrollPaddingLeft = `${name ? name.offsetLeft + name.offsetWidth - this.wrap.scrollLeft : 0}px`;
  }

  seen() {
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = this.wrap;
    return {
      rows: [firstAfter(this.tops, scrollTop), firstAfter(this.tops, scrollTop + clientHeight)],
      columns: [firstAfter(this.lefts, scrollLeft), firstAfter(this.lefts, scrollLeft + clientWidth) + 1],
    };
  }

  // What is seen, and some beyond, so that not every step has to draw.
  wanted() {
    const { rows, columns } = this.seen();
    return {
      rows: [Math.max(0, rows[0] - ROWS_BEYOND), Math.min(this.view.rows.length, rows[1] + ROWS_BEYOND)],
      columns: [Math.max(0, columns[0] - COLUMNS_BEYOND), Math.min(this.view.columns.length, columns[1] + COLUMNS_BEYOND)],
    };
  }

  holds({ rows, columns }) {
    const seen = this.seen();
    const within = (mine, drawn, end) => mine[0] >= drawn[0] && Math.min(mine[1], end) <= drawn[1];
    return within(seen.rows, rows, this.view.rows.length) && within(seen.columns, columns, this.view.columns.length);
  }

  bringRow(row, headPx) {
    const top = this.tops[row];
    const end = top + 2 * this.rowPx + headPx;
    const { scrollTop, clientHeight } = this.wrap;
    if (top < scrollTop) this.wrap.scrollTop = top;
    else if (end > scrollTop + clientHeight) this.wrap.scrollTop = end - clientHeight;
  }
}

function firstAfter(places, px) {
  const found = places.findIndex((place) => place > px);
  return Math.max(0, (found < 0 ? places.length : found) - 1);
}
