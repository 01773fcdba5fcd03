/** One map in the browser: its data, its settings and what is hovered or selected. */
import { linkBetween, linksOf, mainPart, type NetworkData, networkData, otherEnd } from '../data/network';
import type { NetworkBody } from '../data/types';
import { centredOn, fittedTo, frame, panned, type View } from '../draw/frame';
import type { Hit } from '../draw/hit';
import { type Options } from '../draw/plan';
import { measured } from '../draw/canvas';
import { folded } from './language.svelte';
import { fromQuery, type MapSettings, scoreRange, toQuery } from './parameters';
import { PICTURE } from './theme.svelte';

export class MapState {
  readonly body: NetworkBody;
  readonly data: NetworkData;
  settings = $state() as MapSettings;
  hovered = $state.raw<Hit>(null);
  selected = $state.raw<Hit>(null);
  /** Size of the canvas. */
  size = $state.raw({ width: 800, height: 600 });
  /** Links shown, as the last plan counted them. */
  linksShown = $state(0);
  /** Items that the first view leaves outside. */
  left = $state(0);
  private begun = false;
  private moves = 0;
  private before: (View & { moves: number }) | null = null;
  private returning: View | null = null;
  private foldedLabels: string[] | null = null;

  constructor(body: NetworkBody, query: URLSearchParams) {
    this.body = body;
    this.data = networkData(body);
    this.settings = fromQuery(query, this.data);
    this.selected = this.named(this.settings.selected);
  }

  get view(): View {
    const { zoom, x, y, rotate, flipX, flipY } = this.settings;
    return { ...this.size, zoom, x, y, rotate, flipX, flipY };
  }

  look(ground: 'light' | 'dark'): Options {
    const s = this.settings;
    return {
      weight: s.weight,
      score: s.view === 'overlay' ? s.score : -1,
      range: scoreRange(s, this.data),
      scheme: s.scheme,
      palette: s.palette,
      sizeVariation: s.sizeVariation,
      linkVariation: s.linkVariation,
      scale: s.scale,
      minStrength: s.minStrength,
      maxLinks: s.maxLinks,
      curved: s.curved,
      coloured: s.coloured,
      maxLabel: s.maxLabel,
      hidden: new Set(s.hidden),
      ...PICTURE[ground],
      measure: measured,
      marks: s.view === 'network' || s.view === 'overlay',
    };
  }

  get query(): URLSearchParams {
    return toQuery({ ...this.settings, selected: this.nameOf(this.selected) }, this.data);
  }

  /** A move of the reader's own. */
  moveTo(view: View): void {
    this.moves++;
    this.adapt(view);
  }

  /** A move that follows from panels. */
  adapt(view: View): void {
    Object.assign(this.settings, { zoom: view.zoom, x: view.x, y: view.y });
  }

  /** Where far-off parts would squeeze the main one into a corner, begin with the main one. */
  begin(): void {
    const { zoom, x, y } = this.settings;
    if (this.begun || zoom !== 1 || x || y) return;
    this.begun = true;
    const main = mainPart(this.data);
    if (main.length === this.data.n || main.length < this.data.n / 2) return;
    const view = fittedTo(this.data, this.view, main);
    if (view.zoom < 1.6) return;
    this.adapt(view);
    this.left = this.data.n - main.length;
    // Saying so takes a line from the picture: fit once more.
    const again = () => this.moves === 0 && !this.selected && this.adapt(fittedTo(this.data, this.view, main));
    requestAnimationFrame(() => requestAnimationFrame(again));
  }

  reset(): void {
    this.left = 0;
    this.moves++;
    Object.assign(this.settings, { zoom: 1, x: 0, y: 0 });
  }

  select(found: Hit): void {
    if (found && !this.selected) this.before = { ...this.view, moves: this.moves };
    else if (!found && this.before) {
      this.returning = this.before.moves === this.moves ? this.before : null;
      this.before = null;
      this.comeBack();
    }
    this.selected = found;
    this.hovered = null;
  }

  /** With the panel closed, and not having moved meanwhile, the reader sees what was seen before it opened. */
  comeBack(): void {
    const view = this.returning;
    if (!view || view.width !== this.size.width) return;
    this.returning = null;
    this.adapt(view);
  }

  /** Move the picture only if the item lies outside the part of it that can be seen. */
  reveal(i: number, seen: { width: number; height: number }): void {
    const f = frame(this.data, this.view);
    const px = f.ax * this.data.x[i] + f.bx * this.data.y[i] + f.cx;
    const py = f.ay * this.data.x[i] + f.by * this.data.y[i] + f.cy;
    const edge = 24;
    if (px > edge && px < seen.width - edge && py > edge && py < seen.height - edge) return;
    this.adapt(panned(this.data, this.view, seen.width / 2 - px, seen.height / 2 - py));
  }

  /** Bring an item to the middle, near enough to see its label. */
  visit(i: number): void {
    const view = centredOn(this.data, this.view, i);
    this.moveTo(view);
    this.select({ kind: 'item', index: i });
  }

  /** Items and links that a hover or a selection brings out. */
  focus(found: Hit): { items: number[]; links: number[] } {
    if (!found) return { items: [], links: [] };
    if (found.kind === 'link') {
      const { source, target } = this.data;
      return { items: [source[found.index], target[found.index]], links: [found.index] };
    }
    const hidden = new Set(this.settings.hidden);
    const links = [...linksOf(this.data, found.index)]
      .filter((k) => this.data.strength[k] >= this.settings.minStrength)
      .filter((k) => !hidden.has(this.data.cluster[otherEnd(this.data, k, found.index)]))
      .slice(0, 300);
    return { items: [found.index, ...links.map((k) => otherEnd(this.data, k, found.index))], links };
  }

  /** Items whose label holds all the words, those that begin with them first. */
  search(text: string, most: number): number[] {
    this.foldedLabels ??= this.data.label.map(folded);
    const words = folded(text).split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const size = this.data.weights[this.settings.weight]?.values;
    const rank = (i: number) => (this.foldedLabels![i].startsWith(words[0]) ? 0 : 1);
    return Array.from(this.foldedLabels.keys())
      .filter((i) => words.every((w) => this.foldedLabels![i].includes(w)))
      .sort((a, b) => rank(a) - rank(b) || (size ? size[b] - size[a] : 0) || a - b)
      .slice(0, most);
  }

  private named(text: string): Hit {
    const pair = /^(\d+)-(\d+)$/.exec(text);
    if (pair) {
      const [a, b] = [this.data.id.indexOf(Number(pair[1])), this.data.id.indexOf(Number(pair[2]))];
      const k = a >= 0 && b >= 0 ? linkBetween(this.data, a, b) : -1;
      return k >= 0 ? { kind: 'link', index: k } : null;
    }
    let i = /^\d+$/.test(text) ? this.data.id.indexOf(Number(text)) : -1;
    if (i < 0 && text) i = this.data.label.findIndex((label) => folded(label) === folded(text));
    return i >= 0 ? { kind: 'item', index: i } : null;
  }

  private nameOf(found: Hit): string {
    if (!found) return '';
    const { id, source, target } = this.data;
    if (found.kind === 'item') return String(id[found.index]);
    return `${id[source[found.index]]}-${id[target[found.index]]}`;
  }
}
