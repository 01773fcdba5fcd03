/** Texts and numbers in the reader's language; ids in English, one file per language. */
import en from '../locales/en.json';
import ru from '../locales/ru.json';
import { givenLanguage } from '../data/access';
import { remembered, remember } from './storage';

export type Language = 'en' | 'ru';
export const LANGUAGES: Language[] = ['ru', 'en'];

type Forms = Record<string, string>;
type Texts = Record<string, string | Forms>;
const TEXTS: Record<Language, Texts> = { en, ru };

function first(): Language {
  const wanted = [remembered('language'), givenLanguage(), ...navigator.languages];
  for (const tag of wanted) {
    const short = tag?.slice(0, 2).toLowerCase();
    if (short === 'ru' || short === 'en') return short;
  }
  return 'en';
}

class Speech {
  language = $state<Language>('en');

  constructor() {
    this.language = first();
    document.documentElement.lang = this.language;
  }

  choose(language: Language): void {
    this.language = language;
    document.documentElement.lang = language;
    remember('language', language);
  }
}

export const speech = new Speech();

/** The text of a key with `{name}` filled in; with `n` a text of several forms takes the right one. */
export function t(key: string, values: Record<string, string | number> = {}): string {
  const text = TEXTS[speech.language][key] ?? TEXTS.en[key] ?? key;
  const chosen = typeof text === 'string' ? text : form(text, Number(values.n ?? 0));
  return chosen.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? number(value) : value;
  });
}

/** Whether there is a text of this key. */
export function has(key: string): boolean {
  return key in TEXTS.en;
}

/** The text of a key, or what was given if there is none: units and names that others may add to. */
export function word(prefix: string, name: string): string {
  const key = `${prefix}.${name}`;
  return has(key) ? t(key) : name;
}

function form(forms: Forms, n: number): string {
  return forms[rules().select(n)] ?? forms.other;
}

const kept = new Map<string, Intl.PluralRules | Intl.NumberFormat | Intl.Collator>();

function once<T extends Intl.PluralRules | Intl.NumberFormat | Intl.Collator>(key: string, make: () => T): T {
  const full = `${speech.language} ${key}`;
  if (!kept.has(full)) kept.set(full, make());
  return kept.get(full) as T;
}

function rules(): Intl.PluralRules {
  return once('plural', () => new Intl.PluralRules(speech.language));
}

/** A number with the signs of the language and a true minus; an en dash where it is missing. */
export function number(value: number | null | undefined, digits?: number): string {
  if (value == null || Number.isNaN(value)) return '–';
  const most = digits ?? (Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 1 ? 2 : 4);
  const format = once(`number ${most}`, () => new Intl.NumberFormat(speech.language, { maximumFractionDigits: most }));
  return format.format(value).replace('-', '−');
}

/** A year or a mean of years: no groups of thousands. */
export function year(value: number | null | undefined, digits = 1): string {
  if (value == null || Number.isNaN(value)) return '–';
  const options = { maximumFractionDigits: digits, useGrouping: false };
  return once(`year ${digits}`, () => new Intl.NumberFormat(speech.language, options)).format(value);
}

/** A score or weight by its name: years are not grouped. */
export function measure(name: string, value: number | null | undefined): string {
  return /year|год/i.test(name) ? year(value) : number(value);
}

/** Order of texts in the language; numbers inside them by size. */
export function collator(): Intl.Collator {
  return once('order', () => new Intl.Collator(speech.language, { numeric: true }));
}

/** A text as search compares it: one case, ё as е; й stays й. */
export function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll('ё', 'е');
}
