// The keys of the grid itself. What has a button has its key there (data-key), and is pressed by the page's own keys.

export function listen(grid, view, { edit, editHead, clear, moveRow, nextFault, takeMend }) {
  const page = () => Math.max(1, Math.floor(grid.wrap.clientHeight / grid.window.rowPx) - 3);
  const steps = {
    ArrowDown: () => [1, 0], ArrowUp: () => [-1, 0], ArrowRight: () => [0, 1], ArrowLeft: () => [0, -1],
    PageDown: () => [page(), 0], PageUp: () => [-Math.min(page(), view.row), 0],
    Home: () => [0, -view.column], End: () => [0, view.columns.length],
  };
  const commands = { Enter: edit, F2: edit, Delete: clear, Backspace: clear, F8: nextFault };

  function pressed(event) {
    if (event.isComposing || event.metaKey) return false;
    if (event.altKey) return moved(event);
    if (event.key === "Tab") return !event.shiftKey && !event.ctrlKey && takeMend();
    const step = steps[event.key]?.();
    if (step && event.ctrlKey) return jumped(event);
    if (step) {
      view.moveTo(view.row + step[0], view.column + step[1], { isRange: event.shiftKey });
      return true;
    }
    if (event.ctrlKey) return event.key === "a" && selected();
    if (event.key === "Escape") return done(() => (view.anchor ? view.moveTo(view.row, view.column) : grid.table.blur()));
    if (view.row < 0) return event.key === "Enter" && done(editHead);
    if (commands[event.key]) return done(commands[event.key]);
    return event.key.length === 1 && done(() => edit(event.key));
  }

  function moved(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    return by !== undefined && done(() => moveRow(by));
  }

  function jumped(event) {
    const places = { Home: [0, 0], End: [view.rows.length, view.columns.length], ArrowUp: [0, view.column], ArrowDown: [view.rows.length, view.column] };
    const place = places[event.key];
    return Boolean(place) && done(() => view.moveTo(...place, { isRange: event.shiftKey }));
  }

  function cellAt({ target }) {
    const cell = target.closest("[data-nth]");
    if (!cell) return null;
    const place = Number(cell.dataset.row);
    return [place < 0 ? -1 : view.rows.indexOf(place), Number(cell.dataset.nth)];
  }

  function selected() {
    view.moveTo(0, 0);
    view.moveTo(view.rows.length, view.columns.length, { isRange: true });
    return true;
  }

  grid.table.addEventListener("keydown", (event) => {
    if (event.target === grid.table && pressed(event)) event.preventDefault();
  });
  grid.table.addEventListener("pointerdown", (event) => {
    const to = cellAt(event);
    if (to && event.pointerType !== "touch") view.moveTo(...to, { isRange: event.shiftKey });
  });
  // A finger that scrolls moves no cursor; its second tap writes.
  grid.table.addEventListener("click", (event) => {
    const to = cellAt(event);
    if (!to || event.pointerType !== "touch") return;
    if (to[0] !== view.row || to[1] !== view.column) view.moveTo(...to);
    else if (to[0] < 0) editHead();
    else edit();
  });
  grid.table.addEventListener("dblclick", (event) => {
    if (event.target.closest("td[data-nth]")) edit();
    else if (event.target.closest("th[data-nth]")) editHead();
  });
}

function done(command) {
  command();
  return true;
}
