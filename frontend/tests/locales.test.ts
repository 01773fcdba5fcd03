import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import en from '../src/locales/en.json';
import ru from '../src/locales/ru.json';

type Texts = Record<string, string | Record<string, string>>;
const texts: [string, Texts][] = [['en', en], ['ru', ru]];
const slots = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort().join();

describe('locales', () => {
  it('hold the same keys', () => {
    expect(Object.keys(ru)).toEqual(Object.keys(en));
  });

  it('hold the same placeholders, in every form', () => {
    for (const key of Object.keys(en)) {
      const forms = texts.map(([, all]) => all[key]);
      expect(typeof forms[0], key).toBe(typeof forms[1]);
      const sets = forms.flatMap((form) => (typeof form === 'string' ? [form] : Object.values(form))).map(slots);
      expect(new Set(sets).size, key).toBe(1);
    }
  });

  it('hold every plural form that the language has', () => {
    for (const [language, all] of texts) {
      const wanted = new Intl.PluralRules(language).resolvedOptions().pluralCategories.slice().sort();
      for (const [key, form] of Object.entries(all)) {
        if (typeof form !== 'string') expect(Object.keys(form).sort(), `${language} ${key}`).toEqual(wanted);
      }
    }
  });

  it('are Russian in Russian and English in English', () => {
    const flat = (all: Texts) => Object.values(all).flatMap((form) => (typeof form === 'string' ? [form] : Object.values(form)));
    for (const text of flat(en)) expect(text).not.toMatch(/[а-яё]/i);
    const latin = flat(ru).filter((text) => !/[а-яё]/i.test(text) && /[a-z]{3}/i.test(text.replace(/\{\w+\}/g, '')));
    expect(latin.sort()).toEqual(['Plasma', 'VOSviewer (18)', 'Viridis']);
  });

  it('know every key that the page asks for', () => {
    const root = join(import.meta.dirname, '..', 'src');
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(svelte|ts)$/.test(name));
    const source = files.map((name) => readFileSync(join(root, name), 'utf8')).join('\n');
    const asked = [...source.matchAll(/\bt\(\s*'([a-z-]+\.[a-z-]+|yes|no)'/g)].map((m) => m[1]);
    expect(asked.length).toBeGreaterThan(100);
    expect(asked.filter((key) => !(key in en))).toEqual([]);
  });
});
