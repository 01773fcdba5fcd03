/** What the server does with a table, done on a table that is embedded whole: filter, sort, page. */
import type { TableBody } from './types';

export function embeddedTable(body: unknown, query: URLSearchParams): TableBody {
  const table = body as TableBody;
  const columns = table.columns.map((column) => column.name);
  const length = table.rows[columns[0]]?.length ?? 0;
  let order = Array.from({ length }, (_, i) => i);
  const wanted = (query.get('filter') ?? '').toLowerCase();
  if (wanted) {
    order = order.filter((i) =>
      columns.some((name) => {
        const cell = table.rows[name][i];
        return typeof cell === 'string' && cell.toLowerCase().includes(wanted);
      }),
    );
  }
  const sort = query.get('sort') ?? '';
  if (sort && table.rows[sort]) {
    const sign = query.get('descending') === '1' ? -1 : 1;
    order.sort((a, b) => compare(table.rows[sort][a], table.rows[sort][b], sign) || a - b);
  }
  const size = Number(query.get('size') ?? 50);
  const page = Number(query.get('page') ?? 1);
  const shown = order.slice((page - 1) * size, page * size);
  const rows = Object.fromEntries(columns.map((name) => [name, shown.map((i) => table.rows[name][i])]));
  return { ...table, total: wanted ? order.length : Math.max(table.total, length), page, size, rows };
}

/** Numbers by size, texts by code point, missing values last in either direction. */
export function compare(a: unknown, b: unknown, sign: number): number {
  if (a == null || b == null) return a == null ? (b == null ? 0 : 1) : -1;
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  const [first, second] = [String(a), String(b)];
  return first === second ? 0 : sign * (first < second ? -1 : 1);
}
