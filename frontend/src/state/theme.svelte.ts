/** System, light or dark; pictures on canvases ask for their colours here. */
import { remember, remembered } from './storage';

export type ThemeChoice = 'system' | 'light' | 'dark';
export const THEMES: ThemeChoice[] = ['system', 'light', 'dark'];

/** Ground and text of maps. Exports are light unless asked otherwise. */
export const PICTURE = {
  light: { ground: '#ffffff', ink: '#1b232d' },
  dark: { ground: '#14181f', ink: '#e8ecf1' },
} as const;

class Theme {
  choice = $state<ThemeChoice>('system');
  private systemDark = $state(false);

  constructor() {
    const kept = remembered('theme') as ThemeChoice | null;
    if (kept && THEMES.includes(kept)) this.choice = kept;
    const query = matchMedia('(prefers-color-scheme: dark)');
    this.systemDark = query.matches;
    query.addEventListener('change', (event) => (this.systemDark = event.matches));
    this.apply();
  }

  get shown(): 'light' | 'dark' {
    if (this.choice !== 'system') return this.choice;
    return this.systemDark ? 'dark' : 'light';
  }

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    remember('theme', choice);
    this.apply();
  }

  private apply(): void {
    const root = document.documentElement;
    if (this.choice === 'system') delete root.dataset.theme;
    else root.dataset.theme = this.choice;
  }
}

export const theme = new Theme();

export function lessMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
