interface Room {
  readonly width: number;
  readonly gap: number;
  readonly rows: number;
  /** Of the chip that stands for the rest. */
  readonly restWidth: number;
}

/** How many chips of these widths fit in so many rows; where they do not all, there is room for one that stands for the rest. */
export function chipsThatFit(widths: readonly number[], room: Room): number {
  if (rowsOf(widths, room) <= room.rows) return widths.length;
  let fit = widths.length - 1;
  while (fit > 0 && rowsOf([...widths.slice(0, fit), room.restWidth], room) > room.rows) fit--;
  return fit;
}

function rowsOf(widths: readonly number[], { width, gap }: Room): number {
  let rows = 0;
  let left = 0;
  for (const chip of widths) {
    if (chip > left) {
      rows++;
      left = width;
    }
    left -= chip + gap;
  }
  return rows;
}
