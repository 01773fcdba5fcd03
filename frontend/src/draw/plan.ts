/** What is to be drawn, as arrays of numbers: one pure function; the back ends only draw its result. */
import type { NetworkData } from '../data/network';
import { D } from './constants';
import { frame, type Frame, type View } from './frame';
import { type Box, inside, labelBox, shortened, Taken } from './labels';
import { linkColour, type Look, prepare, type Prepared } from './look';

export interface Options extends Look {
  /** Width of a text at font size 1. */
  measure: (text: string) => number;
  /** Draw only these items and links (a hover or a selection); the first item is the one in question. */
  only?: { items: readonly number[]; links: readonly number[] };
  /** Items drawn as circles; densities show labels alone. */
  marks?: boolean;
}

export interface Items {
  index: Uint32Array;
  x: Float32Array;
  y: Float32Array;
  r: Float32Array;
  colour: Uint16Array;
}

export interface Links {
  index: Uint32Array;
  x1: Float32Array;
  y1: Float32Array;
  x2: Float32Array;
  y2: Float32Array;
  /** Control point of the curve. */
  xc: Float32Array;
  yc: Float32Array;
  width: Float32Array;
  colour: Uint16Array;
}

export interface Label {
  index: number;
  text: string;
  x: number;
  y: number;
  size: number;
  box: Box;
}

export interface Plan {
  width: number;
  height: number;
  ground: string;
  ink: string;
  colours: string[];
  linkColours: string[];
  items: Items;
  links: Links;
  labels: Label[];
  /** Links that would be shown if the whole map were in view, and how many there are. */
  linksShown: number;
  linksInAll: number;
}

export function plan(view: View, data: NetworkData, options: Options): Plan {
  const prepared = prepare(data, options);
  const place = frame(data, view);
  const factor = sizeFactor(data.n, view) * options.scale;
  const order = options.only ? chosen(options.only.items, prepared) : prepared.order;
  const items = itemsInView(view, { data, prepared, place, order, factor });
  const palette = new LinkPalette(prepared, options);
  const { links, linksShown } = linksInView(view, { data, prepared, place, options, palette });
  return {
    width: view.width,
    height: view.height,
    ground: options.ground,
    ink: options.ink,
    colours: prepared.colours,
    linkColours: palette.colours,
    items,
    links,
    labels: labelsInView(view, { data, prepared, items, options }),
    linksShown,
    linksInAll: data.m,
  };
}

/** Marks shrink on small screens and in crowded maps, and grow back as fewer of them are in view. */
export function sizeFactor(n: number, view: Pick<View, 'width' | 'height' | 'zoom'>): number {
  const side = Math.sqrt(view.width * view.height) / D.reference.side;
  const crowd = Math.sqrt(D.reference.items / Math.max(n, 1)) * Math.max(view.zoom, 1);
  return Math.min(1, Math.max(D.reference.min, side)) * Math.min(1, crowd);
}

/** Radius in pixels of an item of relative size `size`. */
export function radius(size: number, factor: number): number {
  return (Math.min(Math.max(D.circle.base * size, D.circle.min), D.circle.max) / 2) * factor;
}

function chosen(items: readonly number[], prepared: Prepared): Uint32Array {
  const first = items[0];
  const order = Uint32Array.from(items);
  return order.sort((a, b) => Number(a === first) - Number(b === first) || prepared.size[a] - prepared.size[b] || b - a);
}

interface ItemsAsked {
  data: NetworkData;
  prepared: Prepared;
  place: Frame;
  order: Uint32Array;
  factor: number;
}

function itemsInView(view: View, { data, prepared, place, order, factor }: ItemsAsked): Items {
  const n = order.length;
  const found = {
    index: new Uint32Array(n),
    x: new Float32Array(n),
    y: new Float32Array(n),
    r: new Float32Array(n),
    colour: new Uint16Array(n),
  };
  let count = 0;
  for (const i of order) {
    if (!prepared.visible[i]) continue;
    const px = place.ax * data.x[i] + place.bx * data.y[i] + place.cx;
    const py = place.ay * data.x[i] + place.by * data.y[i] + place.cy;
    const r = radius(prepared.size[i], factor);
    if (px + r < 0 || px - r > view.width || py + r < 0 || py - r > view.height) continue;
    found.index[count] = i;
    found.x[count] = px;
    found.y[count] = py;
    found.r[count] = r;
    found.colour[count++] = prepared.colour[i];
  }
  return cut(found, count);
}

interface LinksAsked {
  data: NetworkData;
  prepared: Prepared;
  place: Frame;
  options: Options;
  palette: LinkPalette;
}

function linksInView(view: View, asked: LinksAsked): { links: Links; linksShown: number } {
  const { data, prepared, place, options, palette } = asked;
  const wanted = options.only ? Uint32Array.from(options.only.links).sort() : strongest(prepared, data, options);
  const m = options.marks === false ? 0 : wanted.length;
  const numbers = () => new Float32Array(m);
  const found: Links = {
    index: new Uint32Array(m),
    ...{ x1: numbers(), y1: numbers(), x2: numbers(), y2: numbers(), xc: numbers(), yc: numbers(), width: numbers() },
    colour: new Uint16Array(m),
  };
  let count = 0;
  for (let w = 0; w < m; w++) {
    const k = wanted[w];
    const [s, t] = [data.source[k], data.target[k]];
    const x1 = place.ax * data.x[s] + place.bx * data.y[s] + place.cx;
    const y1 = place.ay * data.x[s] + place.by * data.y[s] + place.cy;
    const x2 = place.ax * data.x[t] + place.bx * data.y[t] + place.cx;
    const y2 = place.ay * data.x[t] + place.by * data.y[t] + place.cy;
    const bend = options.curved ? D.link.curve : 0;
    const xc = (x1 + x2) / 2 - (y2 - y1) * bend;
    const yc = (y1 + y2) / 2 + (x2 - x1) * bend;
    if (Math.max(x1, x2, xc) < 0 || Math.min(x1, x2, xc) > view.width) continue;
    if (Math.max(y1, y2, yc) < 0 || Math.min(y1, y2, yc) > view.height) continue;
    found.index[count] = k;
    found.x1[count] = x1;
    found.y1[count] = y1;
    found.x2[count] = x2;
    found.y2[count] = y2;
    found.xc[count] = xc;
    found.yc[count] = yc;
    found.width[count] = linkWidth(data.strength[k] / data.meanStrength, options);
    found.colour[count++] = palette.number(prepared.colour[s], prepared.colour[t]);
  }
  return { links: cut(found, count), linksShown: wanted.length };
}

/** Width in pixels of a link of relative strength `strength`. */
export function linkWidth(strength: number, look: Pick<Look, 'linkVariation' | 'scale'>): number {
  const width = D.link.base * strength ** look.linkVariation;
  return Math.min(Math.max(width, D.link.min), D.link.max) * look.scale;
}

/** The strongest links between visible items that pass the minimum, strongest first. */
function strongest(prepared: Prepared, data: NetworkData, look: Look): Uint32Array {
  const found = new Uint32Array(Math.min(look.maxLinks, prepared.strongEnough));
  let count = 0;
  for (let k = 0; k < prepared.strongEnough && count < found.length; k++) {
    if (prepared.visible[data.source[k]] && prepared.visible[data.target[k]]) found[count++] = k;
  }
  return found.subarray(0, count);
}

/** Colours of links, one for each pair of item colours that occurs. */
class LinkPalette {
  readonly colours: string[] = [];
  private readonly numbers = new Map<number, number>();

  constructor(
    private readonly prepared: Prepared,
    private readonly look: Look,
  ) {}

  number(first: number, second: number): number {
    const [low, high] = first < second ? [first, second] : [second, first];
    const key = this.look.coloured ? low * 1024 + high : -1;
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.colours.length;
      this.colours.push(linkColour(this.prepared.colours[low], this.prepared.colours[high], this.look));
      this.numbers.set(key, number);
    }
    return number;
  }
}

interface LabelsAsked {
  data: NetworkData;
  prepared: Prepared;
  items: Items;
  options: Options;
}

function labelsInView(view: View, { data, prepared, items, options }: LabelsAsked): Label[] {
  const labels: Label[] = [];
  if (!options.maxLabel) return labels;
  const taken = new Taken();
  const side = Math.min(1, Math.max(D.reference.min, Math.sqrt(view.width * view.height) / D.reference.side));
  const tried = Math.min(items.index.length, D.label.tried);
  for (let p = items.index.length - 1; p >= items.index.length - tried; p--) {
    const index = items.index[p];
    const size = fontSize(prepared.size[index], side * options.scale);
    const text = shortened(data.label[index], options.maxLabel);
    let [x, y] = [items.x[p], items.y[p]];
    if (x < 0 || x > view.width || y < 0 || y > view.height) continue;
    const width = options.measure(text);
    const [dx, dy] = inside(labelBox(x, y, width, size), view.width, view.height);
    [x, y] = [x + dx, y + dy];
    const box = labelBox(x, y, width, size);
    if (!taken.free(box)) continue;
    taken.add(box);
    labels.push({ index, text, x, y, size, box });
    if (labels.length >= D.label.count) break;
  }
  return labels;
}

/** Font size in pixels of the label of an item of relative size `size`, to half pixels. */
export function fontSize(size: number, scale: number): number {
  const wanted = (D.label.base + D.label.weight * size) * scale;
  return Math.round(2 * Math.min(Math.max(wanted, D.label.min), D.label.max)) / 2;
}

type Arrays = Record<string, Float32Array | Uint32Array | Uint16Array>;

function cut<T extends { [K in keyof T]: Arrays[string] }>(arrays: T, count: number): T {
  return Object.fromEntries(
    Object.entries(arrays as Arrays).map(([key, values]) => [key, values.subarray(0, count)]),
  ) as T;
}
