/** The built bundle in a browser: rules of accessibility, keys, addresses and exports. Skipped without Chromium. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProjectBody } from '../src/data/types';
import { comparisonBody } from './comparison-sample';
import { randomBody } from './sample';

const program = process.env.CHROMIUM ?? '/usr/bin/chromium';
const dist = join(import.meta.dirname, '..', '..', 'src', 'smartspec', 'web', 'dist');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

function pageText(): string {
  const map = { ...randomBody(120, 5), name: 'карта 1', generated: true, warnings: ['one warning'] };
  const card = { name: map.name, unit: 'keywords', link: 'co-occurrence', n_documents: 4, n_items: 120, n_links: 360, n_clusters: 12 };
  const project: ProjectBody = {
    ...{ name: 'Пример', version: '0', languages: ['ru', 'en'], generated: true, built: true, stale: ['maps'] },
    maps: [card, { ...card, name: 'other' }],
    comparisons: [{ name: 'сравнение 1', title: 'Regions <2024>', indicator: 'patents', unit: 'items', n_regions: 3, n_activities: 2, periods: ['2023', '2024'] }],
    sources: [{ file: 'a.txt', format: 'wos-plain', records_in_file: 3, records_read: 2, records_kept_out: 1 }],
    problems: { error: 0, warning: 1, note: 2 },
    tables: [{ name: 'problems', rows: 2, meaning: 'What was kept out.' }],
  };
  const table = {
    ...{ name: 'problems', meaning: 'What was kept out.', total: 2, page: 1, size: 2 },
    columns: [{ name: 'place', kind: 'string', unit: null, meaning: 'where' }, { name: 'n', kind: 'int64', unit: null, meaning: 'how many' }],
    rows: { place: ['a', 'b'], n: [1, null] },
  };
  const bodies = { '/api/project': project, '/api/network/карта 1': map, '/api/comparison/сравнение 1': comparisonBody(), '/api/table/problems': table };
  const data = JSON.stringify(bodies).replaceAll('<', '\\u003c');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>t</title>
<style>${readFileSync(join(dist, 'app.css'), 'utf8')}</style></head><body><div id="app"></div>
<script type="application/json" id="smartspec-data">${data}</script><script>${readFileSync(join(dist, 'app.js'), 'utf8')}</script></body></html>`;
}

describe.skipIf(!existsSync(program))('the page in a browser', () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  const file = join(folder, 'page.html');
  const map = `#/map/${encodeURIComponent('карта 1')}`;
  const comparison = `#/comparison/${encodeURIComponent('сравнение 1')}`;

  beforeAll(async () => {
    writeFileSync(file, pageText());
    browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu'] });
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  async function open(hash: string, { scheme = 'light' as 'light' | 'dark', width = 1280, height = 800 } = {}): Promise<Page> {
    const context = await browser.newContext({
      ...{ viewport: { width, height }, colorScheme: scheme, locale: 'en-GB', reducedMotion: 'reduce', offline: true },
    });
    const page = await context.newPage();
    page.on('pageerror', (error) => expect.soft(error.message).toBe(''));
    page.on('console', (message) => expect.soft(message.type() === 'error' ? message.text() : '').toBe(''));
    await page.goto(`file://${file}${hash}`);
    await page.waitForSelector('h1', { state: 'attached' });
    if (hash.startsWith('#/map/') && !/as_table|none/.test(hash)) await page.waitForSelector('canvas[data-drawn]:not([data-drawn="0"])');
    return page;
  }

  async function faults(page: Page): Promise<string[]> {
    await page.evaluate(axe);
    const tags = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const found = await page.evaluate((values) => (window as any).axe.run(document, { runOnly: { type: 'tag', values } }), tags);
    return found.violations.map((v: any) => `${v.id}: ${v.nodes.map((n: any) => n.html.slice(0, 120)).slice(0, 3).join(' | ')}`);
  }

  for (const scheme of ['light', 'dark'] as const) {
    for (const hash of ['#/', '#/data', '#/table/problems', '#/map/none', '#/comparison/none', comparison, map, `${map}?show_item=1`, `${map}?as_table=true`]) {
      it(`breaks no rule of access: ${decodeURI(hash)} ${scheme}`, { timeout: 30_000 }, async () => {
        const page = await open(hash, { scheme });
        expect(await faults(page)).toEqual([]);
        await page.context().close();
      });
    }
  }

  for (const scheme of ['light', 'dark'] as const) {
    it(`breaks no rule with a comparison on a phone, its tables open: ${scheme}`, { timeout: 60_000 }, async () => {
      const page = await open(comparison, { scheme, width: 360, height: 740 });
      await page.waitForSelector('.frame svg path');
      expect(await faults(page)).toEqual([]);
      for (const summary of await page.locator('section[id^=figure-] summary').all()) await summary.click();
      await page.waitForSelector('section[id^=figure-] table');
      expect(await faults(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await page.context().close();
    });
  }

  it('keeps the drawings legible in forced colours and shows where focus is', { timeout: 30_000 }, async () => {
    const page = await open(comparison);
    await page.emulateMedia({ forcedColors: 'active' });
    await page.waitForSelector('.frame svg path');
    const looks = await page.evaluate(() => {
      const svg = document.querySelector('.frame svg')!;
      const hatch = svg.querySelector('rect[fill^="url"]')!;
      return [getComputedStyle(svg).forcedColorAdjust, getComputedStyle(hatch).fill];
    });
    expect(looks[0]).toBe('none');
    expect(looks[1]).toContain('hatch');
    await page.focus('.frame');
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate(() => getComputedStyle(document.querySelector('.frame')!).outlineStyle)).toBe('solid');
    await page.context().close();
  });

  it('breaks no rule in its panels, dialogs and on a phone', { timeout: 60_000 }, async () => {
    const page = await open(map);
    for (const tab of ['clusters', 'view', 'about']) {
      await page.click(`#tab-${tab}`);
      expect(await faults(page)).toEqual([]);
    }
    await page.keyboard.press('?');
    expect(await faults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.click('.actions button:nth-of-type(3)');
    expect(await faults(page)).toEqual([]);
    await page.context().close();
    const phone = await open(map, { width: 360, height: 740 });
    await phone.click('#tab-items');
    expect(await faults(phone)).toEqual([]);
    await phone.context().close();
  });

  it('is walked by keyboard: search, list, item, neighbour, back', { timeout: 30_000 }, async () => {
    const page = await open(map);
    await page.keyboard.press('/');
    await page.keyboard.type('keyword 1');
    await page.keyboard.press('ArrowDown');
    const active = page.locator('[role=listbox]');
    await expect.poll(() => active.getAttribute('aria-activedescendant')).toMatch(/^item-\d+$/);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.evidence h2');
    expect(await page.textContent('.evidence h2')).toMatch(/keyword 1/);
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => document.activeElement?.closest('.neighbours'));
    await page.keyboard.press('Enter');
    await page.waitForSelector('.evidence h2 button');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.evidence').count()).toBe(0);
    await page.context().close();
  });

  it('keeps the whole view in its address', { timeout: 30_000 }, async () => {
    const page = await open(`${map}?v=1&item_color=2&zoom_level=2&rotate=90&hide_clusters=3&show_item=7`);
    await page.waitForTimeout(500);
    const query = new URLSearchParams((await page.evaluate(() => location.hash)).split('?')[1]);
    expect(Object.fromEntries(query)).toMatchObject({ v: '1', item_color: '2', rotate: '90', hide_clusters: '3', show_item: '7' });
    expect(await page.textContent('.legend strong')).toBe('Avg. pub. year');
    await page.context().close();
  });

  it('exports pictures, tables and VOSviewer files', { timeout: 60_000 }, async () => {
    const page = await open(map);
    await page.click('.actions button:nth-of-type(3)');
    const saved = new Map<string, Buffer>();
    for (const button of await page.locator('dialog .buttons button').all()) {
      const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
      saved.set(download.suggestedFilename(), readFileSync((await download.path())!));
    }
    expect([...saved.keys()]).toEqual(['карта 1.png', 'карта 1.svg', 'карта 1.items.csv', 'карта 1.links.csv', 'карта 1.json', 'карта 1.map.txt', 'карта 1.network.txt']);
    const png = saved.get('карта 1.png')!;
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    const width = await page.evaluate(() => document.querySelector('.picture')!.clientWidth);
    expect(png.readUInt32BE(16)).toBe(2 * width);
    expect(saved.get('карта 1.svg')!.toString()).toContain('Generated example data');
    expect(saved.get('карта 1.items.csv')!.toString().split('\r\n').length).toBe(122);
    expect(JSON.parse(saved.get('карта 1.json')!.toString()).network.items.length).toBe(120);
    await page.context().close();
  });

  it('leads from a mark of a figure to its row and to the region in other figures, by pointer and by keys', { timeout: 30_000 }, async () => {
    const page = await open(comparison);
    await page.waitForSelector('#figure-choropleth svg');
    await page.locator('#figure-choropleth [data-row="4"]').first().click();
    expect(await page.textContent('#figure-choropleth tr.chosen th')).toContain('Region B');
    expect(await page.locator('#figure-specialisation select').inputValue()).toBe('RU-B');
    await page.focus('#figure-choropleth .frame');
    await page.keyboard.press('ArrowRight');
    expect(await page.textContent('#figure-choropleth .tip strong')).toBe('<img src=x onerror=alert(1)>');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('#figure-specialisation select').inputValue()).toBe('RU-A');
    expect(await page.locator('#figure-choropleth .brought').count()).toBe(1);
    expect(await faults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('#figure-choropleth .brought').count()).toBe(0);
    await page.selectOption('#figure-choropleth select', '2023');
    await expect.poll(() => page.evaluate(() => location.hash)).toContain('period=2023');
    expect(await page.locator('img').count()).toBe(0);
    await page.context().close();
  });

  it('exports a figure as PNG, SVG and CSV with its source', { timeout: 30_000 }, async () => {
    const page = await open(comparison);
    const saved = new Map<string, Buffer>();
    for (const button of await page.locator('#figure-choropleth .tools button').all()) {
      const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
      saved.set(download.suggestedFilename(), readFileSync((await download.path())!));
    }
    expect([...saved.keys()]).toEqual(['png', 'svg', 'csv'].map((ending) => `сравнение 1 choropleth eci 2024.${ending}`));
    const [png, svg, csv] = [...saved.values()];
    expect(png.readUInt32BE(16)).toBe(680);
    expect(svg.toString()).toContain('Source: observations');
    expect(svg.toString()).toContain('Generated example data');
    expect(csv.toString().trimEnd().split('\r\n').filter((line) => !line.startsWith('#'))).toHaveLength(4);
    await page.context().close();
  });

  it('shows a comparison on a phone without breaking a rule or its width', { timeout: 30_000 }, async () => {
    const phone = await open(comparison, { width: 360, height: 740 });
    for (const summary of await phone.locator('details summary').all()) await summary.click();
    expect(await phone.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(await faults(phone)).toEqual([]);
    await phone.context().close();
  });

  it('can be printed: light, without panels, with a vector picture', { timeout: 30_000 }, async () => {
    const page = await open(map, { scheme: 'dark' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.paper svg circle').count()).toBe(120);
    expect(await page.locator('.side').isVisible()).toBe(false);
    await page.context().close();
  });
});
