/** Whether the page is being laid out for paper, where drawings are light, wide and without hidden parts. */
import { flushSync } from 'svelte';

class Paper {
  on = $state(false);
  private opened: HTMLDetailsElement[] = [];

  constructor() {
    const set = (on: boolean) => {
      // The browser takes the page as it stands when the event returns.
      if (this.on === on) return;
      flushSync(() => (this.on = on));
      if (on) this.unfold();
      else for (const details of this.opened.splice(0)) details.open = false;
    };
    addEventListener('beforeprint', () => set(true));
    addEventListener('afterprint', () => set(false));
    matchMedia('print').addEventListener('change', (event) => set(event.matches));
  }

  /** Nothing can be unfolded on paper: texts are shown whole, long lists of conventions only if they are open. */
  private unfold(): void {
    const folded = [...document.querySelectorAll<HTMLDetailsElement>('main details:not([open], .no-print)')];
    this.opened = folded.filter((details) => !details.querySelector('dl'));
    for (const details of this.opened) details.open = true;
  }
}

export const paper = new Paper();
