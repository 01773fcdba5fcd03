/** What a row of a table of a comparison is called and says. */
import { type ComparisonBody, type Figure, isNamed, nameOf, type TableName } from '../data/comparison';
import { number, speech, t, year } from '../state/language.svelte';

/** The names of the regions and activities of a row. */
export function rowName(body: ComparisonBody, table: TableName, row: number): string {
  const columns = Object.keys(body[table]).filter((name) => isNamed(name) && name !== 'district');
  const parts = columns.map((name) => nameOf(body, name, body[table][name][row])?.[speech.language] ?? String(body[table][name][row]));
  return parts.join(table === 'pairs' || table === 'relatedness' ? ' – ' : ': ');
}

/** Name of a row, then a line for each value that the figure tells. */
export function rowText(body: ComparisonBody, figure: Figure, row: number): string[] {
  const table = figure.table.name;
  const lines = figure.hover
    .filter((name) => body[table][name]?.[row] != null)
    .map((name) => `${columnLabel(body, table, name)}: ${cellText(body, name, body[table][name][row])}`);
  return [rowName(body, table, row), ...lines];
}

export function columnLabel(body: ComparisonBody, table: TableName, name: string): string {
  return body.columns[table].find((column) => column.name === name)?.label[speech.language] ?? name;
}

/** A value as the reader's language writes it; codes of regions and activities by their names. */
export function cellText(body: ComparisonBody, column: string, value: unknown): string {
  if (value == null || value === '') return '–';
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 10_000 ? year(value, 0).replace('-', '−') : number(value, digits(value));
  return nameOf(body, column, value)?.[speech.language] ?? String(value);
}

/** About four significant digits. */
function digits(value: number): number {
  const size = Math.abs(value);
  return size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : size >= 0.01 ? 4 : 6;
}
