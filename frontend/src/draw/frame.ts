/** From data coordinates to the screen and back: fit, zoom, pan, turn and mirror. */
import type { NetworkData } from '../data/network';
import { D } from './constants';

export interface View {
  width: number;
  height: number;
  zoom: number;
  /** Point of the turned data, relative to the middle of their bounds, that lies in the middle of the screen. */
  x: number;
  y: number;
  /** Degrees, anticlockwise. */
  rotate: number;
  flipX: boolean;
  flipY: boolean;
}

/** px = ax x + bx y + cx, py = ay x + by y + cy. */
export interface Frame {
  ax: number;
  bx: number;
  cx: number;
  ay: number;
  by: number;
  cy: number;
  /** Pixels for one unit of the data. */
  scale: number;
}

/** One scale for both axes, y upwards; at zoom 1 all items lie inside the margin. */
export function frame(data: Pick<NetworkData, 'n' | 'x' | 'y'>, view: View): Frame {
  const angle = (view.rotate * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [fx, fy] = [view.flipX ? -1 : 1, view.flipY ? -1 : 1];
  const [ux, vx, uy, vy] = [fx * cos, -fx * sin, fy * sin, fy * cos];
  const bounds = turnedBounds(data, ux, vx, uy, vy);
  const shorter = Math.min(view.width, view.height);
  const margin = Math.min(D.margin.max, Math.max(D.margin.min, shorter * D.margin.share), shorter / 3);
  const fit = Math.min(
    (view.width - 2 * margin) / (bounds.right - bounds.left || 1e-9),
    (view.height - 2 * margin) / (bounds.top - bounds.bottom || 1e-9),
  );
  const limited = Math.min(fit, (view.width - 2 * margin) / 1e-3);
  const scale = Math.max(limited, 1e-9) * view.zoom;
  const middleX = (bounds.left + bounds.right) / 2 + view.x;
  const middleY = (bounds.bottom + bounds.top) / 2 + view.y;
  return {
    ax: scale * ux,
    bx: scale * vx,
    cx: view.width / 2 - scale * middleX,
    ay: -scale * uy,
    by: -scale * vy,
    cy: view.height / 2 + scale * middleY,
    scale,
  };
}

interface Bounds {
  left: number;
  right: number;
  bottom: number;
  top: number;
}

const known = new WeakMap<object, { key: string; bounds: Bounds }>();

function turnedBounds(
  data: Pick<NetworkData, 'n' | 'x' | 'y'>,
  ux: number,
  vx: number,
  uy: number,
  vy: number,
): Bounds {
  const key = [ux, vx, uy, vy].join();
  const kept = known.get(data);
  if (kept?.key === key) return kept.bounds;
  const bounds = { left: Infinity, right: -Infinity, bottom: Infinity, top: -Infinity };
  for (let i = 0; i < data.n; i++) {
    const px = ux * data.x[i] + vx * data.y[i];
    const py = uy * data.x[i] + vy * data.y[i];
    if (px < bounds.left) bounds.left = px;
    if (px > bounds.right) bounds.right = px;
    if (py < bounds.bottom) bounds.bottom = py;
    if (py > bounds.top) bounds.top = py;
  }
  if (!data.n) Object.assign(bounds, { left: 0, right: 0, bottom: 0, top: 0 });
  known.set(data, { key, bounds });
  return bounds;
}

/** The view after zooming by `factor` about a point of the screen, which stays where it is. */
export function zoomedAt(
  data: Pick<NetworkData, 'n' | 'x' | 'y'>,
  view: View,
  point: { factor: number; px: number; py: number },
): View {
  const zoom = Math.min(Math.max(view.zoom * point.factor, D.zoom.min), D.zoom.max);
  const before = frame(data, view).scale;
  const after = (before * zoom) / view.zoom;
  const [dx, dy] = [point.px - view.width / 2, view.height / 2 - point.py];
  return { ...view, zoom, x: view.x + dx / before - dx / after, y: view.y + dy / before - dy / after };
}

/** The view moved so that the picture follows the pointer by (dx, dy) pixels. */
export function panned(
  data: Pick<NetworkData, 'n' | 'x' | 'y'>,
  view: View,
  dx: number,
  dy: number,
): View {
  const { scale } = frame(data, view);
  return { ...view, x: view.x - dx / scale, y: view.y + dy / scale };
}

/** The view in a room of another size, with everything where it was on the screen. */
export function keptInPlace(
  data: Pick<NetworkData, 'n' | 'x' | 'y'>,
  view: View,
  size: { width: number; height: number },
): View {
  const before = frame(data, view);
  const next = { ...view, ...size };
  const zoom = (view.zoom * before.scale) / frame(data, next).scale;
  const [dx, dy] = [(size.width - view.width) / 2, (view.height - size.height) / 2];
  const moved = { ...next, zoom, x: view.x + dx / before.scale, y: view.y + dy / before.scale };
  const whole = Math.abs(zoom - 1) < 1e-6 && Math.hypot(moved.x, moved.y) * before.scale < 1e-3;
  return whole ? { ...moved, zoom: 1, x: 0, y: 0 } : moved;
}

/** The view in which these items fill the room; never farther out than everything. */
export function fittedTo(data: Pick<NetworkData, 'n' | 'x' | 'y'>, view: View, items: readonly number[]): View {
  const part = {
    n: items.length,
    x: Float64Array.from(items, (i) => data.x[i]),
    y: Float64Array.from(items, (i) => data.y[i]),
  };
  const whole = { ...view, zoom: 1, x: 0, y: 0 };
  const [all, near] = [frame(data, whole), frame(part, whole)];
  const zoom = Math.min(Math.max(near.scale / all.scale, 1), D.zoom.max);
  const across = (f: Frame) => (view.width / 2 - f.cx) / f.scale;
  const up = (f: Frame) => (f.cy - view.height / 2) / f.scale;
  return { ...view, zoom, x: across(near) - across(all), y: up(near) - up(all) };
}

/** The view with item `i` in the middle. */
export function centredOn(data: Pick<NetworkData, 'n' | 'x' | 'y'>, view: View, i: number): View {
  const f = frame(data, view);
  const px = f.ax * data.x[i] + f.bx * data.y[i] + f.cx;
  const py = f.ay * data.x[i] + f.by * data.y[i] + f.cy;
  return panned(data, view, view.width / 2 - px, view.height / 2 - py);
}
