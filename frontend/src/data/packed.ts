/** Large bodies of a single file: gzip in base64, each in an element of its own, unpacked when the page asks for it. */
import { DataError } from './access';

/** Whether the address is that of a packed body; `bodies` lists them, since their elements come after the script. */
export function isPacked(bodies: Record<string, unknown>, address: string): boolean {
  return Array.isArray(bodies.packed) && bodies.packed.includes(address);
}

/** The body of a packed element; undefined where none has the address. */
export async function unpacked(bodies: Record<string, unknown>, address: string): Promise<unknown> {
  if (!isPacked(bodies, address)) return undefined;
  if (typeof DecompressionStream === 'undefined') throw new DataError('no-unpacking', address, '');
  await wholeDocument();
  const element = [...document.querySelectorAll<HTMLElement>('script[data-packed]')].find((one) => one.dataset.packed === address);
  if (!element) throw new DataError('broken-file', address, '');
  try {
    return JSON.parse(await inflated(element.textContent ?? ''));
  } catch {
    throw new DataError('broken-file', address, '');
  }
}

/** Text of gzip in base64. */
export async function inflated(base64: string): Promise<string> {
  const stream = new Blob([bytesOf(base64)]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const found = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) found[i] = text.charCodeAt(i);
  return found;
}

/** The packed elements are the last of the file: the frame of the page is drawn before they are read. */
function wholeDocument(): Promise<void> {
  if (document.readyState !== 'loading') return Promise.resolve();
  return new Promise((done) => document.addEventListener('DOMContentLoaded', () => done(), { once: true }));
}
