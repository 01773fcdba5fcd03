/** Sentences about a map and its parts, made from its figures. */
import { textOf } from '../data/plain';
import type { Hit } from '../draw/hit';
import { measure, number, t } from '../state/language.svelte';
import type { MapState } from '../state/map.svelte';

/** What the picture shows, for those who do not see it: counts and the five items linked most. */
export function summaryOf(map: MapState): string {
  const { data } = map;
  const size = data.weights.find((w) => w.name === 'Total link strength')?.values;
  const order = Array.from({ length: data.n }, (_, i) => i);
  if (size) order.sort((a, b) => size[b] - size[a] || a - b);
  const counts = countsOf(map).join(', ');
  if (!data.n) return `${counts}.`;
  return t('map.summary', { counts, strongest: order.slice(0, 5).map((i) => data.label[i]).join('; ') });
}

export function countsOf(map: MapState): string[] {
  const clusters = map.data.clusters.filter((c) => c.number > 0).length;
  return [
    t('count.items', { n: map.data.n }),
    t('count.links', { n: map.data.m }),
    t('count.clusters', { n: clusters }),
  ];
}

/** Name of a weight or score in the reader's language; unknown names stay as they are. */
export function columnName(name: string): string {
  const key = 'column.' + name.toLowerCase().replace(/[^a-z]+/g, '-').replace(/^-|-$/g, '');
  const text = t(key);
  return text === key ? name : text;
}

export function clusterName(cluster: number): string {
  return cluster > 0 ? t('cluster.name', { number: String(cluster) }) : t('cluster.none');
}

/** A cluster told by the items linked most in it. */
export function clusterTopics(map: MapState, cluster: number, most = 3): string {
  const found = map.data.clusters.find((c) => c.number === cluster);
  return found ? [...found.items.subarray(0, most)].map((i) => map.data.label[i]).join(', ') : '';
}

export function hoverText(map: MapState, found: NonNullable<Hit>): { title: string; lines: string[] } {
  const { data, settings } = map;
  if (found.kind === 'link') {
    const [s, u] = [data.source[found.index], data.target[found.index]];
    return {
      title: `${data.label[s]} – ${data.label[u]}`,
      lines: [t('link.strength', { strength: number(data.strength[found.index]) })],
    };
  }
  const weight = data.weights[settings.weight];
  const lines = weight ? [`${columnName(weight.name)}: ${measure(weight.name, weight.values[found.index])}`] : [];
  const score = settings.view === 'overlay' ? data.scores[settings.score] : undefined;
  if (score) lines.push(`${columnName(score.name)}: ${measure(score.name, score.values[found.index])}`);
  else lines.push(clusterName(data.cluster[found.index]));
  const about = data.description?.[found.index];
  if (about) lines.push(textOf(about));
  return { title: data.label[found.index], lines };
}
