// The ids of the grid's cells: row -1 is the head.

export function idOf(row, column) {
  return row < 0 ? `head-${column}` : `cell-${row}-${column}`;
}
