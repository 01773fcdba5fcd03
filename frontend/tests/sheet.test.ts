/** Parts of sheets as tables: nothing is shown twice, gaps and merged cells are where they belong. */
import { describe, expect, it } from 'vitest';
import { KEYS, keyQuery } from '../src/data/keys';
import { placesIn } from '../src/data/places';
import { gridOf, type GridRow, type SheetWindow, withGaps, type WindowCell } from '../src/data/sheet';
import { windowBody } from './evidence-sample';

/** The table as a browser lays it out: which cell lies at each place; a place taken twice throws. */
function laidOut(rows: GridRow[], width: number): (WindowCell | null | undefined)[][] {
  const places = rows.map(() => Array<WindowCell | null | undefined>(width).fill(undefined));
  rows.forEach((row, r) => {
    let c = 0;
    for (const one of row.cells) {
      while (c < width && places[r][c] !== undefined) c++;
      expect(one.at, `row ${r}`).toBe(c);
      for (let i = r; i < r + one.rowspan; i++) {
        for (let j = c; j < c + one.colspan; j++) {
          expect(places[i]?.[j], `${i} ${j}`).toBeUndefined();
          places[i][j] = one.cell;
        }
      }
    }
  });
  return places;
}

describe('a part of a sheet', () => {
  it('has a gap wherever rows or columns are left out', () => {
    expect(withGaps([1, 2, 3, 30, 31])).toEqual([1, 2, 3, null, 30, 31]);
    expect(withGaps([7])).toEqual([7]);
    expect(withGaps([])).toEqual([]);
  });

  it('fills every place of the table exactly once', () => {
    const shown = windowBody();
    const grid = gridOf(shown);
    const width = grid.letters.length;
    expect(grid.letters).toEqual(['A', null, 'J', 'K', 'L']);
    const places = [...laidOut(grid.head, width), ...laidOut(grid.body, width)];
    expect(places.flat().filter((one) => one === undefined)).toEqual([]);
    const texts = new Set(places.flat().map((one) => one?.text).filter(Boolean));
    expect(texts).toEqual(new Set(shown.cells.map((cell) => cell.text)));
  });

  it('spans gaps with merged cells and lets long headings run over empty cells', () => {
    const grid = gridOf(windowBody());
    const find = (text: string) => [...grid.head, ...grid.body].flatMap((row) => row.cells).find((one) => one.cell?.text.startsWith(text))!;
    expect(find('Million').colspan).toBe(2);
    expect(find('Region').rowspan).toBe(2);
    expect(find('A long title').colspan).toBe(5);
    expect(grid.head.map((row) => row.number)).toEqual([1, 2, 3, null]);
  });

  it('brings out the cell looked for, be it empty', () => {
    const wanted = (shown: SheetWindow) => gridOf(shown).body.flatMap((row) => row.cells.filter((one) => one.wanted).map((one) => [row.number, one.cell?.text]));
    expect(wanted(windowBody())).toEqual([[31, '30020']]);
    expect(wanted({ ...windowBody(), cell: 'J32', text: '' })).toEqual([[32, undefined]]);
  });

  it('freezes no headings that a merged cell ties to the rows below', () => {
    const shown = windowBody();
    shown.cells = shown.cells.filter((cell) => cell.row !== 30 || cell.column !== 1);
    shown.cells.find((cell) => cell.text === 'Region')!.last_row = 30;
    const grid = gridOf(shown);
    expect(grid.head).toEqual([]);
    laidOut(grid.body, grid.letters.length);
  });
});

describe('keys of evidence', () => {
  it('are the columns that name a row, missing ones empty', () => {
    const row: Record<string, unknown> = { file: 'a&b.xlsx', sheet: null, cell: 'C12', raw: '7' };
    expect(keyQuery('observations', (column) => row[column]).toString()).toBe('file=a%26b.xlsx&sheet=&cell=C12');
    expect(Object.keys(KEYS)).toContain('compared_cells');
  });

  it('are read from what a derived row says of its cells', () => {
    expect(placesIn('a.zip!in/b.xlsx!2!C12 | c.csv!!D4')).toEqual([
      { file: 'a.zip!in/b.xlsx', sheet: '2', cell: 'C12' },
      { file: 'c.csv', sheet: '', cell: 'D4' },
    ]);
    expect(placesIn('')).toEqual([]);
  });
});
