/** Tables whose rows lead to what they were read or made from, each with the columns that name a row. */
export const KEYS: Record<string, string[]> = {
  observations: ['file', 'sheet', 'cell'],
  records: ['record'],
  problems: ['file', 'number'],
  works: ['work'],
  indicators: ['indicator', 'region', 'activity', 'period'],
  compared_cells: ['comparison', 'period', 'region', 'activity'],
};

/** The key of a row as an address holds it. */
export function keyQuery(table: string, value: (column: string) => unknown): URLSearchParams {
  return new URLSearchParams(KEYS[table].map((column) => [column, String(value(column) ?? '')]));
}
