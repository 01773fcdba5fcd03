import { describe, expect, it } from 'vitest';
import { compare, embeddedTable } from '../src/data/embedded';
import { citations, documentsOf, sharedDocuments, sharedReferences } from '../src/data/evidence';
import { networkData } from '../src/data/network';
import { textOf, withoutTags } from '../src/data/plain';
import { contrast, outlineOf } from '../src/draw/colours';
import { D } from '../src/draw/constants';
import { csvText } from '../src/exports/csv';
import { mapFile, networkFile, orderedLinks, plainLabel, vosviewerJson } from '../src/exports/vosviewer';
import { fromQuery, toQuery, usualSettings } from '../src/state/parameters';
import { networkBody } from './sample';

const body = networkBody();
const data = networkData(body);

describe('evidence', () => {
  it('of a link is what both items share', () => {
    expect(documentsOf(body.evidence, 0)).toEqual([0, 1, 2]);
    expect(sharedDocuments(body.evidence, 0, 1)).toEqual([1, 2]);
    expect(sharedDocuments(body.evidence, 1, 3)).toEqual([]);
  });

  it('pairs different documents by the references that they share', () => {
    const pairs = sharedReferences(body.evidence, 0, 1);
    expect(pairs).toEqual([
      { first: 0, second: 1, references: [0, 1] },
      { first: 0, second: 2, references: [1] },
      { first: 1, second: 2, references: [1] },
      { first: 2, second: 1, references: [1] },
    ]);
  });

  it('says which document cites which, in both directions', () => {
    const cited = citations({ ...body.evidence, kind: 'citations' }, 0, 1);
    expect(cited.filter((c) => c.forward)).toEqual([
      { citing: 0, cited: 1, forward: true },
      { citing: 2, cited: 1, forward: true },
    ]);
    expect(cited.filter((c) => !c.forward)).toEqual([
      { citing: 1, cited: 0, forward: false },
      { citing: 2, cited: 1, forward: false },
    ]);
  });
});

describe('texts', () => {
  it('lose the tags of databases and keep what only looks like one', () => {
    expect(withoutTags('CO<sub>2</sub> &amp; p<0.05 <b>x</b>')).toBe('CO2 & p<0.05 x');
    expect(withoutTags('a<b and c>d')).toBe('a<b and c>d');
  });

  it('are read out of descriptions that are HTML', () => {
    expect(textOf('<table><tr><td>Authors:</td><td>A &amp; B</td></tr></table>')).toBe('Authors: A & B');
    expect(textOf('<img src=x onerror="f()">t<script>g()</script><style>h{}</style><!-- c -->u &#1078;')).toBe('t u ж');
    expect(textOf('2 < 3, p<0.05')).toBe('2 < 3, p<0.05');
  });
});

describe('VOSviewer files', () => {
  it('follow the rules of its readers', () => {
    const whole = JSON.parse(vosviewerJson(body, data, body.methods!.en));
    expect(whole.network.items.map((item: { id: number }) => item.id)).toEqual([1, 2, 5, 9]);
    expect(whole.network.items[0].label).toBe('p&lt;0.05');
    expect(whole.network.items[1].label).toBe('CO2 & R&D');
    expect(whole.network.items[3].label).toBe('9');
    expect('cluster' in whole.network.items[3]).toBe(false);
    expect('Avg. pub. year' in whole.network.items[1].scores).toBe(false);
    expect(whole.network.links).toEqual([
      { source_id: 1, target_id: 2, strength: 5 },
      { source_id: 1, target_id: 5, strength: 2 },
      { source_id: 5, target_id: 9, strength: 1 },
    ]);
    const names = new Set(whole.network.items.map((item: { weights: object }) => Object.keys(item.weights).join()));
    expect(names.size).toBe(1);
    expect(whole.info.description).toBe('How it was made: &lt;b&gt;&amp;&lt;/b&gt;');
    expect(vosviewerJson(body, data, '')).not.toMatch(/NaN|null/);
  });

  it('have equal numbers of fields in every line of the map file and no header in the network file', () => {
    const lines = mapFile(data).trimEnd().split('\n');
    expect(lines[0]).toBe('id\tlabel\tx\ty\tcluster\tweight<Links>\tweight<Total link strength>\tweight<Occurrences>\tscore<Avg. pub. year>');
    expect(new Set(lines.map((line) => line.split('\t').length))).toEqual(new Set([9]));
    expect(networkFile(data)).toBe('1\t2\t5\n1\t5\t2\n5\t9\t1\n');
    expect(orderedLinks(data)[0]).toEqual([1, 2, 5]);
  });

  it('never show a word that means a missing value', () => {
    expect(['null', 'NaN', '', ' '].map((label) => plainLabel(label, 7))).toEqual(['7', '7', '7', '7']);
  });
});

describe('CSV', () => {
  it('quotes what must be quoted, leaves missing values empty and disarms formulas', () => {
    const rows = [['a,b', 1.5, null], ['say "x"', NaN, '=1+1']];
    expect(csvText(['t', 'v', 'm'], rows, { separator: ',' })).toBe('\ufefft,v,m\r\n"a,b",1.5,\r\n"say ""x""",,\'=1+1\r\n');
    expect(csvText(['t'], [[1.5]], { separator: ';' })).toBe('\ufefft\r\n1,5\r\n');
  });
});

describe('tables in the file', () => {
  const table = {
    ...{ name: 't', meaning: '', total: 3, page: 1, size: 3, columns: [{ name: 'a', kind: 'string', unit: null, meaning: '' }, { name: 'n', kind: 'int64', unit: null, meaning: '' }] },
    rows: { a: ['Бета', 'альфа', 'gamma'], n: [null, 10, 9] },
  };
  const asked = (query: string) => embeddedTable(table, new URLSearchParams(query));

  it('are sorted by value with missing values last, filtered in either case, and paged', () => {
    expect(asked('sort=n').rows.n).toEqual([9, 10, null]);
    expect(asked('sort=n&descending=1').rows.n).toEqual([10, 9, null]);
    expect(asked('filter=БЕТА').rows.a).toEqual(['Бета']);
    expect(asked('page=2&size=2').rows.a).toEqual(['gamma']);
    expect(compare(2, 10, 1)).toBeLessThan(0);
  });
});

describe('the address', () => {
  it('leaves defaults out and brings everything else back', () => {
    const usual = usualSettings(data);
    expect(toQuery(usual, data).toString()).toBe('');
    const own = {
      ...usual,
      ...{ view: 'overlay' as const, weight: 0, scheme: 'plasma' as const, palette: 'vosviewer' as const, minScore: 2015, scale: 1.5 },
      ...{ maxLinks: 250, minStrength: 2, curved: false, dimming: false, hidden: [2, 3], zoom: 3.25, x: 0.5, y: -0.25, rotate: 90, flipY: true, selected: '5' },
    };
    const query = toQuery(own, data);
    expect(query.get('v')).toBe('1');
    expect(query.get('item_color')).toBe('2');
    expect(query.get('item_size')).toBe('1');
    expect(fromQuery(new URLSearchParams(query.toString()), data)).toEqual(own);
  });

  it('stands nonsense', () => {
    const odd = new URLSearchParams('item_size=99&item_color=x&scale=1e9&zoom_level=abc&score_colors=pink&hide_clusters=a.b&centre=1');
    expect(fromQuery(odd, data)).toEqual({ ...usualSettings(data), scale: 2 });
  });
});

describe('colours', () => {
  it('outline every mark at 3:1 or more on both grounds', () => {
    const all = [...Object.values(D.cluster_palettes).flat(), ...Object.values(D.score_schemes).flat(), ...Object.values(D.no_cluster), ...Object.values(D.no_score)];
    for (const ground of ['#ffffff', '#14181f']) {
      for (const fill of all) expect(contrast(outlineOf(fill, ground), ground)).toBeGreaterThanOrEqual(3);
    }
  });
});
