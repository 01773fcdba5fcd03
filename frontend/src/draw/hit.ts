/** What lies under the pointer: labels and circles before links. */
import { D } from './constants';
import type { Plan } from './plan';

export type Hit = { kind: 'item'; index: number } | { kind: 'link'; index: number } | null;

export function hit(plan: Plan, px: number, py: number, { slack = 0 } = {}): Hit {
  const item = itemAt(plan, px, py, slack);
  if (item >= 0) return { kind: 'item', index: item };
  const link = linkAt(plan, px, py, D.link.hit + slack);
  return link >= 0 ? { kind: 'link', index: link } : null;
}

/** The circle on top, else the label, else the nearest circle within `slack` pixels; -1 if none. */
export function itemAt({ items, labels }: Plan, px: number, py: number, slack: number): number {
  let near = -1;
  let least = slack;
  for (let p = items.index.length - 1; p >= 0; p--) {
    const away = Math.hypot(items.x[p] - px, items.y[p] - py) - items.r[p];
    if (away <= 0) return items.index[p];
    if (away < least) {
      least = away;
      near = items.index[p];
    }
  }
  for (const { box, index } of labels) {
    if (px >= box.left && px <= box.right && py >= box.top && py <= box.bottom) return index;
  }
  return near;
}

const PIECES = 16;

/** The nearest drawn link within `limit` pixels; -1 if none. */
export function linkAt({ links }: Plan, px: number, py: number, limit: number): number {
  let found = -1;
  let least = limit;
  for (let p = 0; p < links.index.length; p++) {
    const [x1, x2, xc] = [links.x1[p], links.x2[p], links.xc[p]];
    const [y1, y2, yc] = [links.y1[p], links.y2[p], links.yc[p]];
    if (px < Math.min(x1, x2, xc) - limit || px > Math.max(x1, x2, xc) + limit) continue;
    if (py < Math.min(y1, y2, yc) - limit || py > Math.max(y1, y2, yc) + limit) continue;
    let [ax, ay] = [x1, y1];
    for (let piece = 1; piece <= PIECES; piece++) {
      const t = piece / PIECES;
      const bx = (1 - t) * (1 - t) * x1 + 2 * t * (1 - t) * xc + t * t * x2;
      const by = (1 - t) * (1 - t) * y1 + 2 * t * (1 - t) * yc + t * t * y2;
      const away = toSegment(px, py, [ax, ay, bx, by]) - links.width[p] / 2;
      if (away < least) {
        least = away;
        found = links.index[p];
      }
      [ax, ay] = [bx, by];
    }
  }
  return found;
}

/** Distance from a point to a segment (x1, y1, x2, y2). */
export function toSegment(px: number, py: number, [x1, y1, x2, y2]: [number, number, number, number]): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const t = length ? Math.min(Math.max(((px - x1) * dx + (py - y1) * dy) / length, 0), 1) : 0;
  return Math.hypot(px - x1 - t * dx, py - y1 - t * dy);
}
