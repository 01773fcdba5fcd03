/** The one way to data: from bodies embedded in this file if there are any, else from the server. */
import { embeddedTable } from './embedded';
import { isPacked, unpacked } from './packed';

export class DataError extends Error {
  constructor(
    message: string,
    readonly where: string,
    readonly hint: string,
  ) {
    super(message);
  }
}

type Bodies = Record<string, unknown>;

const kept = new Map<string, unknown>();
let embedded: Bodies | null | undefined;

/** Bodies of the single file by address, or null where a server answers. */
export function embeddedBodies(): Bodies | null {
  if (embedded === undefined) {
    const text = document.getElementById('smartspec-data')?.textContent;
    embedded = text ? (JSON.parse(text) as Bodies) : null;
  }
  return embedded;
}

/** Whether a body can be had: always where a server answers, else only if it is embedded. */
export function available(address: string): boolean {
  const bodies = embeddedBodies();
  const path = address.split('?')[0];
  return !bodies || path in bodies || decodeURIComponent(path) in bodies || isPacked(bodies, decodeURIComponent(path));
}

export const networkAddress = (name: string) => `/api/network/${encodeURIComponent(name)}`;
export const comparisonAddress = (name: string) => `/api/comparison/${encodeURIComponent(name)}`;
export const partAddress = (name: string, figure: string, part: number) => `${comparisonAddress(name)}/${figure}/${part}`;
export const tableAddress = (name: string) => `/api/table/${encodeURIComponent(name)}`;
export const evidenceAddress = (table: string, query: URLSearchParams) => `/api/evidence/${encodeURIComponent(table)}?${query}`;

/** Language that the file or the server asks for; the reader's own choice goes before it. */
export function givenLanguage(): string {
  const lang = embeddedBodies()?.lang;
  return typeof lang === 'string' ? lang : document.documentElement.lang;
}

/** The body at `address`; what was fetched once is kept unless `fresh` is asked for. */
export async function load<T>(address: string, { fresh = false } = {}): Promise<T> {
  const bodies = embeddedBodies();
  if (bodies) return fromBodies<T>(bodies, address);
  if (!fresh && kept.has(address)) return kept.get(address) as T;
  let answer: Response;
  try {
    answer = await fetch('.' + address, { headers: { Accept: 'application/json' } });
  } catch {
    throw new DataError('no-answer', address, '');
  }
  const body = await answer.json().catch(() => null);
  if (!answer.ok || body === null) {
    throw new DataError(body?.error ?? `HTTP ${answer.status}`, body?.where ?? address, body?.hint ?? '');
  }
  kept.set(address, body);
  return body as T;
}

async function fromBodies<T>(bodies: Bodies, address: string): Promise<T> {
  const [path, query] = address.split('?');
  const decoded = decodeURIComponent(path);
  const found = bodies[address] ?? bodies[path] ?? bodies[decoded];
  const body = found ?? (await unpacked(bodies, decoded));
  if (body === undefined) throw new DataError('not-embedded', decoded, '');
  if (found === undefined) bodies[decoded] = body;
  if (decoded.startsWith('/api/table/')) return embeddedTable(body, new URLSearchParams(query)) as T;
  return body as T;
}
