/** Densities: weights in bins, spread by four box blurs (nearly a Gaussian), as colours of small cells. */
import type { NetworkData } from '../data/network';
import { onScale, rgb } from './colours';
import { D } from './constants';
import { frame, type Frame, type View } from './frame';
import { type Look, prepare } from './look';

export interface DensityImage {
  /** Cells of the picture; each covers `cell` pixels of the view. */
  width: number;
  height: number;
  cell: number;
  rgba: Uint8ClampedArray<ArrayBuffer>;
}

export interface DensityOptions extends Look {
  kind: 'items' | 'clusters';
  /** Standard deviation of the kernel in mean distances between items. */
  kernel: number;
  /** Colours from empty to dense, for item density. */
  colours: readonly string[];
}

interface Grid {
  width: number;
  height: number;
  pad: number;
  cell: number;
  sigma: number;
}

export function density(view: View, data: NetworkData, options: DensityOptions): DensityImage {
  const prepared = prepare(data, options);
  const place = frame(data, view);
  const sigma = Math.max(options.kernel * data.meanDistance * place.scale, 2);
  const grid = gridOf(view, sigma);
  const channels = options.kind === 'items' ? 1 : prepared.colours.length;
  const blurred = binned(data, { options, place, grid, channels }).map((layer) => blur(layer, grid));
  const top = peak(data, options) / grid.sigma ** 2;
  return options.kind === 'items'
    ? itemColours(blurred[0], grid, { top, colours: options.colours })
    : clusterColours(blurred, grid, { top, colours: prepared.colours, ground: options.ground });
}

/** Cells grow with the kernel, so that a deep zoom costs no more than the whole map. */
function gridOf(view: View, sigma: number): Grid {
  const cell = Math.max(D.density.cell, sigma / D.density.sigma_cells);
  const pad = Math.ceil((3 * sigma) / cell) + 1;
  return {
    width: Math.ceil(view.width / cell) + 2 * pad,
    height: Math.ceil(view.height / cell) + 2 * pad,
    ...{ pad, cell, sigma: sigma / cell },
  };
}

/** A weight shared among the four nearest cells. */
function spread(layer: Float32Array, grid: Grid, { gx, gy, weight }: { gx: number; gy: number; weight: number }): void {
  const [column, row] = [Math.floor(gx), Math.floor(gy)];
  if (column < 0 || row < 0 || column >= grid.width - 1 || row >= grid.height - 1) return;
  const [fx, fy] = [gx - column, gy - row];
  const at = row * grid.width + column;
  layer[at] += weight * (1 - fx) * (1 - fy);
  layer[at + 1] += weight * fx * (1 - fy);
  layer[at + grid.width] += weight * (1 - fx) * fy;
  layer[at + grid.width + 1] += weight * fx * fy;
}

const PASSES = 4;

/** Reaches of the boxes, wide and narrow ones so mixed that their variance is nearest that of the kernel. */
function reaches(sigma: number): number[] {
  const narrow = Math.max(0, Math.floor((Math.sqrt((12 * sigma ** 2) / PASSES + 1) - 1) / 2));
  const variance = (reach: number) => ((2 * reach + 1) ** 2 - 1) / 12;
  const missing = (sigma ** 2 - PASSES * variance(narrow)) / (variance(narrow + 1) - variance(narrow));
  const wide = Math.min(PASSES, Math.max(0, Math.round(missing)));
  return Array.from({ length: PASSES }, (_, pass) => narrow + (pass < wide ? 1 : 0));
}

/** A few passes of a box in each direction. */
export function blur(layer: Float32Array, grid: Pick<Grid, 'width' | 'height' | 'sigma'>): Float32Array {
  const values = layer.slice();
  const between = new Float32Array(layer.length);
  for (const reach of reaches(grid.sigma)) {
    boxPass(values, between, { lines: grid.height, length: grid.width, line: grid.width, step: 1, reach });
    boxPass(between, values, { lines: grid.width, length: grid.height, line: 1, step: grid.width, reach });
  }
  return values;
}

interface Pass {
  lines: number;
  length: number;
  line: number;
  step: number;
  reach: number;
}

function boxPass(from: Float32Array, to: Float32Array, { lines, length, line, step, reach }: Pass): void {
  const share = 1 / (2 * reach + 1);
  for (let l = 0; l < lines; l++) {
    const start = l * line;
    let sum = 0;
    for (let k = 0; k < Math.min(reach, length); k++) sum += from[start + k * step];
    for (let k = 0; k < length; k++) {
      if (k + reach < length) sum += from[start + (k + reach) * step];
      if (k - reach - 1 >= 0) sum -= from[start + (k - reach - 1) * step];
      to[start + k * step] = Math.max(sum, 0) * share;
    }
  }
}

interface Asked {
  options: DensityOptions;
  place: Frame;
  grid: Grid;
  channels: number;
}

/** Weights by cell; one layer for all items, or one for each colour. */
function binned(data: NetworkData, { options, place, grid, channels }: Asked): Float32Array[] {
  const prepared = prepare(data, options);
  const layers = Array.from({ length: channels }, () => new Float32Array(grid.width * grid.height));
  const weights = data.weights[options.weight]?.values;
  for (let i = 0; i < data.n; i++) {
    if (!prepared.visible[i]) continue;
    const gx = (place.ax * data.x[i] + place.bx * data.y[i] + place.cx) / grid.cell + grid.pad - 0.5;
    const gy = (place.ay * data.x[i] + place.by * data.y[i] + place.cy) / grid.cell + grid.pad - 0.5;
    spread(layers[channels === 1 ? 0 : prepared.colour[i]], grid, { gx, gy, weight: weights ? weights[i] : 1 });
  }
  return layers;
}

const WHOLE: View = { width: 800, height: 800, zoom: 1, x: 0, y: 0, rotate: 0, flipX: false, flipY: false };
const peaks = new WeakMap<NetworkData, { key: string; top: number }>();

/** Largest density of the whole map times the kernel's area: colours do not change with pan and zoom. */
function peak(data: NetworkData, options: DensityOptions): number {
  const key = JSON.stringify([options.kernel, options.weight, [...options.hidden]]);
  const known = peaks.get(data);
  if (known?.key === key) return known.top;
  const place = frame(data, WHOLE);
  const grid = gridOf(WHOLE, Math.max(options.kernel * data.meanDistance * place.scale, 2));
  const layer = blur(binned(data, { options, place, grid, channels: 1 })[0], grid);
  const top = layer.reduce((high, value) => Math.max(high, value), 0) * grid.sigma ** 2;
  peaks.set(data, { key, top });
  return top;
}

interface Shades {
  top: number;
  colours: readonly string[];
}

const SHADES = 128;

function itemColours(layer: Float32Array, grid: Grid, { top, colours }: Shades): DensityImage {
  const shades = Array.from({ length: SHADES }, (_, s) => rgb(onScale(colours, s / (SHADES - 1))));
  return coloured(grid, (at) => shades[Math.round(shade(layer[at], top) * (SHADES - 1))]);
}

/** Square root, so that sparse regions are not lost beside the densest. */
function shade(value: number, top: number): number {
  return Math.min(1, Math.sqrt(value / (top || 1)));
}

function clusterColours(
  layers: Float32Array[],
  grid: Grid,
  { top, colours, ground }: Shades & { ground: string },
): DensityImage {
  const parts = colours.map(rgb);
  const base = rgb(ground);
  return coloured(grid, (at) => {
    let [sum, r, g, b] = [0, 0, 0, 0];
    for (let c = 0; c < layers.length; c++) {
      const value = layers[c][at];
      if (!value) continue;
      sum += value;
      r += value * parts[c][0];
      g += value * parts[c][1];
      b += value * parts[c][2];
    }
    if (!sum) return base;
    const share = shade(sum, top) ** 0.8;
    const mixed = (part: number, under: number) => under + (part / sum - under) * share;
    return [mixed(r, base[0]), mixed(g, base[1]), mixed(b, base[2])];
  });
}

function coloured(grid: Grid, colourAt: (at: number) => readonly [number, number, number]): DensityImage {
  const [width, height] = [grid.width - 2 * grid.pad, grid.height - 2 * grid.pad];
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [r, g, b] = colourAt((row + grid.pad) * grid.width + column + grid.pad);
      const to = (row * width + column) * 4;
      rgba[to] = r;
      rgba[to + 1] = g;
      rgba[to + 2] = b;
      rgba[to + 3] = 255;
    }
  }
  return { width, height, cell: grid.cell, rgba };
}

/** The picture on a small canvas, to be drawn enlarged and smoothed. */
export function densityCanvas(image: DensityImage): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext('2d')!.putImageData(new ImageData(image.rgba, image.width, image.height), 0, 0);
  return canvas;
}
