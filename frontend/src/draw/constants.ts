/** Drawing constants, shared with the Python exports through one file. */
import drawing from '../../../src/smartspec/web/drawing.json';

export const D = drawing;
export type Palette = keyof typeof drawing.cluster_palettes;
export type Scheme = keyof typeof drawing.score_schemes;
export const PALETTES = Object.keys(drawing.cluster_palettes) as Palette[];
export const SCHEMES = Object.keys(drawing.score_schemes) as Scheme[];
