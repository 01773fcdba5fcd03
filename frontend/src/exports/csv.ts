/** CSV in UTF-8 with a byte order mark, so that Excel reads Cyrillic; numbers raw, missing values empty. */

export type Cell = string | number | boolean | null | undefined;
export interface CsvForm {
  /** `;` with a decimal comma is what Excel opens by itself where the decimal sign is a comma. */
  separator: ',' | ';';
}

export function csvText(header: string[], rows: Iterable<Cell[]>, { separator }: CsvForm): string {
  const lines = [header.map((cell) => field(cell, separator)).join(separator)];
  for (const row of rows) lines.push(row.map((cell) => field(cell, separator)).join(separator));
  return '\ufeff' + lines.join('\r\n') + '\r\n';
}

function field(cell: Cell, separator: ',' | ';'): string {
  if (cell == null || (typeof cell === 'number' && Number.isNaN(cell))) return '';
  if (typeof cell === 'number') return separator === ';' ? String(cell).replace('.', ',') : String(cell);
  const text = harmless(String(cell));
  return text.includes(separator) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A text that a spreadsheet would run as a formula gets an apostrophe before it. */
function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && !/^[+-]?\d/.test(text) ? `'${text}` : text;
}
