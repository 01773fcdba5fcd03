/** Draws a plan as SVG text: vector marks, text as text, densities as an embedded picture. */
import { haloWidth } from './canvas';
import { outlineOf } from './colours';
import { D } from './constants';
import type { Plan } from './plan';

export interface SvgExtras {
  title: string;
  /** Density picture under the labels, as a data address. */
  picture?: string;
  /** Further elements (a legend), already escaped. */
  legend?: string;
  /** Extra height below the map for the legend and the source. */
  foot?: number;
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** Numbers with one decimal, without a trailing zero. */
function short(value: number): string {
  const text = value.toFixed(1);
  return text.endsWith('.0') ? text.slice(0, -2) : text;
}

export function svgText(plan: Plan, extras: SvgExtras): string {
  const height = plan.height + (extras.foot ?? 0);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${plan.width}" height="${height}" viewBox="0 0 ${plan.width} ${height}" role="img">`,
    `<title>${escaped(extras.title)}</title>`,
    `<rect width="${plan.width}" height="${height}" fill="${plan.ground}"/>`,
    `<clipPath id="m"><rect width="${plan.width}" height="${plan.height}"/></clipPath><g clip-path="url(#m)">`,
  ];
  if (extras.picture) {
    parts.push(
      `<image href="${extras.picture}" width="${plan.width}" height="${plan.height}" preserveAspectRatio="none"/>`,
    );
  }
  parts.push(...linkParts(plan), ...itemParts(plan), ...labelParts(plan), '</g>');
  if (extras.legend) parts.push(extras.legend);
  parts.push('</svg>\n');
  return parts.join('\n');
}

function linkParts({ links, linkColours }: Plan): string[] {
  const parts = [`<g fill="none" stroke-linecap="round" stroke-opacity="${D.link.alpha}">`];
  for (let p = 0; p < links.index.length; p++) {
    const from = `${short(links.x1[p])} ${short(links.y1[p])}`;
    const to = `${short(links.xc[p])} ${short(links.yc[p])} ${short(links.x2[p])} ${short(links.y2[p])}`;
    const width = links.width[p].toFixed(2);
    parts.push(`<path d="M${from}Q${to}" stroke="${linkColours[links.colour[p]]}" stroke-width="${width}"/>`);
  }
  return [...parts, '</g>'];
}

function itemParts({ items, colours, ground }: Plan): string[] {
  const outlines = colours.map((colour) => outlineOf(colour, ground));
  const parts = [`<g fill-opacity="${D.circle.alpha}" stroke-width="${D.circle.outline}">`];
  for (let p = 0; p < items.index.length; p++) {
    const c = items.colour[p];
    const where = `cx="${short(items.x[p])}" cy="${short(items.y[p])}" r="${short(items.r[p])}"`;
    const stroke = items.r[p] < 2.5 ? '' : ` stroke="${outlines[c]}"`;
    parts.push(`<circle ${where} fill="${colours[c]}"${stroke}/>`);
  }
  return [...parts, '</g>'];
}

function labelParts({ labels, ground, ink }: Plan): string[] {
  const font = escaped(D.font);
  const parts = [
    `<g font-family="${font}" text-anchor="middle" dominant-baseline="central" fill="${ink}" stroke="${ground}"`,
    `stroke-opacity="${D.label.halo_alpha}" stroke-linejoin="round" paint-order="stroke">`,
  ];
  for (const { text, x, y, size } of [...labels].reverse()) {
    const halo = haloWidth(size).toFixed(1);
    parts.push(`<text x="${short(x)}" y="${short(y)}" font-size="${size}" stroke-width="${halo}">${escaped(text)}</text>`);
  }
  return [...parts, '</g>'];
}
