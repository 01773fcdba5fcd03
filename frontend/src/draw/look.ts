/** What does not depend on the view: order, sizes and colours of items, colours of links. */
import type { NetworkData } from '../data/network';
import { clusterColour, missingColour, mix, scaleSteps } from './colours';
import { D, type Palette, type Scheme } from './constants';

export interface Look {
  /** Column of `weights` that gives the sizes. */
  weight: number;
  /** Column of `scores` that gives the colours; -1 colours by cluster. */
  score: number;
  /** Ends of the colour scale. */
  range: readonly [number, number];
  scheme: Scheme;
  palette: Palette;
  sizeVariation: number;
  linkVariation: number;
  scale: number;
  minStrength: number;
  maxLinks: number;
  curved: boolean;
  coloured: boolean;
  /** Characters; 0 hides the labels. */
  maxLabel: number;
  hidden: ReadonlySet<number>;
  /** Ground and text of the picture. */
  ground: string;
  ink: string;
}

export interface Prepared {
  /** Items by rising size: later ones are drawn on top. */
  order: Uint32Array;
  /** weight / mean weight, to the power of the size variation. */
  size: Float32Array;
  colour: Uint16Array;
  colours: string[];
  visible: Uint8Array;
  /** Number of leading links that pass the minimum strength. */
  strongEnough: number;
}

const STEPS = 64;
const kept = new WeakMap<NetworkData, { key: string; prepared: Prepared }>();

/** Pure; the last result for a network is kept, since panning asks for it at every frame. */
export function prepare(data: NetworkData, look: Look): Prepared {
  const key = JSON.stringify([
    look.weight,
    look.score,
    look.range,
    look.scheme,
    look.palette,
    look.ground,
    look.sizeVariation,
    look.minStrength,
    [...look.hidden],
  ]);
  const last = kept.get(data);
  if (last?.key === key) return last.prepared;
  const size = sizes(data, look);
  const order = Uint32Array.from({ length: data.n }, (_, i) => i);
  order.sort((a, b) => size[a] - size[b] || b - a);
  const visible = Uint8Array.from(data.cluster, (c) => (look.hidden.has(c) ? 0 : 1));
  let strongEnough = data.m;
  if (look.minStrength > 0) {
    strongEnough = data.strength.findIndex((s) => s < look.minStrength);
    if (strongEnough < 0) strongEnough = data.m;
  }
  const prepared = { order, size, visible, strongEnough, ...itemColours(data, look) };
  kept.set(data, { key, prepared });
  return prepared;
}

function sizes(data: NetworkData, look: Look): Float32Array {
  const values = data.weights[look.weight]?.values;
  if (!values) return new Float32Array(data.n).fill(1);
  const mean = values.reduce((sum, v) => sum + v, 0) / (data.n || 1);
  return Float32Array.from(values, (v) => (mean > 0 ? (v / mean) ** look.sizeVariation : 1));
}

function itemColours(data: NetworkData, look: Look): { colour: Uint16Array; colours: string[] } {
  if (look.score >= 0 && data.scores[look.score]) {
    const [low, high] = look.range;
    const colours = [missingColour(look.ground), ...scaleSteps(look.scheme, STEPS)];
    const colour = Uint16Array.from(data.scores[look.score].values, (v) => {
      if (Number.isNaN(v)) return 0;
      const share = high > low ? (v - low) / (high - low) : 0.5;
      return 1 + Math.round(Math.min(Math.max(share, 0), 1) * (STEPS - 1));
    });
    return { colour, colours };
  }
  const coloured = D.cluster_palettes[look.palette].length;
  const colours = Array.from({ length: coloured + 1 }, (_, c) => clusterColour(c, look.palette, look.ground));
  const colour = Uint16Array.from(data.cluster, (c) => (c > coloured ? 0 : c));
  return { colour, colours };
}

/** Colour of a link from the colours of its ends, towards the ground; grey if links are not coloured. */
export function linkColour(first: string, second: string, look: Pick<Look, 'coloured' | 'ground' | 'ink'>): string {
  if (!look.coloured) return mix(look.ground, look.ink, 0.45);
  return mix(mix(first, second, 0.5), look.ground, D.link.lighten / 2);
}

/** 10th and 90th percentile of a score, which begin and end its colour scale. */
export function usualRange(values: Float64Array): [number, number] {
  const sorted = values.filter((v) => !Number.isNaN(v)).sort();
  if (!sorted.length) return [0, 1];
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))];
  const [low, high] = [at(0.1), at(0.9)];
  return low < high ? [low, high] : [sorted[0], sorted[sorted.length - 1]];
}
