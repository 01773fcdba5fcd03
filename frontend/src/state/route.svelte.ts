/** The address: a route and the state of its view, all behind the hash, so that a server and a file share it. */

export interface Route {
  page: 'start' | 'map' | 'comparison' | 'data' | 'table' | 'evidence' | 'missing';
  name: string;
  query: URLSearchParams;
}

export function parse(hash: string): Route {
  const [path, search] = hash.replace(/^#/, '').split('?');
  const query = new URLSearchParams(search ?? '');
  const [page, ...rest] = path.split('/').filter(Boolean);
  const name = decoded(rest.join('/'));
  if (!page) return { page: 'start', name: '', query };
  if ((page === 'map' || page === 'comparison' || page === 'table' || page === 'evidence') && name) return { page, name, query };
  if (page === 'data') return { page, name: '', query };
  return { page: 'missing', name: path, query };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function address(page: Route['page'], name = '', query?: URLSearchParams): string {
  const path = page === 'start' ? '#/' : `#/${page}${name ? '/' + encodeURIComponent(name) : ''}`;
  const search = query?.toString();
  return search ? `${path}?${search}` : path;
}

class Router {
  current = $state<Route>(parse(location.hash));
  private waiting: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const follow = () => (this.current = parse(location.hash));
    addEventListener('hashchange', follow);
    addEventListener('popstate', follow);
  }

  /** Another view: a new step of the browser's history. */
  go(target: string): void {
    clearTimeout(this.waiting);
    if (location.hash !== target) location.hash = target;
  }

  /** The same view in another state: written after a pause, no new step of history. */
  note(target: string): void {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      if (location.hash !== target) history.replaceState(history.state, '', target);
    }, 250);
  }

  /** Start with the only map where a file holds just one. */
  startAt(target: string): void {
    history.replaceState(history.state, '', target);
    this.current = parse(target);
  }
}

export const router = new Router();
