/** The documents behind an item or a link, as the evidence of the map tells them. */
import type { Evidence } from './types';

function row(table: { starts: number[] }, values: number[], i: number): number[] {
  return i + 1 < table.starts.length ? values.slice(table.starts[i], table.starts[i + 1]) : [];
}

export function documentsOf(evidence: Evidence, item: number): number[] {
  const { item_documents: table } = evidence;
  return table ? row(table, table.documents, item) : [];
}

/** Documents of both items, in order. */
export function sharedDocuments(evidence: Evidence, a: number, b: number): number[] {
  const second = new Set(documentsOf(evidence, b));
  return documentsOf(evidence, a).filter((d) => second.has(d));
}

export interface ReferencePair {
  first: number;
  second: number;
  /** Indices of references that both cite. */
  references: number[];
}

/** Pairs of different documents, one of each item, that share references; the most shared first. */
export function sharedReferences(evidence: Evidence, a: number, b: number): ReferencePair[] {
  const { document_links: table } = evidence;
  const cited = (d: number) => row(table, table.targets, d);
  const byReference = new Map<number, number[]>();
  for (const d of documentsOf(evidence, b)) {
    for (const r of cited(d)) {
      const found = byReference.get(r);
      if (found) found.push(d);
      else byReference.set(r, [d]);
    }
  }
  const pairs = new Map<string, ReferencePair>();
  for (const first of documentsOf(evidence, a)) {
    for (const r of cited(first)) {
      for (const second of byReference.get(r) ?? []) {
        if (first === second) continue;
        const key = `${first} ${second}`;
        const pair = pairs.get(key);
        if (pair) pair.references.push(r);
        else pairs.set(key, { first, second, references: [r] });
      }
    }
  }
  return [...pairs.values()].sort(
    (p, q) => q.references.length - p.references.length || p.first - q.first || p.second - q.second,
  );
}

export interface CitationPair {
  citing: number;
  cited: number;
  /** Whether the citing document belongs to the first item. */
  forward: boolean;
}

/** Which document of one side cites which of the other, in both directions. */
export function citations(evidence: Evidence, a: number, b: number): CitationPair[] {
  const { document_links: table } = evidence;
  const [first, second] = [documentsOf(evidence, a), documentsOf(evidence, b)];
  const towards = (from: number[], to: number[], forward: boolean) => {
    const wanted = new Set(to);
    return from.flatMap((citing) =>
      row(table, table.targets, citing)
        .filter((cited) => wanted.has(cited) && cited !== citing)
        .map((cited) => ({ citing, cited, forward })),
    );
  };
  return [...towards(first, second, true), ...towards(second, first, false)];
}
