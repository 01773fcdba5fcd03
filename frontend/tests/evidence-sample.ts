/** A small sheet and bodies of evidence for tests. */
import type { SheetWindow, WindowCell } from '../src/data/sheet';
import type { EvidenceBody, Fragment } from '../src/data/types';

function cell(row: number, column: number, text: string, more: Partial<WindowCell> = {}): WindowCell {
  return { row, column, last_row: row, last_column: column, text, kind: /^\d/.test(text) ? 'number' : 'text', runs: [], ...more };
}

export function windowBody(): SheetWindow {
  const years = [10, 11, 12].map((column) => cell(3, column, String(2000 + column)));
  years[1] = cell(3, 11, '20111)', { kind: 'text', runs: [['2011', false], ['1)', true]] });
  const numbers = [30, 31, 32].flatMap((row) => [10, 11, 12].map((column) => cell(row, column, String(row * 1000 - 1009 + column))));
  return {
    ...{ kind: 'window', sheet: '2', sheets: ['1', '2'], cell: 'K31', text: '30020', n_rows: 40, n_columns: 30 },
    ...{ rows: [1, 2, 3, 30, 31, 32], columns: [1, 10, 11, 12], letters: ['A', 'J', 'K', 'L'] },
    ...{ headings: [1, 2, 3], labels: [1], notes: [] },
    cells: [
      cell(1, 1, 'A long title over the whole sheet'),
      cell(2, 1, 'Region', { last_row: 3 }),
      cell(2, 11, 'Million <b>roubles</b>', { last_column: 12 }),
      ...years,
      ...[30, 31, 32].map((row) => cell(row, 1, `Region ${row}`)),
      ...numbers.map((one) => (one.row === 31 && one.column === 11 ? { ...one, text: '30020' } : one)).filter((one) => one.row !== 32 || one.column !== 10),
    ],
  };
}

export function fragmentBody(): Fragment {
  const line = (text: string, number: number | null, more = {}) => ({ text, number, name: '', wanted: false, gap: false, ...more });
  return {
    ...{ kind: 'fragment', cell: '/A/Obs[2]', text: '7', language: 'xml', notes: [] },
    lines: [line('<A>', 1), line('  … 1', null, { gap: true }), line('  <Obs value="7"/>', 3, { wanted: true }), line('</A>', null)],
  };
}

export function observationBody(): EvidenceBody {
  const row = { region: 'RU-TOM', region_name: 'Томская область', indicator: 'staff', period: '2011', value: 30020, unit: 'persons', flag: 'provisional', footnotes: '1) a note', raw: '30020' };
  return {
    table: 'observations',
    key: { file: 'a.xlsx', sheet: '2', cell: 'K31' },
    row: { ...row, file: 'a.xlsx', sheet: '2', cell: 'K31' },
    columns: [{ name: 'raw', kind: 'string', unit: null, meaning: 'cell as written' }],
    generated: false,
    source: { file: 'a.xlsx', format: 'rosstat', title: 'Rosstat workbook', records_in_file: 9, records_read: 9, sha256: 'ab'.repeat(32), producer: 'Rosstat', licence: 'open', encoding: 'binary' },
    file: { state: 'same', sha256: 'ab'.repeat(32), problem: '', hint: '' },
    surroundings: windowBody(),
    agrees: true,
  };
}

export function recordBody(): EvidenceBody {
  return {
    ...observationBody(),
    table: 'records',
    key: { record: 'r-1' },
    row: { record: 'r-1', title: 'A <i>title</i>', database: 'ris', year: 2020, file: 'a.ris', record_number: 1, line: 1 },
    generated: true,
    file: { state: 'changed', sha256: 'cd'.repeat(32), problem: '', hint: '' },
    surroundings: fragmentBody(),
    agrees: null,
  };
}

export function indicatorBody(): EvidenceBody {
  const told = { region_name: 'Томская область', indicator: 'staff', activity: null, period: '2011', value: 30020, unit: 'persons', flag: 'ok' };
  return {
    table: 'indicators',
    key: { indicator: 'x', region: 'RU-TOM', activity: '', period: '2011' },
    row: { indicator: 'x', region: 'RU-TOM', activity: '', period: '2011', value: 1.5, provenance: 'a.xlsx!2!K31 | b!!C1' },
    columns: [],
    generated: false,
    behind: { table: 'observations', rows: [{ key: { file: 'a.xlsx', sheet: '2', cell: 'K31' }, told }], total: 1, missing: 1 },
  };
}
