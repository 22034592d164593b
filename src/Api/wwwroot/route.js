// Where somebody is stands in the address, so that a link can point at it: #/VIEW, #/VIEW/ID, #/VIEW/ID/INNER, with filters behind a "?".
// The client that is looked at stays while one goes from view to view.
import { useEffect, useState } from 'preact/hooks';

const ADDRESS = /^#\/([a-z-]+)(?:\/([\w-]+))?(?:\/([\w-]+))?\/?(?:\?(.*))?$/;

export function readRoute() {
  const [, name = 'today', id = '', inner = '', query = ''] = ADDRESS.exec(location.hash) ?? [];
  return { name, id, inner, query: Object.fromEntries(new URLSearchParams(query)) };
}

export function useRoute() {
  const [route, setRoute] = useState(readRoute);
  useEffect(() => {
    const changed = () => setRoute(readRoute());
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return route;
}

/** The address of a place. Filters that are empty are left out. */
export function addressOf(path, query = {}) {
  const { client } = readRoute().query;
  const kept = new URLSearchParams(Object.entries({ client, ...query }).filter(([, value]) => value));
  return `#/${path}${kept.size ? `?${kept}` : ''}`;
}

export const go = (path, query) => { location.hash = addressOf(path, query); };

/** Changes filters of the place one is at, without a step in the history; with "leaves", the view as a whole instead of what stood open in it. */
export function setQuery(changes, leaves) {
  const { name, id, inner, query } = readRoute();
  history.replaceState(null, '', addressOf(leaves ? name : [name, id, inner].filter(Boolean).join('/'), { ...query, ...changes }));
  dispatchEvent(new HashChangeEvent('hashchange'));
}
