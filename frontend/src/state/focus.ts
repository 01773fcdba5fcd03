/** After another page was opened, focus goes to its heading: readers of a screen hear it, keys go on from there. */

/** So long a page may take to load. */
const PATIENCE = 15_000;
let watching: MutationObserver | undefined;

/** Focus the heading in `main` as soon as it is there, and again where loading replaces it; `done` hears its words. */
export function focusHeading(main: HTMLElement, done: (heading: string) => void): void {
  watching?.disconnect();
  const before = document.activeElement;
  const until = performance.now() + PATIENCE;
  const watcher = new MutationObserver(look);
  watching = watcher;
  watcher.observe(main, { childList: true, subtree: true });

  function look(): void {
    const at = document.activeElement;
    const free = !at || at === document.body || at === before || at === main;
    const heading = main.querySelector<HTMLElement>('h1');
    if (performance.now() > until || (!free && at !== heading)) {
      watcher.disconnect();
      return;
    }
    if (!heading || at === heading) return;
    heading.tabIndex = -1;
    heading.focus();
    if (!main.querySelector('.page > [role=status]')) done(heading.textContent ?? '');
  }
  look();
}
