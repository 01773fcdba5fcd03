/** The map as a picture file: PNG from a canvas, SVG from the same plan. */
import { drawPlan, measured } from '../draw/canvas';
import { clusterColour } from '../draw/colours';
import { D } from '../draw/constants';
import { density, densityCanvas } from '../draw/density';
import { plan, type Plan } from '../draw/plan';
import { svgText } from '../draw/svg';
import { clusterName, clusterTopics, columnName, countsOf } from '../parts/describe';
import { measure, t, word } from '../state/language.svelte';
import type { MapState } from '../state/map.svelte';
import { PICTURE } from '../state/theme.svelte';
import { scoreRange } from '../state/parameters';
import { footCanvas, type FootContent, footMarks, footSvg } from './foot';

export interface PictureOptions {
  ground: 'light' | 'dark';
  /** Legend and source below the map. */
  foot: boolean;
  version: string;
}

interface Drawn {
  plan: Plan;
  underlay: { canvas: HTMLCanvasElement; width: number; height: number } | null;
  foot: ReturnType<typeof footMarks>;
}

/** Canvases above this side come out empty in some browsers, without an error. */
export const MAX_SIDE = 16_384;

function draw(map: MapState, { ground, foot, version }: PictureOptions): Drawn {
  const look = map.look(ground);
  const shown = plan(map.view, map.data, look);
  const kind = map.settings.view === 'density' ? 'items' : map.settings.view === 'cluster_density' ? 'clusters' : null;
  let underlay: Drawn['underlay'] = null;
  if (kind) {
    const colours = D.density_colours[ground];
    const image = density(map.view, map.data, { ...look, kind, kernel: map.settings.kernel, colours });
    underlay = { canvas: densityCanvas(image), width: image.width * image.cell, height: image.height * image.cell };
    shown.items = { ...shown.items, index: new Uint32Array(0) };
  }
  const content = foot ? footContent(map, ground, version) : { entries: [], scale: null, lines: [] };
  const room = { width: shown.width, top: shown.height, ground: shown.ground, ink: shown.ink, measure: measured };
  const below = foot ? footMarks(content, room) : { marks: [], height: 0 };
  return { plan: shown, underlay, foot: below };
}

function footContent(map: MapState, ground: 'light' | 'dark', version: string): FootContent {
  const { settings, data, body } = map;
  const content: FootContent = { entries: [], scale: null, lines: [] };
  const score = data.scores[settings.score];
  if (settings.view === 'overlay' && score) {
    const [low, high] = scoreRange(settings, data);
    const colours = D.score_schemes[settings.scheme];
    content.scale = { title: columnName(score.name), colours, low: `≤ ${measure(score.name, low)}`, high: `≥ ${measure(score.name, high)}` };
  } else if (settings.view === 'density') {
    content.scale = { title: t('legend.density'), colours: D.density_colours[ground], low: t('legend.sparse'), high: t('legend.dense') };
  } else {
    const shown = data.clusters.filter((c) => c.number > 0 && !settings.hidden.includes(c.number)).slice(0, 9);
    content.entries = shown.map((c) => ({
      colour: clusterColour(c.number, settings.palette, PICTURE[ground].ground),
      text: `${clusterName(c.number)}: ${clusterTopics(map, c.number, 2)}`,
    }));
  }
  const files = body.sources.length ? t('foot.sources', { n: body.sources.length }) : '';
  content.lines.push(
    [`${body.name}: ${word('unit', body.unit)}, ${word('linking', body.link)}`, ...countsOf(map), files, `smartspec ${version}`]
      .filter(Boolean)
      .join(' · '),
  );
  if (body.generated) content.lines.unshift(t('generated.figure'));
  return content;
}

export function asSvg(map: MapState, options: PictureOptions): string {
  const drawn = draw(map, options);
  return svgText(drawn.plan, {
    title: map.body.name,
    picture: drawn.underlay ? enlarged(drawn.underlay, drawn.plan).toDataURL('image/png') : undefined,
    legend: drawn.foot.marks.length ? footSvg(drawn.foot.marks) : undefined,
    foot: drawn.foot.height,
  });
}

/** Smoothed by the browser, since viewers of SVG enlarge small pictures each in its own way. */
function enlarged(underlay: NonNullable<Drawn['underlay']>, { width, height }: Plan): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const ctx = canvas.getContext('2d')!;
  ctx.imageSmoothingQuality = 'high';
  ctx.drawImage(underlay.canvas, 0, 0, underlay.width, underlay.height);
  return canvas;
}

/** Drawn and copied in one task. */
export function asCanvas(map: MapState, options: PictureOptions, times: number): HTMLCanvasElement {
  const drawn = draw(map, options);
  const [width, height] = [drawn.plan.width, drawn.plan.height + drawn.foot.height];
  const ratio = Math.min(times, MAX_SIDE / Math.max(width, height));
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
  const ctx = canvas.getContext('2d')!;
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.fillStyle = drawn.plan.ground;
  ctx.fillRect(0, 0, width, height);
  ctx.save();
  ctx.beginPath();
  ctx.rect(0, 0, drawn.plan.width, drawn.plan.height);
  ctx.clip();
  if (drawn.underlay) {
    ctx.imageSmoothingQuality = 'high';
    ctx.drawImage(drawn.underlay.canvas, 0, 0, drawn.underlay.width, drawn.underlay.height);
  }
  drawPlan(ctx, drawn.plan, { links: true, items: true, labels: true });
  ctx.restore();
  footCanvas(ctx, drawn.foot.marks);
  return canvas;
}

export function asPng(map: MapState, options: PictureOptions, times: number): Promise<Blob | null> {
  return new Promise((done) => asCanvas(map, options, times).toBlob(done, 'image/png'));
}
