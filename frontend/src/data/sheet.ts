/** A part of a sheet as rows of a table: gaps where rows and columns are left out, merged cells as one, long headings over empty cells. */

export interface WindowCell {
  row: number;
  column: number;
  last_row: number;
  last_column: number;
  text: string;
  kind: 'number' | 'text' | 'fault';
  /** Pieces of the text and whether they are raised; none where nothing is. */
  runs: [string, boolean][];
}

export interface SheetWindow {
  kind: 'window';
  sheet: string;
  sheets: string[];
  cell: string;
  text: string;
  rows: number[];
  columns: number[];
  letters: string[];
  n_rows: number | null;
  n_columns: number;
  headings: number[];
  labels: number[];
  cells: WindowCell[];
  notes: string[];
}

export interface GridCell {
  cell: WindowCell | null;
  rowspan: number;
  colspan: number;
  /** Place among the columns shown. */
  at: number;
  wanted: boolean;
  heading: boolean;
  label: boolean;
}

export interface GridRow {
  /** Number in the sheet; null stands for rows left out. */
  number: number | null;
  cells: GridCell[];
}

export interface Grid {
  /** Letters of the columns; null stands for columns left out. */
  letters: (string | null)[];
  /** Rows at the top that head the table, then the others. */
  head: GridRow[];
  body: GridRow[];
  /** Place of the first column if it labels the rows, else -1. */
  frozen: number;
}

/** Texts that fit into a narrow cell stay in it. */
const LONG = 14;

/** Numbers in order, with null where some are left out. */
export function withGaps(numbers: number[]): (number | null)[] {
  return numbers.flatMap((n, i) => (i > 0 && n !== numbers[i - 1] + 1 ? [null, n] : [n]));
}

export function gridOf(shown: SheetWindow): Grid {
  const rows = withGaps(shown.rows);
  const columns = withGaps(shown.columns);
  const letterOf = new Map(shown.columns.map((column, i) => [column, shown.letters[i]]));
  const headings = new Set(shown.headings);
  const labels = new Set(shown.labels);
  const starts = new Map<string, WindowCell>();
  const covered = new Set<string>();
  for (const cell of shown.cells) {
    const [r, c] = [rows.indexOf(cell.row), columns.indexOf(cell.column)];
    starts.set(`${r} ${c}`, cell);
    for (let i = r; i <= rows.indexOf(cell.last_row); i++) for (let j = c; j <= columns.indexOf(cell.last_column); j++) covered.add(`${i} ${j}`);
  }

  /** Over how many columns the text of a heading runs: its own, and empty ones behind it. */
  function spread(cell: WindowCell, r: number, c: number, colspan: number): number {
    if (cell.kind !== 'text' || cell.text.length <= LONG || !headings.has(cell.row) || cell.row !== cell.last_row) return colspan;
    let end = c + colspan;
    while (end < columns.length && !covered.has(`${r} ${end}`)) end++;
    return end - c;
  }

  function rowAt(r: number): GridRow {
    const number = rows[r];
    const heading = number !== null && headings.has(number);
    const cells: GridCell[] = [];
    for (let c = 0; c < columns.length; c++) {
      const cell = starts.get(`${r} ${c}`);
      const column = columns[c];
      const label = column !== null && labels.has(column) && !heading;
      if (!cell) {
        if (!covered.has(`${r} ${c}`)) cells.push({ cell: null, rowspan: 1, colspan: 1, at: c, wanted: false, heading, label });
        continue;
      }
      const rowspan = rows.indexOf(cell.last_row) - r + 1;
      const colspan = spread(cell, r, c, columns.indexOf(cell.last_column) - c + 1);
      const wanted = `${letterOf.get(cell.column)}${cell.row}` === shown.cell;
      cells.push({ cell, rowspan, colspan, at: c, wanted, heading, label });
      c += colspan - 1;
    }
    // An empty cell can be looked for, too: what is missing was read as missing.
    for (const one of cells) if (!one.cell && number !== null && `${letterOf.get(columns[one.at] ?? -1)}${number}` === shown.cell) one.wanted = true;
    return { number, cells };
  }

  const all = rows.map((_, r) => rowAt(r));
  const n = headRows(all, headings);
  return {
    letters: columns.map((column) => (column === null ? null : (letterOf.get(column) ?? ''))),
    head: all.slice(0, n),
    body: all.slice(n),
    frozen: columns[0] !== null && labels.has(columns[0]) ? 0 : -1,
  };
}

/** How many rows at the top are headings; no merged cell may reach from them into the others. */
function headRows(rows: GridRow[], headings: Set<number>): number {
  let n = 0;
  while (n < rows.length && (rows[n].number === null ? n > 0 && rows[n + 1] : headings.has(rows[n].number!))) n++;
  const reach = rows.slice(0, n).map((row, r) => Math.max(r + 1, ...row.cells.map((cell) => r + cell.rowspan)));
  return Math.max(0, ...reach) > n ? 0 : n;
}
