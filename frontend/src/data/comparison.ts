/** Bodies of comparisons of regions: tables by column, figures as drawings made once, words in both languages. */
import type { Source } from './types';

export interface Both {
  en: string;
  ru: string;
}

/** A text, or the number of one in both languages in the list of words. */
export type Told = string | number;

export interface Mark {
  t: 'path' | 'rect' | 'circle' | 'line' | 'text';
  x?: number;
  y?: number;
  w?: number;
  h?: number;
  r?: number;
  x1?: number;
  y1?: number;
  x2?: number;
  y2?: number;
  d?: string;
  /** Number of a path in the outlines of the body. */
  outline?: number;
  text?: Told;
  title?: Told;
  size?: number;
  anchor?: 'start' | 'middle' | 'end';
  bold?: boolean;
  turn?: number;
  halo?: boolean;
  fill?: string;
  stroke?: string;
  line?: number;
  dash?: string;
  alpha?: number;
  join?: string;
  /** Across, down and times: how a path of the wide drawing comes to its place on a narrower one. */
  move?: [number, number, number];
  /** Row of the figure's table that the mark stands for. */
  row?: number;
}

export interface Plan {
  width: number;
  height: number;
  marks: Mark[];
  /** What is seen, in a sentence; the narrower forms of a drawing have none of their own. */
  summary?: Both;
  /** Width and height of the labels at the left that stay where the rest is scrolled across. */
  frozen?: [number, number];
}

export type Plans = Record<string, Plan>;

/** Further drawings of a figure; where `marks` is there, the marks of each drawing are numbers in it. */
export interface Part {
  marks?: Mark[];
  plans: Record<string, Omit<Plan, 'marks'> & { marks: (Mark | number)[] }>;
}

/** Drawings of a part with their marks in place. */
export function plansOf(part: Part): Plans {
  const place = (mark: Mark | number) => (typeof mark === 'number' ? part.marks![mark] : mark);
  return Object.fromEntries(Object.entries(part.plans).map(([key, plan]) => [key, { ...plan, marks: plan.marks.map(place) }]));
}

export interface Choice {
  key: string;
  values: Record<string, string>;
  label: Both;
  words: Record<string, Both>;
  /** Number of the part that holds its drawings, where the body itself does not. */
  part?: number;
}

export interface Figure {
  name: string;
  kind: string;
  title: Both;
  table: { name: TableName; columns: string[] };
  by: string[];
  hover: string[];
  notes: Both[];
  foot: Both[];
  choices: Choice[];
  maps: boolean;
  plans: Plans;
}

export type TableName =
  | 'cells'
  | 'regions'
  | 'activities'
  | 'relatedness'
  | 'pairs'
  | 'changes'
  | 'peers'
  | 'benchmarks'
  | 'cell_changes'
  | 'leads'
  | 'cooperation'
  | 'cross';
export type Columns = Record<string, unknown[]>;

export interface ColumnText {
  name: string;
  kind: string;
  label: Both;
  about: Both;
}

export interface Caution {
  code: string;
  en: string;
  ru: string;
  period?: string;
}

export interface ComparisonBody extends Record<TableName, Columns> {
  name: string;
  title: string;
  indicator: string;
  unit: string | null;
  source: string;
  classification: string | null;
  n_regions: number;
  n_activities: number;
  version: string;
  periods: string[];
  generated: boolean;
  parameters: Record<string, unknown>;
  conventions_shown: { name: string; measure: Both; items: { name: string; label: Both; value: Both }[] }[];
  cautions: Caution[];
  names: Record<'regions' | 'activities' | 'districts' | 'measures', Record<string, Both>>;
  /** Rows in this body and rows in all. */
  rows: Record<TableName, [number, number]>;
  columns: Record<TableName, ColumnText[]>;
  tables: Record<TableName, Both>;
  sources: Source[];
  methods: Both;
  figures: Figure[];
  no_map: Both | null;
  outlines: { paths: string[]; words: Both } | null;
  words: Both[];
}

export const TABLES: TableName[] = [
  'regions',
  'cells',
  'activities',
  'pairs',
  'relatedness',
  'changes',
  'cell_changes',
  'peers',
  'benchmarks',
  'leads',
  'cooperation',
  'cross',
];

/** The choice of a figure that fits best what was chosen: as many of its values as possible, the first of equals. */
export function fittingChoice(figure: Figure, chosen: Record<string, string | undefined>): Choice {
  let best = figure.choices[0];
  let most = -1;
  for (const choice of figure.choices) {
    // A measure weighs most and a period least: who looks at one region wants that region, be it of another year.
    const fits = figure.by.reduce((sum, by) => sum + (choice.values[by] === chosen[by] ? weight(by) : 0), 0);
    if (fits > most) [best, most] = [choice, fits];
  }
  return best;
}

function weight(by: string): number {
  return by === 'measure' ? 4 : by === 'region' ? 2 : 1;
}

/** A drawing is legible down to this share of its size. */
const SMALLEST = 0.85;

/** The widest form of a drawing that is legible in so many pixels, the narrowest where none is. */
export function fittingPlan(plans: Plans, key: string, room: number): Plan {
  const narrower = Object.keys(plans).filter((name) => name.startsWith(`${key}@`));
  const forms = [key, ...narrower].map((name) => plans[name]).sort((a, b) => b.width - a.width);
  return forms.find((plan) => plan.width * SMALLEST <= room) ?? forms[forms.length - 1];
}

/** Values of one column among the choices of a figure, in their order, with their words. */
export function optionsOf(figure: Figure, by: string): { value: string; words: Both }[] {
  const found = new Map<string, Both>();
  for (const choice of figure.choices) if (!found.has(choice.values[by])) found.set(choice.values[by], choice.words[by]);
  return [...found].map(([value, words]) => ({ value, words }));
}

/** Rows of the figure's table that belong to a choice. */
export function rowsOf(columns: Columns, values: Record<string, string>): number[] {
  const fixed = Object.entries(values).filter(([name]) => name in columns);
  const length = columns.period?.length ?? 0;
  return Array.from({ length }, (_, row) => row).filter((row) => fixed.every(([name, value]) => columns[name][row] === value));
}

/** Rows that marks stand for, in the order in which they are drawn. */
export function rowsDrawn(plan: Plan): number[] {
  const rows = new Set<number>();
  for (const mark of plan.marks) if (mark.row !== undefined) rows.add(mark.row);
  return [...rows];
}

const NAMED: Record<string, 'regions' | 'activities' | 'districts' | 'measures'> = {
  district: 'districts',
  region: 'regions',
  region_a: 'regions',
  region_b: 'regions',
  peer: 'regions',
  leader: 'regions',
  follower: 'regions',
  measure: 'measures',
  activity: 'activities',
  activity_a: 'activities',
  activity_b: 'activities',
};

/** The name of a code in a column of codes; undefined for other columns. */
export function nameOf(body: ComparisonBody, column: string, code: unknown): Both | undefined {
  const kind = NAMED[column];
  return kind && typeof code === 'string' ? body.names[kind][code] : undefined;
}

export function isNamed(column: string): boolean {
  return column in NAMED;
}
