/** VOSviewer's formats, by the strict rules of its readers. */
import type { NetworkData } from '../data/network';
import type { NetworkBody } from '../data/types';

const PARAMETERS = ['attraction', 'repulsion', 'resolution', 'min-cluster-size', 'merge-small-clusters'];
const WORDS: Record<string, [string, string]> = {
  authors: ['Author', 'Authors'],
  organisations: ['Organisation', 'Organisations'],
  countries: ['Country', 'Countries'],
  regions: ['Region', 'Regions'],
  sources: ['Source', 'Sources'],
  documents: ['Document', 'Documents'],
  references: ['Cited reference', 'Cited references'],
  'cited-authors': ['Cited author', 'Cited authors'],
  'cited-sources': ['Cited source', 'Cited sources'],
  topics: ['Topic', 'Topics'],
  terms: ['Term', 'Terms'],
};

/** A label as its readers show it: no markup, no word that they take for a missing value. */
export function plainLabel(label: string, id: number): string {
  const text = label.replace(/<\/?[A-Za-z][^<>]*>/g, '').replaceAll('<', '&lt;').replace(/\s+/g, ' ').trim();
  return /^(null|nan|)$/i.test(text) ? String(id) : text;
}

/** Four decimals; more only where four would leave nothing. */
export function rounded(value: number): number {
  return Number(value.toFixed(4)) || Number(value.toPrecision(6));
}

/** Columns are told by substrings: no name of ours may hold weight, score or cluster. */
function harmlessName(name: string): string {
  return name.replace(/weight/gi, 'w.').replace(/score/gi, 's.').replace(/cluster/gi, 'c.');
}

export function vosviewerJson(body: NetworkBody, data: NetworkData, description: string): string {
  const items = Array.from({ length: data.n }, (_, i) => ({
    id: data.id[i],
    label: plainLabel(data.label[i], data.id[i]),
    x: rounded(data.x[i]),
    y: rounded(data.y[i]),
    ...(data.cluster[i] > 0 && { cluster: data.cluster[i] }),
    weights: Object.fromEntries(data.weights.map((w) => [harmlessName(w.name), rounded(w.values[i])])),
    ...(data.scores.length && { scores: known(data, i) }),
  }));
  const clusters = data.clusters.filter((c) => c.number > 0).map((c) => ({ cluster: c.number, label: `Cluster ${c.number}` }));
  const parameters = Object.fromEntries(
    PARAMETERS.filter((key) => body.parameters[key] != null).map((key) => [key.replaceAll('-', '_'), body.parameters[key]]),
  );
  const whole = {
    network: { items, links: orderedLinks(data).map(([s, t, w]) => ({ source_id: s, target_id: t, strength: w })), clusters },
    config: { parameters: { item_color: 1, ...parameters }, terminology: terminology(body.unit) },
    info: { title: asHtml(body.name), description: asHtml(description) },
  };
  return JSON.stringify(whole) + '\n';
}

function known(data: NetworkData, i: number): Record<string, number> {
  const given = data.scores.filter((score) => !Number.isNaN(score.values[i]));
  return Object.fromEntries(given.map((score) => [harmlessName(score.name), rounded(score.values[i])]));
}

/** Links as ids, the smaller first, sorted. */
export function orderedLinks(data: NetworkData): [number, number, number][] {
  const links = Array.from({ length: data.m }, (_, k): [number, number, number] => {
    const [s, t] = [data.id[data.source[k]], data.id[data.target[k]]];
    return [Math.min(s, t), Math.max(s, t), rounded(data.strength[k])];
  });
  return links.sort((p, q) => p[0] - q[0] || p[1] - q[1]);
}

function asHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function terminology(unit: string): Record<string, string> {
  const [item, items] = WORDS[unit] ?? ['Keyword', 'Keywords'];
  return {
    item,
    items,
    link: 'Link',
    links: 'Links',
    link_strength: 'Link strength',
    total_link_strength: 'Total link strength',
    cluster: 'Cluster',
    clusters: 'Clusters',
  };
}

/** Map file: tab-separated, one line per item below a header in lower case names. */
export function mapFile(data: NetworkData): string {
  const columns = [
    ...data.weights.map((w) => ({ name: `weight<${w.name}>`, values: w.values })),
    ...data.scores.map((s) => ({ name: `score<${s.name}>`, values: s.values })),
  ];
  const lines = [['id', 'label', 'x', 'y', 'cluster', ...columns.map((c) => c.name)].join('\t')];
  for (let i = 0; i < data.n; i++) {
    const label = plainLabel(data.label[i], data.id[i]);
    const quoted = /[\t,;"\r\n]/.test(label) ? `"${label.replaceAll('"', '""')}"` : label;
    const values = columns.map((c) => (Number.isNaN(c.values[i]) ? '' : rounded(c.values[i])));
    lines.push([data.id[i], quoted, rounded(data.x[i]), rounded(data.y[i]), data.cluster[i] || '', ...values].join('\t'));
  }
  return lines.join('\n') + '\n';
}

/** Network file: no header; two ids and the strength. */
export function networkFile(data: NetworkData): string {
  return orderedLinks(data).map((link) => link.join('\t') + '\n').join('');
}
