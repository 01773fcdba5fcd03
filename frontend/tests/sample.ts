/** Small networks for tests. */
import type { NetworkBody } from '../src/data/types';

/** Four items: a strong triangle less one side, and one without cluster. */
export function networkBody(): NetworkBody {
  return {
    name: 'four',
    unit: 'keywords',
    link: 'co-occurrence',
    counting: 'full',
    generated: false,
    parameters: { attraction: 2, repulsion: 1, resolution: 1, seed: 0 },
    summary: { n_items: 4, n_links: 3, total_link_strength: 8 },
    warnings: [],
    items: {
      id: [1, 2, 5, 9],
      label: ['p<0.05', 'CO<sub>2</sub> & R&amp;D', 'умная специализация', 'null'],
      x: [-1, 1, 0.5, -0.4],
      y: [-0.5, -0.4, 0.6, 0.55],
      cluster: [1, 1, 2, null],
      weights: { Links: [2, 1, 2, 1], 'Total link strength': [7, 5, 3, 1], Occurrences: [9, 6, 4, 1] },
      scores: { 'Avg. pub. year': [2014.25, null, 2018, 2020] },
    },
    links: { source: [0, 0, 2], target: [2, 1, 3], strength: [2, 5, 1] },
    evidence: {
      kind: 'shared-documents',
      item_documents: { starts: [0, 3, 5, 7, 8], documents: [0, 1, 2, 1, 2, 2, 3, 3] },
      document_links: { starts: [0, 2, 4, 5, 5], targets: [0, 1, 0, 1, 1] },
      references: ['first', 'second'],
    },
    documents: {
      key: ['a', 'b', 'c', 'd'],
      title: ['A', 'B', 'C', 'D'],
      authors: ['', '', '', ''],
      year: [2014, 2015, null, 2018],
      source: ['', '', '', ''],
      doi: [null, null, null, null],
      file: ['f', 'f', 'f', 'f'],
      record: [1, 2, 3, 4],
      line: [null, null, null, null],
    },
    documents_embedded: 4,
    documents_total: 4,
    methods: { en: 'How it was made: <b>&</b>', ru: '' },
    sources: [],
  };
}

/** The same numbers for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function randomBody(n: number, seed: number): NetworkBody {
  const next = random(seed);
  const column = (make: (i: number) => number) => Array.from({ length: n }, (_, i) => make(i));
  const body = networkBody();
  const m = 3 * n;
  const source = Array.from({ length: m }, () => Math.floor(next() * n));
  const target = source.map((s) => (s + 1 + Math.floor(next() * (n - 1))) % n);
  return {
    ...body,
    items: {
      id: column((i) => i + 1),
      label: column((i) => i).map((i) => `${i % 2 ? 'ключевое слово' : 'keyword'} ${i}`),
      x: column(() => next() + next()),
      y: column(() => next() + next()),
      cluster: column(() => 1 + Math.floor(12 * next() ** 2)),
      weights: {
        Links: column(() => 1 + Math.floor(20 * next())),
        'Total link strength': column(() => 1 + Math.floor(40 * next())),
        Occurrences: column(() => 1 + Math.floor(3 / (next() + 0.01))),
      },
      scores: { 'Avg. pub. year': column(() => 2010 + 12 * next()).map((v, i) => (i % 9 ? v : null)) },
    },
    links: { source, target, strength: source.map(() => 1 + Math.floor(2 / (next() + 0.1))) },
  };
}
