/** The state of a map as parameters of the address, in VOSviewer Online's names; defaults are left out. */
import type { NetworkData } from '../data/network';
import { D, PALETTES, SCHEMES, type Palette, type Scheme } from '../draw/constants';
import { usualRange } from '../draw/look';

export type Kind = 'network' | 'overlay' | 'density' | 'cluster_density';
export const KINDS: Kind[] = ['network', 'overlay', 'density', 'cluster_density'];

/** Everything that decides the picture, and can be shared by its address. */
export interface MapSettings {
  view: Kind;
  /** Column of weights and of scores. */
  weight: number;
  score: number;
  scheme: Scheme;
  palette: Palette;
  /** Ends of the score scale; null is the 10th to the 90th percentile. */
  minScore: number | null;
  maxScore: number | null;
  sizeVariation: number;
  linkVariation: number;
  scale: number;
  minStrength: number;
  maxLinks: number;
  curved: boolean;
  coloured: boolean;
  dimming: boolean;
  maxLabel: number;
  kernel: number;
  hidden: number[];
  zoom: number;
  x: number;
  y: number;
  rotate: number;
  flipX: boolean;
  flipY: boolean;
  /** `id` of an item, or `id-id` of a link. */
  selected: string;
}

/** VOSviewer's first choice: the first weight besides Links and Total link strength. */
export function usualWeight(data: NetworkData): number {
  const own = data.weights.findIndex((w) => w.name !== 'Links' && w.name !== 'Total link strength');
  if (own >= 0) return own;
  return Math.max(0, data.weights.findIndex((w) => w.name === 'Total link strength'));
}

export function usualSettings(data: NetworkData): MapSettings {
  const d = D.defaults;
  return {
    view: 'network',
    weight: usualWeight(data),
    score: 0,
    scheme: d.score_colors as Scheme,
    palette: 'muted',
    minScore: null,
    maxScore: null,
    sizeVariation: d.item_size_variation,
    linkVariation: d.link_size_variation,
    scale: d.scale,
    minStrength: d.min_link_strength,
    maxLinks: d.max_n_links,
    curved: d.curved_links,
    coloured: d.colored_links,
    dimming: d.dimming_effect,
    maxLabel: d.max_label_length,
    kernel: d.kernel_width,
    hidden: [],
    ...{ zoom: 1, x: 0, y: 0, rotate: 0, flipX: false, flipY: false },
    selected: '',
  };
}

type Plain = 'sizeVariation' | 'linkVariation' | 'scale' | 'minStrength' | 'maxLinks' | 'maxLabel' | 'kernel' | 'zoom' | 'rotate';
type Switch = 'curved' | 'coloured' | 'dimming' | 'flipX' | 'flipY';

/** Name in the address, least and largest value. */
export const NUMBERS: Record<Plain, [name: string, low: number, high: number]> = {
  sizeVariation: ['item_size_variation', 0, 1],
  linkVariation: ['link_size_variation', 0, 1],
  scale: ['scale', 0.5, 2],
  minStrength: ['min_link_strength', 0, Infinity],
  maxLinks: ['max_n_links', 0, 10000],
  maxLabel: ['max_label_length', 0, 300],
  kernel: ['kernel_width', 0.02, 0.5],
  zoom: ['zoom_level', D.zoom.min, D.zoom.max],
  rotate: ['rotate', -360, 360],
};

const SWITCHES: Record<Switch, string> = {
  curved: 'curved_links',
  coloured: 'colored_links',
  dimming: 'dimming_effect',
  flipX: 'flip_x',
  flipY: 'flip_y',
};

export function toQuery(settings: MapSettings, data: NetworkData): URLSearchParams {
  const usual = usualSettings(data);
  const query = new URLSearchParams();
  const put = (name: string, value: unknown) => query.set(name, String(value));
  if (settings.view !== 'network' && settings.view !== 'overlay') put('view', settings.view);
  if (settings.view === 'overlay') put('item_color', settings.score + 2);
  if (settings.weight !== usual.weight) put('item_size', settings.weight + 1);
  if (settings.scheme !== usual.scheme) put('score_colors', settings.scheme);
  if (settings.palette !== usual.palette) put('cluster_colors', settings.palette);
  if (settings.minScore !== null) put('min_score', tidy(settings.minScore));
  if (settings.maxScore !== null) put('max_score', tidy(settings.maxScore));
  for (const [key, [name]] of Object.entries(NUMBERS) as [Plain, [string, number, number]][]) {
    if (settings[key] !== usual[key]) put(name, tidy(settings[key]));
  }
  for (const [key, name] of Object.entries(SWITCHES) as [Switch, string][]) {
    if (settings[key] !== usual[key]) put(name, settings[key]);
  }
  if (settings.hidden.length) put('hide_clusters', settings.hidden.join('.'));
  if (settings.x || settings.y) put('centre', `${tidy(settings.x)}_${tidy(settings.y)}`);
  if (settings.selected) put('show_item', settings.selected);
  return query.size ? new URLSearchParams([['v', '1'], ...query]) : query;
}

export function fromQuery(query: URLSearchParams, data: NetworkData): MapSettings {
  const settings = usualSettings(data);
  const columns = { weight: data.weights.length, score: data.scores.length };
  const size = whole(query.get('item_size'));
  if (size >= 1 && size <= columns.weight) settings.weight = size - 1;
  const colour = whole(query.get('item_color'));
  if (colour >= 2 && colour <= columns.score + 1) {
    settings.score = colour - 2;
    settings.view = 'overlay';
  }
  const view = query.get('view') as Kind;
  if (KINDS.includes(view) && (view !== 'overlay' || columns.score)) settings.view = view;
  settings.scheme = oneOf(SCHEMES, query.get('score_colors'), settings.scheme);
  settings.palette = oneOf(PALETTES, query.get('cluster_colors'), settings.palette);
  settings.minScore = finite(query.get('min_score'));
  settings.maxScore = finite(query.get('max_score'));
  for (const [key, [name, low, high]] of Object.entries(NUMBERS) as [Plain, [string, number, number]][]) {
    const value = finite(query.get(name));
    if (value !== null) settings[key] = Math.min(Math.max(value, low), high);
  }
  for (const [key, name] of Object.entries(SWITCHES) as [Switch, string][]) {
    const value = query.get(name);
    if (value !== null) settings[key] = value === 'true' || value === '1';
  }
  settings.hidden = (query.get('hide_clusters') ?? '').split('.').filter(Boolean).map(Number).filter(Number.isInteger);
  const [x, y] = (query.get('centre') ?? '0_0').split('_').map(Number);
  if (Number.isFinite(x) && Number.isFinite(y)) Object.assign(settings, { x, y });
  settings.selected = query.get('show_item') ?? '';
  return settings;
}

/** Ends of the colour scale of the chosen score. */
export function scoreRange(settings: MapSettings, data: NetworkData): [number, number] {
  const values = data.scores[settings.score]?.values;
  const [low, high] = values ? usualRange(values) : [0, 1];
  return [settings.minScore ?? low, settings.maxScore ?? high];
}

function oneOf<T extends string>(known: T[], value: string | null, usual: T): T {
  return known.includes(value as T) ? (value as T) : usual;
}

function whole(text: string | null): number {
  return text && /^\d+$/.test(text) ? Number(text) : NaN;
}

function finite(text: string | null): number | null {
  const value = text ? Number(text) : NaN;
  return Number.isFinite(value) ? value : null;
}

function tidy(value: number): number {
  return Number(value.toPrecision(5));
}
