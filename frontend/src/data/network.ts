/** A network as arrays, sorted once: links by falling strength; no object per item or link. */
import { D } from '../draw/constants';
import { withoutTags } from './plain';
import type { NetworkBody } from './types';

export interface Named {
  name: string;
  values: Float64Array;
}

export interface Cluster {
  number: number;
  size: number;
  /** Items by falling total link strength. */
  items: Uint32Array;
}

export interface NetworkData {
  n: number;
  m: number;
  id: Int32Array;
  label: string[];
  description: (string | null)[] | null;
  x: Float64Array;
  y: Float64Array;
  /** 0 is no cluster. */
  cluster: Int32Array;
  clusters: Cluster[];
  weights: Named[];
  /** NaN is missing. */
  scores: Named[];
  source: Uint32Array;
  target: Uint32Array;
  strength: Float64Array;
  /** Mean of the strongest links, the unit of line widths. */
  meanStrength: number;
  /** Links of item i are `around[starts[i]]` to `around[starts[i + 1] - 1]`, strongest first. */
  starts: Uint32Array;
  around: Uint32Array;
  /** Mean distance between two items, the unit of density kernels. */
  meanDistance: number;
}

export function networkData(body: NetworkBody): NetworkData {
  const { items, links } = body;
  const n = items.id.length;
  const m = links.source.length;
  const order = Uint32Array.from({ length: m }, (_, k) => k);
  order.sort((a, b) => links.strength[b] - links.strength[a] || a - b);
  const source = Uint32Array.from(order, (k) => links.source[k]);
  const target = Uint32Array.from(order, (k) => links.target[k]);
  const strength = Float64Array.from(order, (k) => links.strength[k]);
  const cluster = Int32Array.from(items.cluster, (c) => c ?? 0);
  const weights = named(items.weights, 0);
  const [starts, around] = adjacency(n, source, target);
  const x = Float64Array.from(items.x);
  const y = Float64Array.from(items.y);
  const counted = strength.subarray(0, D.link.mean_of);
  return {
    n,
    m,
    id: Int32Array.from(items.id),
    label: items.label.map((label) => withoutTags(String(label))),
    description: items.description ?? null,
    x,
    y,
    cluster,
    clusters: clustersOf(cluster, weights),
    weights,
    scores: named(items.scores, NaN),
    source,
    target,
    strength,
    meanStrength: counted.length ? counted.reduce((sum, s) => sum + s, 0) / counted.length : 1,
    starts,
    around,
    meanDistance: meanDistance(x, y),
  };
}

function named(columns: Record<string, (number | null)[]>, missing: number): Named[] {
  return Object.entries(columns ?? {}).map(([name, values]) => ({
    name,
    values: Float64Array.from(values, (v) => v ?? missing),
  }));
}

function adjacency(n: number, source: Uint32Array, target: Uint32Array): [Uint32Array, Uint32Array] {
  const starts = new Uint32Array(n + 1);
  for (const ends of [source, target]) for (const i of ends) starts[i + 1]++;
  for (let i = 0; i < n; i++) starts[i + 1] += starts[i];
  const next = starts.slice();
  const around = new Uint32Array(2 * source.length);
  for (let k = 0; k < source.length; k++) {
    around[next[source[k]]++] = k;
    around[next[target[k]]++] = k;
  }
  return [starts, around];
}

function clustersOf(cluster: Int32Array, weights: Named[]): Cluster[] {
  const members = new Map<number, number[]>();
  cluster.forEach((c, i) => {
    const found = members.get(c);
    if (found) found.push(i);
    else members.set(c, [i]);
  });
  const size = (weights.find((w) => w.name === 'Total link strength') ?? weights[0])?.values;
  return [...members.entries()]
    .sort(([a], [b]) => (a || Infinity) - (b || Infinity))
    .map(([number, found]) => {
      const items = Uint32Array.from(found);
      if (size) items.sort((a, b) => size[b] - size[a] || a - b);
      return { number, size: found.length, items };
    });
}

/** Mean distance over a fixed sample of pairs: exact below some 400 items, within a few per cent above. */
function meanDistance(x: Float64Array, y: Float64Array): number {
  const n = x.length;
  const step = Math.max(1, Math.floor(n / 400));
  let sum = 0;
  let pairs = 0;
  for (let i = 0; i < n; i += step) {
    for (let j = i + step; j < n; j += step) {
      sum += Math.hypot(x[i] - x[j], y[i] - y[j]);
      pairs++;
    }
  }
  return pairs && sum > 0 ? sum / pairs : 1;
}

/** Items of the largest connected part; the one with the first item where two are equally large. */
export function mainPart(data: NetworkData): number[] {
  const part = new Int32Array(data.n).fill(-1);
  let largest: number[] = [];
  for (let first = 0; first < data.n; first++) {
    if (part[first] >= 0) continue;
    const found = [first];
    part[first] = first;
    for (let p = 0; p < found.length; p++) {
      for (const k of linksOf(data, found[p])) {
        const next = otherEnd(data, k, found[p]);
        if (part[next] < 0) {
          part[next] = first;
          found.push(next);
        }
      }
    }
    if (found.length > largest.length) largest = found;
  }
  return largest;
}

/** The other end of link `k`. */
export function otherEnd(data: NetworkData, k: number, i: number): number {
  return data.source[k] === i ? data.target[k] : data.source[k];
}

/** Neighbours of an item, strongest link first, as link numbers. */
export function linksOf(data: NetworkData, i: number): Uint32Array {
  return data.around.subarray(data.starts[i], data.starts[i + 1]);
}

/** Number of the link between two items, or -1. */
export function linkBetween(data: NetworkData, i: number, j: number): number {
  for (const k of linksOf(data, i)) if (otherEnd(data, k, i) === j) return k;
  return -1;
}
