// What is open on top of the page is in the address, so that a link can point at it: #/reports, #/reports/ID, #/contents/ID, #/comments/ID,
// #/accounts, #/accounts/CLIENT, #/accounts/CLIENT/CONNECTION.
import { useEffect, useState } from 'preact/hooks';

const ADDRESS = /^#\/(reports|contents|comments|accounts|notification-settings)(?:\/([0-9a-f-]{36}))?(?:\/([0-9a-f-]{36}))?$/;

const read = () => {
  const [, name = '', id = '', inner = ''] = ADDRESS.exec(location.hash) ?? [];
  return { name, id, inner };
};

export function useRoute() {
  const [route, setRoute] = useState(read);
  useEffect(() => {
    const changed = () => setRoute(read());
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return route;
}

export const go = (path) => { location.hash = `#/${path}`; };
