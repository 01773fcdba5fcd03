import { beforeAll, describe, expect, it, vi } from 'vitest';
import { fittingChoice, nameOf, optionsOf, rowsDrawn, rowsOf } from '../src/data/comparison';
import { attributesOf, figureFile, paletteOf, told } from '../src/draw/figure';
import { roughWidth } from '../src/draw/labels';
import { comparisonBody } from './comparison-sample';

const body = comparisonBody();
const [map, specialisation] = body.figures;
const look = { ground: 'light' as const, language: 'ru' as const, words: body.words, outlines: body.outlines!.paths, hatch: 'hatch' };

describe('choices', () => {
  it('are the first where nothing was chosen, and keep what fits', () => {
    expect(fittingChoice(map, {}).key).toBe('eci | 2024');
    expect(fittingChoice(map, { period: '2023' }).key).toBe('eci | 2023');
    expect(fittingChoice(specialisation, { region: 'RU-B', period: '1999' }).key).toBe('RU-B | 2024');
    expect(fittingChoice(specialisation, { region: 'RU-Z' }).key).toBe('RU-A | 2024');
  });

  it('name each value once, in the order given', () => {
    expect(optionsOf(map, 'period').map((o) => o.value)).toEqual(['2024', '2023']);
    expect(optionsOf(map, 'measure')).toHaveLength(1);
  });
});

describe('rows', () => {
  it('of a choice are those of its period and region; a measure leaves none out', () => {
    expect(rowsOf(body.regions, { measure: 'eci', period: '2024' })).toEqual([3, 4, 5]);
    expect(rowsOf(body.cells, { region: 'RU-B', period: '2024' })).toEqual([1]);
    expect(rowsOf(body.pairs, {})).toEqual([]);
  });

  it('that are drawn are known', () => expect(rowsDrawn(map.plans['eci | 2024'])).toEqual([3, 4, 5]));

  it('are called by the names of their codes', () => {
    expect(nameOf(body, 'region', 'RU-B')!.ru).toBe('Область Ё');
    expect(nameOf(body, 'district', 'FD-VO')!.en).toBe('Volga');
    expect(nameOf(body, 'flag', 'RU-B')).toBeUndefined();
  });
});

describe('a drawing', () => {
  it('names its colours, and both palettes have the same names', () => {
    expect(Object.keys(paletteOf('light'))).toEqual(Object.keys(paletteOf('dark')));
    expect(attributesOf(map.plans['eci | 2024'].marks[0], look)).toMatchObject({ d: 'M10 10h60v60h-60z', fill: paletteOf('light')['seq-2'] });
    expect(attributesOf(map.plans['eci | 2024'].marks[1], look).fill).toBe('url(#hatch)');
    expect(told(0, look)).toBe('легенда');
  });

  it('becomes a file in which names are text, with title, foot and what is said on hover', () => {
    const texts = { title: '<b>&', foot: ['one '.repeat(80), 'two'], description: 'd\u0000', hover: (row: number) => `row ${row}`, measure: roughWidth };
    const { text, width, height } = figureFile(map.plans['eci | 2024'], look, texts);
    expect(text).not.toMatch(/<script|<b>|\u0000/);
    expect(text).toContain('<title>&#60;b&#62;&#38;</title>');
    expect(text.match(/<title>row \d<\/title>/g)).toHaveLength(3);
    expect(text.match(/>one /g)!.length).toBeGreaterThan(1);
    expect([width, height]).toEqual([340, expect.any(Number)]);
    expect(figureFile(map.plans['eci | 2024'], look, texts).text).toBe(text);
  });
});

describe('the table of a figure as CSV', () => {
  let rowsCsv: typeof import('../src/exports/figure').rowsCsv;

  beforeAll(async () => {
    // These modules speak to the browser when they are loaded.
    vi.stubGlobal('document', { documentElement: { lang: 'ru', dataset: {} }, getElementById: () => null });
    vi.stubGlobal('navigator', { languages: ['ru'] });
    vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => {} }));
    ({ rowsCsv } = await import('../src/exports/figure'));
  });

  it('has names beside codes, empty fields for what is missing, and its source at the end', () => {
    const text = rowsCsv(body, 'regions', [3, 5], ['Источник: наблюдения'], { separator: ';' });
    const lines = text.slice(1).trimEnd().split('\r\n');
    expect(lines[0]).toBe('period;region;region_label;district;district_label;eci');
    expect(lines[1]).toBe('2024;RU-A;Область А;FD-VO;Приволжский;1,25');
    expect(lines.slice(-1)).toEqual(['# Источник: наблюдения']);
    expect(text.match(/\ufeff/g)).toHaveLength(1);
  });
});
