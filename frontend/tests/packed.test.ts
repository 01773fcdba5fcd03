/** Packed bodies: what Python writes is read, what is broken is said. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { gzipSync } from 'node:zlib';
import { DataError } from '../src/data/access';
import { inflated, isPacked, unpacked } from '../src/data/packed';

const address = '/api/network/карта 1';
const bodies = { packed: [address] };
const base64 = (text: string) => gzipSync(Buffer.from(text)).toString('base64');

/** A document whose packed elements hold these texts. */
function page(texts: Record<string, string>): void {
  const elements = Object.entries(texts).map(([packed, textContent]) => ({ dataset: { packed }, textContent }));
  vi.stubGlobal('document', { readyState: 'complete', querySelectorAll: () => elements });
}

afterEach(() => void vi.unstubAllGlobals());

describe('packed bodies', () => {
  it('are read as they were written, whatever the letters', async () => {
    const body = { label: ['Ё', '日本', '<\/script>'], n: [1, null] };
    page({ '/api/other': base64('{}'), [address]: base64(JSON.stringify(body)) });
    expect(await unpacked(bodies, address)).toEqual(body);
    expect(await inflated(base64('x'.repeat(300_000)))).toHaveLength(300_000);
  });

  it('are those that the file lists', async () => {
    expect([isPacked(bodies, address), isPacked(bodies, '/api/project'), isPacked({}, address)]).toEqual([true, false, false]);
    expect(await unpacked(bodies, '/api/project')).toBeUndefined();
  });

  it.each([
    ['cut', base64('{"a": 1}').slice(0, 20)],
    ['not gzip', 'AAAAAAAA'],
    ['not base64', '***'],
    ['not JSON', base64('{"a": ')],
  ])('that are %s are told from whole ones', async (_, text) => {
    page({ [address]: text });
    await expect(unpacked(bodies, address)).rejects.toMatchObject({ message: 'broken-file', where: address });
    await expect(unpacked(bodies, address)).rejects.toBeInstanceOf(DataError);
  });

  it('that are missing are said to be so, and so is a browser that cannot unpack', async () => {
    page({});
    await expect(unpacked(bodies, address)).rejects.toMatchObject({ message: 'broken-file' });
    vi.stubGlobal('DecompressionStream', undefined);
    await expect(unpacked(bodies, address)).rejects.toMatchObject({ message: 'no-unpacking' });
  });

  it('wait for the end of the document, where their elements are', async () => {
    let parsed = () => {};
    const elements: unknown[] = [];
    vi.stubGlobal('document', {
      readyState: 'loading',
      querySelectorAll: () => elements,
      addEventListener: (_: string, listener: () => void) => (parsed = listener),
    });
    const found = unpacked(bodies, address);
    elements.push({ dataset: { packed: address }, textContent: base64('{"a":1}') });
    parsed();
    expect(await found).toEqual({ a: 1 });
  });
});
