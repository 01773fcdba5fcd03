/** A small comparison for tests: three regions, two activities, two years. */
import type { Both, ComparisonBody, Plan } from '../src/data/comparison';

const both = (en: string, ru = en): Both => ({ en, ru });
const column = (name: string, kind: string, label: string, ru = label) => ({ name, kind, label: both(label, ru), about: both(name, ru) });

function plan(row: number): Plan {
  return {
    width: 300,
    height: 120,
    summary: both('ECI. Highest: <b>A</b> 1.5.', 'ECI. Наибольшие: <b>A</b> 1,5.'),
    marks: [
      { t: 'path', outline: 0, fill: 'seq-2', stroke: 'edge', line: 0.6, row },
      { t: 'rect', x: 120, y: 10, w: 60, h: 40, fill: 'hatch-fill', row: row + 1 },
      { t: 'path', d: 'M10 90Q50 40 200 90', stroke: 'accent', line: 1, row: row + 2 },
      { t: 'text', x: 10, y: 110, text: 0, size: 12, fill: 'ink', halo: true },
      { t: 'text', x: 150, y: 110, text: '<script>&"', size: 12, fill: 'muted', turn: -45 },
    ],
  };
}

export function comparisonBody(): ComparisonBody {
  const years = ['2023', '2024'];
  const regions = ['RU-A', 'RU-B', 'RU-C'];
  const rows = years.flatMap((period) => regions.map((region) => ({ period, region })));
  const choice = (period: string) => ({ key: `eci | ${period}`, values: { measure: 'eci', period }, label: both(`ECI, ${period}`), words: { measure: both('ECI'), period: both(period) } });
  return {
    ...{ name: 'сравнение 1', title: 'Regions <2024>', indicator: 'patents', unit: 'items', source: 'observations', classification: 'OKVED2' },
    ...{ n_regions: 3, n_activities: 2, version: '0', periods: years, generated: true, parameters: { threshold: 1, shapes: '' }, no_map: null },
    conventions_shown: [{ name: '2024/eci', measure: both('ECI'), items: [{ name: 'ddof', label: both('degrees', 'степени'), value: both('0') }] }],
    cautions: ['a', 'b', 'c', 'd', 'd'].map((code, k) => ({ code, en: `caution ${code}`, ru: `предостережение ${code}`, period: years[k % 2] })),
    names: {
      regions: { 'RU-A': both('<img src=x onerror=alert(1)>', 'Область А'), 'RU-B': both('Region B', 'Область Ё'), 'RU-C': both('Region C', 'Область Й') },
      measures: {},
      activities: { C: both('Manufacturing', 'Производство') },
      districts: { 'FD-VO': both('Volga', 'Приволжский') },
    },
    rows: { regions: [6, 6], cells: [2, 9], activities: [0, 0], relatedness: [0, 0], pairs: [0, 0], changes: [0, 0], cell_changes: [0, 0], peers: [0, 0], benchmarks: [0, 0], leads: [0, 0], cooperation: [0, 0], cross: [0, 0] },
    regions: {
      period: rows.map((row) => row.period),
      region: rows.map((row) => row.region),
      district: ['FD-VO', null, 'FD-VO', 'FD-VO', null, 'FD-VO'],
      eci: [1.5, -0.25, null, 1.25, -0.5, 0],
    },
    cells: { period: ['2024', '2024'], region: ['RU-A', 'RU-B'], activity: ['C', 'C'], rca: [2.5, null], presence: [true, null] },
    activities: { period: [], activity: [] },
    relatedness: { period: [], activity_a: [], activity_b: [] },
    pairs: { period: [], region_a: [], region_b: [] },
    cell_changes: { period: [] },
    peers: { period: [] },
    benchmarks: { period: [] },
    leads: { period: [] },
    cooperation: { period: [] },
    cross: { period: [] },
    changes: { since: [], period: [], region: [] },
    columns: {
      regions: [column('period', 'string', 'Period', 'Период'), column('region', 'string', 'Region', 'Регион'), column('district', 'string', 'District', 'Округ'), column('eci', 'float64', 'ECI')],
      cells: ['period', 'region', 'activity'].map((name) => column(name, 'string', name)).concat(column('rca', 'float64', 'RCA'), column('presence', 'bool', 'Specialised')),
      activities: [],
      relatedness: [],
      pairs: [],
      changes: [],
      cell_changes: [],
      peers: [],
      benchmarks: [],
      leads: [],
      cooperation: [],
      cross: [],
    },
    tables: { regions: both('Regions', 'Регионы'), cells: both('Cells', 'Ячейки'), activities: both('A'), relatedness: both('R'), pairs: both('P'), changes: both('C'), cell_changes: both('D'), peers: both('E'), benchmarks: both('B'), leads: both('L'), cooperation: both('O'), cross: both('X') },
    sources: [{ file: 'a.xlsx', format: 'rosstat', records_in_file: 3, records_read: 3 }],
    methods: both('How it was made.', 'Как это сделано.'),
    figures: [
      {
        ...{ name: 'choropleth', kind: 'choropleth', title: both('Regions on the map', 'Регионы на карте'), by: ['measure', 'period'], hover: ['eci'], maps: true },
        table: { name: 'regions', columns: ['region', 'district', 'eci'] },
        notes: [both('Five classes.', 'Пять классов.')],
        foot: [both('Patents · Source: observations', 'Патенты · Источник: наблюдения'), both('Parameters — threshold: 1', 'Параметры — порог: 1')],
        choices: years.map(choice).reverse(),
        plans: { 'eci | 2024': plan(3), 'eci | 2023': plan(0) },
      },
      {
        ...{ name: 'specialisation', kind: 'intervals', title: both('Specialisation', 'Специализация'), by: ['region', 'period'], hover: ['rca'], maps: false },
        table: { name: 'cells', columns: ['activity', 'rca', 'presence'] },
        notes: [],
        foot: [both('Patents')],
        choices: ['RU-A', 'RU-B'].map((region) => ({
          ...{ key: `${region} | 2024`, values: { region, period: '2024' }, label: both(`${region}, 2024`) },
          words: { region: both(region), period: both('2024') },
        })),
        plans: Object.fromEntries(
          ['RU-A', 'RU-B'].map((region, k) => [`${region} | 2024`, { width: 200, height: 60, summary: both(''), marks: [{ t: 'circle' as const, x: 50, y: 20, r: 5, fill: 'accent', row: k }] }]),
        ),
      },
    ],
    outlines: { paths: ['M10 10h60v60h-60z'], words: both('Outlines: drawn', 'Границы: свои') },
    words: [both('legend', 'легенда')],
  };
}
