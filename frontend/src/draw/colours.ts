/** Colours: mixing, scales and the palettes of clusters and scores. */
import { D, type Palette, type Scheme } from './constants';

export type Rgb = readonly [number, number, number];

export function rgb(hex: string): Rgb {
  const value = parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

export function hex([r, g, b]: Rgb): string {
  const whole = (Math.round(r) << 16) | (Math.round(g) << 8) | Math.round(b);
  return '#' + whole.toString(16).padStart(6, '0');
}

/** `share` of `second` in `first`, channel by channel. */
export function mix(first: string, second: string, share: number): string {
  const a = rgb(first);
  const b = rgb(second);
  return hex([a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share]);
}

function shadeOf(ground: string): 'light' | 'dark' {
  return luminance(ground) > 0.4 ? 'light' : 'dark';
}

/** Colour of a cluster, numbered from 1; a quiet grey beyond the palette and for 0, no cluster. */
export function clusterColour(cluster: number, palette: Palette, ground: string): string {
  return D.cluster_palettes[palette][cluster - 1] ?? D.no_cluster[shadeOf(ground)];
}

/** Colour of an item whose score is missing. */
export function missingColour(ground: string): string {
  return D.no_score[shadeOf(ground)];
}

/** Colour at `share` (0 to 1, clipped) of a list of colours at equal distances. */
export function onScale(colours: readonly string[], share: number): string {
  const place = Math.min(Math.max(share, 0), 1) * (colours.length - 1);
  const low = Math.min(Math.floor(place), colours.length - 2);
  return mix(colours[low], colours[low + 1], place - low);
}

/** A scale cut into `steps` equal colours, so that drawing can be batched. */
export function scaleSteps(scheme: Scheme, steps: number): string[] {
  return Array.from({ length: steps }, (_, i) => onScale(D.score_schemes[scheme], i / (steps - 1)));
}

/** Relative luminance, 0 black to 1 white (WCAG 2). */
export function luminance(colour: string): number {
  const [r, g, b] = rgb(colour).map((c) => {
    const v = c / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast of two colours, 1 to 21 (WCAG 2). */
export function contrast(first: string, second: string): number {
  const [low, high] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** Outline of a mark: darker on a light ground, lighter on a dark one, at least 3:1 against the ground. */
export function outlineOf(fill: string, ground: string): string {
  const towards = luminance(ground) > 0.4 ? '#000000' : '#ffffff';
  for (let share = 0.25; share < 1; share += 0.1) {
    const colour = mix(fill, towards, share);
    if (contrast(colour, ground) >= 3) return colour;
  }
  return towards;
}
