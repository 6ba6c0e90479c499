// How many columns make the pictures of a grid largest. Pure.
const ASPECT = 16 / 9;
/** Below this width the pictures stand one below the other, as on a telephone. */
const NARROW_PX = 900;

/** Columns for `pictures` pictures in a box; `width` 0 while it is not measured yet. */
export function paneColumns(pictures: number, width: number, height: number): number {
  if (width === 0 || height === 0) return Math.ceil(Math.sqrt(Math.max(1, pictures)));
  if (width <= NARROW_PX) return 1;
  let best = { columns: 1, size: 0 };
  for (let columns = 1; columns <= Math.max(1, pictures); columns += 1) {
    const rows = Math.ceil(pictures / columns);
    const size = Math.min(width / columns, (height / rows) * ASPECT);
    if (size > best.size) best = { columns, size };
  }
  return best.columns;
}
