// What reports need of shared behaviour.
import { useEffect, useRef } from 'preact/hooks';

export { useSoon } from './hooks.js';

/** Looks again and again while somebody can see the page; with 0 not at all. */
export function useEvery(work, ms) {
  const latest = useRef(work);
  latest.current = work;
  useEffect(() => {
    if (!ms) return undefined;
    const timer = setInterval(() => { if (!document.hidden) latest.current(); }, ms);
    return () => clearInterval(timer);
  }, [ms]);
}

/** The sheet of this view, fetched with it. */
export function needsStyle(name) {
  if (document.querySelector(`link[href="${name}"]`)) return;
  document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: name }));
}
