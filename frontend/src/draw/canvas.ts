/** Draws a plan on a 2D canvas; links by colour and width and small items by colour in one path each. */
import { outlineOf } from './colours';
import { D } from './constants';
import type { Items, Label, Links, Plan } from './plan';

export interface Layers {
  ground?: boolean;
  links?: boolean;
  items?: boolean;
  labels?: boolean;
}

const ALL: Layers = { ground: true, links: true, items: true, labels: true };

export function drawPlan(ctx: CanvasRenderingContext2D, plan: Plan, layers: Layers = ALL): void {
  if (layers.ground) {
    ctx.fillStyle = plan.ground;
    ctx.fillRect(0, 0, plan.width, plan.height);
  }
  if (layers.links) drawLinks(ctx, plan.links, plan.linkColours);
  if (layers.items) drawItems(ctx, plan.items, plan);
  if (layers.labels) drawLabels(ctx, plan.labels, plan);
}

function drawLinks(ctx: CanvasRenderingContext2D, links: Links, colours: string[]): void {
  const batches = new Map<number, number[]>();
  for (let p = 0; p < links.index.length; p++) {
    const key = links.colour[p] * 64 + Math.round(links.width[p] * 4);
    const batch = batches.get(key);
    if (batch) batch.push(p);
    else batches.set(key, [p]);
  }
  ctx.globalAlpha = D.link.alpha;
  ctx.lineCap = 'round';
  for (const batch of batches.values()) {
    ctx.strokeStyle = colours[links.colour[batch[0]]];
    ctx.lineWidth = links.width[batch[0]];
    ctx.beginPath();
    for (const p of batch) {
      ctx.moveTo(links.x1[p], links.y1[p]);
      ctx.quadraticCurveTo(links.xc[p], links.yc[p], links.x2[p], links.y2[p]);
    }
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
}

function drawItems(ctx: CanvasRenderingContext2D, items: Items, { colours, ground }: Plan): void {
  const outlines = colours.map((colour) => outlineOf(colour, ground));
  let first = 0;
  while (first < items.index.length && items.r[first] < D.circle.tiny) first++;
  drawTiny(ctx, items, { count: first, colours });
  ctx.lineWidth = D.circle.outline;
  for (let p = first; p < items.index.length; p++) {
    ctx.beginPath();
    ctx.arc(items.x[p], items.y[p], items.r[p], 0, 2 * Math.PI);
    ctx.globalAlpha = D.circle.alpha;
    ctx.fillStyle = colours[items.colour[p]];
    ctx.fill();
    ctx.globalAlpha = 1;
    if (items.r[p] < 2.5) continue;
    ctx.strokeStyle = outlines[items.colour[p]];
    ctx.stroke();
  }
}

interface Tiny {
  count: number;
  colours: string[];
}

function drawTiny(ctx: CanvasRenderingContext2D, items: Items, { count, colours }: Tiny): void {
  for (let colour = 0; colour < colours.length && count; colour++) {
    ctx.beginPath();
    for (let p = 0; p < count; p++) {
      if (items.colour[p] !== colour) continue;
      const r = items.r[p];
      ctx.rect(items.x[p] - r, items.y[p] - r, 2 * r, 2 * r);
    }
    ctx.fillStyle = colours[colour];
    ctx.fill();
  }
}

export function drawLabels(ctx: CanvasRenderingContext2D, labels: Label[], plan: Pick<Plan, 'ground' | 'ink'>): void {
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  ctx.strokeStyle = plan.ground;
  ctx.fillStyle = plan.ink;
  // Smallest first: where a halo touches a neighbour, the larger label stays whole.
  for (let p = labels.length - 1; p >= 0; p--) {
    const { text, x, y, size } = labels[p];
    ctx.font = `${size}px ${D.font}`;
    ctx.lineWidth = haloWidth(size);
    ctx.globalAlpha = D.label.halo_alpha;
    ctx.strokeText(text, x, y);
    ctx.globalAlpha = 1;
    ctx.fillText(text, x, y);
  }
}

/** Width of the line around a label of this font size. */
export function haloWidth(size: number): number {
  return Math.max(D.label.halo, size * D.label.halo_share);
}

let pen: CanvasRenderingContext2D | null = null;
const widths = new Map<string, number>();

/** Width of a text at font size 1 in the font of the map, measured once. */
export function measured(text: string): number {
  let width = widths.get(text);
  if (width === undefined) {
    pen ??= document.createElement('canvas').getContext('2d')!;
    pen.font = `100px ${D.font}`;
    width = pen.measureText(text).width / 100;
    widths.set(text, width);
  }
  return width;
}
