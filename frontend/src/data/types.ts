/** Bodies of the server's answers; the single file embeds the same bodies under the same addresses. */
import type { SheetWindow } from './sheet';

export interface Source {
  file: string;
  format: string;
  records_in_file: number;
  records_read: number;
  records_kept_out?: number;
  sha256?: string;
}

export interface MapCard {
  name: string;
  unit: string;
  link: string;
  n_documents: number;
  n_items: number;
  n_links: number;
  n_clusters: number;
}

export interface ComparisonCard {
  name: string;
  title: string;
  indicator: string;
  unit: string | null;
  n_regions: number;
  n_activities: number;
  source?: string;
  periods: string[];
}

export interface ProjectBody {
  name: string;
  version: string;
  languages: string[];
  generated: boolean;
  built: boolean;
  stale: string[];
  maps: MapCard[];
  comparisons?: ComparisonCard[];
  sources: Source[];
  problems: { error: number; warning: number; note: number };
  tables: { name: string; rows: number; meaning: string; meaning_ru?: string }[];
}

/** Compressed rows: the members of row i are `values[starts[i]]` to `values[starts[i + 1] - 1]`. */
export interface NetworkBody {
  name: string;
  unit: string;
  link: string;
  counting: string;
  generated: boolean;
  parameters: Record<string, unknown>;
  summary: Record<string, number | null>;
  warnings: string[];
  warnings_ru?: string[];
  items: {
    id: number[];
    label: string[];
    x: number[];
    y: number[];
    cluster: (number | null)[];
    description?: (string | null)[];
    weights: Record<string, (number | null)[]>;
    scores: Record<string, (number | null)[]>;
  };
  links: { source: number[]; target: number[]; strength: number[] };
  evidence: Evidence;
  documents: Documents;
  documents_embedded: number;
  documents_total: number;
  methods?: Record<string, string>;
  sources: Source[];
}

export interface Evidence {
  kind: 'shared-documents' | 'shared-references' | 'citations' | 'none';
  item_documents: { starts: number[]; documents: number[] };
  document_links: { starts: number[]; targets: number[] };
  references: string[];
}

export interface Documents {
  key: string[];
  title: (string | null)[];
  authors: (string | null)[];
  year: (number | null)[];
  source: (string | null)[];
  doi: (string | null)[];
  file: (string | null)[];
  record: (number | null)[];
  line: (number | null)[];
}

export interface Column {
  name: string;
  kind: string;
  unit: string | null;
  meaning: string;
}

export interface TableBody {
  name: string;
  meaning: string;
  total: number;
  page: number;
  size: number;
  columns: Column[];
  rows: Record<string, unknown[]>;
}

/** A line of a text around a value, or of a record. */
export interface FragmentLine {
  text: string;
  number: number | null;
  name: string;
  wanted: boolean;
  gap: boolean;
}

export interface Fragment {
  kind: 'fragment';
  cell: string;
  text: string;
  language: string;
  lines: FragmentLine[];
  notes: string[];
}

export type Row = Record<string, unknown>;

/** A row, and what it was read or made from. */
export interface EvidenceBody {
  table: string;
  key: Row;
  row: Row;
  columns: Column[];
  generated: boolean;
  source?: (Source & { title: string; producer: string; licence: string; encoding: string }) | null;
  file?: null | { state: 'same' | 'changed' | 'gone' | 'unreadable'; sha256: string; problem: string; hint: string };
  surroundings?: SheetWindow | Fragment | null;
  agrees?: boolean | null;
  behind?: { table: string; rows: { key: Row; told: Row }[]; total: number; missing: number };
}
