/** A drawing of a figure as SVG: the same attributes for the page and for files. */
import type { Both, Mark, Plan, Told } from '../data/comparison';
import { D } from './constants';
import { escaped as marked } from './svg';

export type Ground = 'light' | 'dark';
type Palette = Record<string, string>;

export interface Look {
  ground: Ground;
  language: 'en' | 'ru';
  words: Both[];
  outlines: string[];
  /** Name of the pattern for what is not known: one for each picture of a page. */
  hatch: string;
}

export function paletteOf(ground: Ground): Palette {
  return D.figure_colours[ground];
}

export function told(text: Told, look: Pick<Look, 'language' | 'words'>): string {
  return typeof text === 'number' ? look.words[text][look.language] : text;
}

function colour(name: string | undefined, look: Look): string {
  if (!name) return 'none';
  return name === 'hatch-fill' ? `url(#${look.hatch})` : paletteOf(look.ground)[name];
}

type Attributes = Record<string, string | number>;

/** Attributes of a mark under their names in SVG. */
export function attributesOf(mark: Mark, look: Look): Attributes {
  const found: Attributes = { ...geometry(mark, look), fill: colour(mark.fill, look) };
  if (mark.stroke) Object.assign(found, { stroke: colour(mark.stroke, look), 'stroke-width': mark.line ?? 1 });
  if (mark.dash) found['stroke-dasharray'] = mark.dash;
  if (mark.alpha) found.opacity = mark.alpha;
  if (mark.join) found['stroke-linejoin'] = mark.join;
  if (mark.move) {
    const [across, down, times] = mark.move;
    found.transform = `translate(${across} ${down}) scale(${times})`;
    // The pattern would shrink with the path.
    if (mark.fill === 'hatch-fill') found.fill = `url(#${look.hatch}-moved)`;
  }
  if (mark.t === 'line') found['stroke-linecap'] = 'round';
  return mark.t === 'text' ? { ...found, ...type(mark, look) } : found;
}

function geometry(mark: Mark, look: Look): Attributes {
  switch (mark.t) {
    case 'rect':
      return { x: mark.x!, y: mark.y!, width: mark.w!, height: mark.h! };
    case 'circle':
      return { cx: mark.x!, cy: mark.y!, r: mark.r! };
    case 'line':
      return { x1: mark.x1!, y1: mark.y1!, x2: mark.x2!, y2: mark.y2! };
    case 'path':
      return { d: mark.outline === undefined ? mark.d! : look.outlines[mark.outline] };
    default:
      return { x: mark.x!, y: mark.y! };
  }
}

function type(mark: Mark, look: Look): Attributes {
  const found: Attributes = { 'font-size': mark.size ?? 12, dy: '0.35em' };
  if (mark.bold) found['font-weight'] = 600;
  if (mark.anchor) found['text-anchor'] = mark.anchor;
  if (mark.turn) found.transform = `rotate(${mark.turn} ${mark.x} ${mark.y})`;
  if (mark.halo) {
    Object.assign(found, { 'paint-order': 'stroke', stroke: colour('ground', look), 'stroke-width': 3, 'stroke-linejoin': 'round' });
  }
  return found;
}

export interface FileTexts {
  title: string;
  foot: string[];
  description: string;
  /** What is said of a row on hover. */
  hover: (row: number) => string;
  measure: (text: string) => number;
}

const MARGIN = 20;
const [HEAD, FOOT] = [17, 11];

/** A whole SVG file: title above, source and parameters below. */
export function figureFile(plan: Plan, look: Look, texts: FileTexts): { text: string; width: number; height: number } {
  const palette = paletteOf(look.ground);
  const width = plan.width + 2 * MARGIN;
  const broken = (text: string, size: number) => lines(text, plan.width / size, texts.measure);
  const heads = broken(texts.title, HEAD);
  const feet = texts.foot.flatMap((text) => broken(text, FOOT));
  const top = MARGIN + 24 * heads.length + 8;
  const height = Math.ceil(top + plan.height + 12 + 16 * feet.length + MARGIN / 2);
  const line = (text: string, y: number, size: number, fill: string, bold: boolean) =>
    element({ t: 'text', x: MARGIN, y, text, size, fill, bold }, look);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${escaped(D.font)}">`,
    `<title>${escaped(texts.title)}</title>`,
    texts.description && `<desc>${escaped(texts.description)}</desc>`,
    `<defs><pattern id="${look.hatch}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
      `<rect width="6" height="6" fill="${palette.missing}"/><rect width="1.6" height="6" fill="${palette.hatch}"/></pattern></defs>`,
    `<rect width="${width}" height="${height}" fill="${palette.ground}"/>`,
    ...heads.map((text, k) => line(text, MARGIN + 8 + 24 * k, HEAD, 'ink', true)),
    `<g transform="translate(${MARGIN} ${top})">`,
    ...plan.marks.map((mark) => element(mark, look, mark.row === undefined || mark.t === 'text' ? '' : texts.hover(mark.row))),
    '</g>',
    ...feet.map((text, k) => line(text, top + plan.height + 18 + 16 * k, FOOT, 'muted', false)),
    '</svg>',
  ];
  return { text: parts.filter(Boolean).join('\n') + '\n', width, height };
}

function element(mark: Mark, look: Look, hover = ''): string {
  const attributes = Object.entries(attributesOf(mark, look)).map(([name, value]) => ` ${name}="${escaped(String(value))}"`);
  const title = mark.title === undefined ? hover : told(mark.title, look);
  const inside = (title && `<title>${escaped(title)}</title>`) + (mark.t === 'text' ? escaped(told(mark.text ?? '', look)) : '');
  return inside ? `<${mark.t}${attributes.join('')}>${inside}</${mark.t}>` : `<${mark.t}${attributes.join('')}/>`;
}

/** A text that XML allows: no control characters, no halves of characters. */
function escaped(text: string): string {
  return marked(text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu, ''));
}

/** A text as lines of at most `room`, in sizes of its type. */
function lines(text: string, room: number, measure: (text: string) => number): string[] {
  const found: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = found.length ? `${found[found.length - 1]} ${word}` : word;
    if (found.length && measure(longer) <= room) found[found.length - 1] = longer;
    else found.push(word);
  }
  return found;
}
