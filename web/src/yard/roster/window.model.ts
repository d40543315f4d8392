/** Which rows of a long list stand in view: everything else is only as high as it would be. */
export type InView = { from: number; to: number; above: number; below: number };

export function inView(total: number, height: number, { scrolled, seen }: { scrolled: number; seen: number }, beside = 8): InView {
  const first = Math.floor(scrolled / height);
  const from = Math.max(0, Math.min(first - beside, total));
  const to = Math.min(total, first + Math.ceil(seen / height) + beside);
  return { from, to, above: from * height, below: Math.max(0, total - to) * height };
}
