/** Where a number comes from, as far as a single file without a server knows. */
import { comparisonAddress, load, tableAddress } from './access';
import type { ComparisonBody } from './comparison';
import { KEYS } from './keys';
import type { Row, TableBody } from './types';

export interface Place {
  file: string;
  sheet: string;
  cell: string;
  /** The text of the cell, where it is known. */
  raw?: string;
}

/** The places in a text such as `file!sheet!cell | file!sheet!cell`; a file may be a member of an archive, `archive!member`. */
export function placesIn(provenance: string): Place[] {
  return provenance.split(' | ').filter(Boolean).map((part) => {
    const pieces = part.split('!');
    const [sheet, cell] = pieces.slice(-2);
    return { file: pieces.slice(0, -2).join('!'), sheet, cell };
  });
}

/** The embedded row of a key, if the file holds its table or the comparison that it belongs to. */
export async function embeddedRow(table: string, key: URLSearchParams): Promise<Row | null> {
  const isWanted = (value: (column: string) => unknown) => KEYS[table].every((column) => String(value(column) ?? '') === (key.get(column) ?? ''));
  try {
    if (table === 'compared_cells') {
      const { cells, name } = await load<ComparisonBody>(comparisonAddress(key.get('comparison') ?? ''));
      const row = (cells.region ?? []).findIndex((_, r) => isWanted((column) => (column === 'comparison' ? name : cells[column]?.[r])));
      return row < 0 ? null : Object.fromEntries(Object.keys(cells).map((column) => [column, cells[column][row]]));
    }
    const { rows } = await load<TableBody>(`${tableAddress(table)}?size=${Number.MAX_SAFE_INTEGER}`);
    const row = (rows[KEYS[table][0]] ?? []).findIndex((_, r) => isWanted((column) => rows[column]?.[r]));
    return row < 0 ? null : Object.fromEntries(Object.keys(rows).map((column) => [column, rows[column][row]]));
  } catch {
    return null;
  }
}

/** Places of a row, and of the key itself where that names one. */
export function placesOf(table: string, key: URLSearchParams, row: Row | null): Place[] {
  if (table === 'observations') {
    const raw = row ? String(row.raw ?? '') : undefined;
    return [{ file: key.get('file') ?? '', sheet: key.get('sheet') ?? '', cell: key.get('cell') ?? '', raw }];
  }
  return placesIn(String(row?.provenance ?? ''));
}
