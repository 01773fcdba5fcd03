/** The page of evidence in a browser: cell, record and rows, with and without a server. Skipped without Chromium. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { comparisonBody } from './comparison-sample';
import { indicatorBody, observationBody, recordBody } from './evidence-sample';

const program = process.env.CHROMIUM ?? '/usr/bin/chromium';
const dist = join(import.meta.dirname, '..', '..', 'src', 'smartspec', 'web', 'dist');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];

function pageText(bodies: Record<string, unknown>): string {
  const project = {
    ...{ name: 'Пример', version: '0', languages: ['ru', 'en'], generated: false, built: true, stale: [], maps: [], sources: [] },
    comparisons: [{ name: 'c 1', title: 'C', indicator: 'i', unit: null, n_regions: 3, n_activities: 1, periods: ['2024'] }],
    problems: { error: 0, warning: 0, note: 0 },
    tables: [],
  };
  const data = JSON.stringify({ '/api/project': project, ...bodies }).replaceAll('<', '\\u003c');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>t</title>
<style>${readFileSync(join(dist, 'app.css'), 'utf8')}</style></head><body><div id="app"></div>
<script type="application/json" id="smartspec-data">${data}</script><script>${readFileSync(join(dist, 'app.js'), 'utf8')}</script></body></html>`;
}

const comparison = { ...comparisonBody(), name: 'c 1' };
comparison.cells = { ...comparison.cells, provenance: ['a.xlsx!2!K31 | b.csv!!C1', null] };
const observation = '#/evidence/observations?file=a.xlsx&sheet=2&cell=K31';
const PAGES = [observation, '#/evidence/records?record=r-1', '#/evidence/indicators?indicator=x&region=RU-TOM&activity=&period=2011'];

describe.skipIf(!existsSync(program))('the page of evidence', () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'evidence-'));

  beforeAll(async () => {
    const bodies = {
      '/api/evidence/observations': observationBody(),
      '/api/evidence/records': recordBody(),
      '/api/evidence/indicators': indicatorBody(),
    };
    for (const lang of ['en', 'ru']) {
      writeFileSync(join(folder, `full-${lang}.html`), pageText({ ...bodies, lang }));
      writeFileSync(join(folder, `alone-${lang}.html`), pageText({ '/api/comparison/c 1': comparison, lang }));
    }
    browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu'] });
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  async function open(name: string, hash: string, { scheme = 'light' as 'light' | 'dark', width = 1280, height = 800, lang = 'en' } = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, locale: 'en-GB', reducedMotion: 'reduce', offline: true });
    const page = await context.newPage();
    page.on('pageerror', (error) => expect.soft(error.message).toBe(''));
    page.on('console', (message) => expect.soft(message.type() === 'error' ? message.text() : '').toBe(''));
    await page.goto(`file://${folder}/${name}-${lang}.html${hash}`);
    await page.waitForSelector('h1');
    await page.waitForFunction(() => !/Loading|Загрузка/.test(document.body.innerText));
    return page;
  }

  async function faults(page: Page): Promise<string[]> {
    await page.evaluate(axe);
    const found = await page.evaluate((values) => (window as any).axe.run(document, { runOnly: { type: 'tag', values } }), tags);
    return found.violations.map((v: any) => `${v.id}: ${v.nodes.map((n: any) => n.html.slice(0, 160)).slice(0, 3).join(' | ')}`);
  }

  for (const scheme of ['light', 'dark'] as const) {
    for (const [width, lang] of [[1280, 'en'], [360, 'ru']] as const) {
      it(`breaks no rule of access and no width: ${scheme}, ${width} px`, { timeout: 60_000 }, async () => {
        for (const hash of PAGES) {
          const page = await open('full', hash, { scheme, width, lang });
          expect(await page.evaluate(() => document.documentElement.lang)).toBe(lang);
          expect(await faults(page), hash).toEqual([]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), hash).toBeLessThanOrEqual(0);
          await page.context().close();
        }
        const page = await open('alone', observation, { scheme, width, lang });
        expect(await faults(page)).toEqual([]);
        await page.context().close();
      });
    }
  }

  it('shows the number, its flag in words, and the cell in its sheet', { timeout: 30_000 }, async () => {
    const page = await open('full', observation);
    expect(await page.textContent('h1')).toMatch(/30,020 persons/);
    expect(await page.textContent('.flags')).toBe('provisional');
    const cell = page.locator('td[aria-current=true]');
    expect(await cell.textContent()).toBe('30020');
    expect(await cell.isVisible()).toBe(true);
    expect(await page.locator('thead sup').textContent()).toBe('1)');
    expect(await page.locator('td[rowspan="2"]').textContent()).toBe('Region');
    expect(await page.locator('thead th[scope=col]').allTextContents()).toEqual(['A', 'J', 'K', 'L']);
    expect(await page.locator('.frame b').count()).toBe(0);
    expect(await page.textContent('dl')).toContain('ab'.repeat(32));
    await page.context().close();
  });

  it('keeps headings and labels in sight on a phone, and the sheet is walked by keys', { timeout: 30_000 }, async () => {
    const page = await open('full', observation, { width: 360, height: 640 });
    await page.focus('.frame');
    await page.keyboard.press('End');
    const inside = (selector: string) =>
      page.evaluate((s) => {
        const [frame, one] = [document.querySelector('.frame')!.getBoundingClientRect(), document.querySelector(s)!.getBoundingClientRect()];
        return one.top >= frame.top - 1 && one.left >= frame.left - 1 && one.right <= frame.right + 1;
      }, selector);
    expect(await inside('thead .corner')).toBe(true);
    expect(await inside('tbody tr:last-child td.frozen')).toBe(true);
    await page.context().close();
  });

  it('leads from a derived number to its cells, and says what is missing', { timeout: 30_000 }, async () => {
    const page = await open('full', PAGES[2]);
    expect(await page.textContent('h2')).toBe('Made from 1 cell');
    expect(await page.textContent('main')).toContain('1 further cell is named');
    await page.click('tbody th a');
    await page.waitForSelector('td[aria-current=true]');
    expect(await page.evaluate(() => location.hash)).toBe(observation);
    await page.context().close();
  });

  it('warns of a file that has changed, and marks generated data', { timeout: 30_000 }, async () => {
    const page = await open('full', PAGES[1]);
    expect(await page.textContent('[role=alert] h2')).toBe('The file has changed since it was read');
    expect(await page.textContent('h1')).toContain('A <i>title</i>');
    expect(await page.locator('h1 .badge').count()).toBe(1);
    expect(await page.locator('tr[aria-current=true] .text').textContent()).toBe('<Obs value="7"/>');
    await page.context().close();
  });

  it('says in a single file that the server shows the sheet, and where the number stands', { timeout: 30_000 }, async () => {
    const page = await open('alone', `#/comparison/${encodeURIComponent('c 1')}`);
    await page.locator('#figure-specialisation summary').click();
    await page.locator('#figure-specialisation td a').first().click();
    await page.waitForSelector('.box');
    const text = await page.innerText('main');
    for (const word of ['smartspec serve', 'smartspec evidence a.xlsx --sheet 2 --cell K31', 'smartspec evidence b.csv --cell C1', 'RU-A']) expect(text).toContain(word);
    await page.context().close();
    const other = await open('alone', observation);
    const facts = await other.innerText('main');
    for (const word of ['smartspec serve', 'a.xlsx', 'K31']) expect(facts).toContain(word);
    await other.context().close();
  });
});
