/** Who is seen where. Pure: people and a surface in, rows and columns out. */

const TILE_RATIO = 16 / 9;
const GAP_PX = 8;

export type Grid = { columns: number; rows: number; width: number; height: number };

/** The grid in which each of `count` tiles is largest on a surface. */
export function gridFor(count: number, width: number, height: number): Grid {
  let best: Grid = { columns: 1, rows: Math.max(1, count), width: 0, height: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const rows = Math.ceil(count / columns);
    const roomWide = (width - GAP_PX * (columns - 1)) / columns;
    const roomHigh = (height - GAP_PX * (rows - 1)) / rows;
    const wide = Math.min(roomWide, roomHigh * TILE_RATIO);
    if (wide > best.width) best = { columns, rows, width: Math.floor(wide), height: Math.floor(wide / TILE_RATIO) };
  }
  return best;
}

/** How many tiles are still readable on a surface. */
export function tilesMax(width: number, height: number): number {
  return Math.max(2, Math.min(25, Math.floor(width / 168) * Math.floor(height / 104)));
}

export type Page<T> = { shown: readonly T[]; page: number; pages: number };

/**
 * One page of people in their order of coming. Who speaks but would not be on the first page
 * takes there the seat of the one who has been silent longest, so that nobody else moves.
 */
export function pageOf<T extends { identity: string }>(people: readonly T[], spoke: readonly string[], size: number, page: number): Page<T> {
  const pages = Math.max(1, Math.ceil(people.length / size));
  const at = Math.min(page, pages - 1);
  const order = [...people];
  const rank = (identity: string) => {
    const found = spoke.indexOf(identity);
    return found < 0 ? Number.MAX_SAFE_INTEGER : found;
  };
  for (const speaker of spoke.slice(0, Math.max(0, size - 1)).reverse()) {
    const from = order.findIndex(({ identity }) => identity === speaker);
    if (from < size) continue;
    const first = order.slice(0, size);
    const silent = first.reduce((worst, { identity }, seat) => (seat > 0 && rank(identity) >= rank(first[worst]?.identity ?? "") ? seat : worst), size - 1);
    const [mover, stayer] = [order[from], order[silent]];
    if (mover && stayer) [order[silent], order[from]] = [mover, stayer];
  }
  return { shown: order.slice(at * size, (at + 1) * size), page: at, pages };
}

/** Who fills the speaker view: the one pinned, else who spoke last and is not me, else the first other. */
export function leadOf(people: readonly { identity: string; me: boolean }[], spoke: readonly string[], pinned: string | undefined): string | undefined {
  const here = new Set(people.map(({ identity }) => identity));
  if (pinned && here.has(pinned)) return pinned;
  const others = people.filter(({ me }) => !me).map(({ identity }) => identity);
  return spoke.find((identity) => others.includes(identity)) ?? others[0] ?? people[0]?.identity;
}
