/** What the browser remembers: keys carry the project's name, since all pages opened from disk share one store. */
let project = 'smartspec';

export function rememberFor(name: string): void {
  project = `smartspec:${name}`;
}

/** Choices of the reader that hold for every project have no project in their key. */
const COMMON = new Set(['language', 'theme']);

function full(key: string): string {
  return COMMON.has(key) ? `smartspec:${key}` : `${project}:${key}`;
}

export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(full(key));
  } catch {
    return null;
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(full(key), value);
  } catch {
    // A browser that keeps nothing still shows everything.
  }
}
