import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { get } from './api.js';
import { useLive } from './bus.js';
import { useEvery, useSoon } from './hooks.js';
import { today } from './time.js';

const NEWS_PAUSE = 120;
const QUIET_EVERY = 20_000;
const BUSY_EVERY = 3_000;
const SOON = 180_000;
const EMPTY = { rows: [], loaded: false, error: '', updatedAt: null };

/** Today's publications, of one client or of all. */
export function usePublications(clientId, live, now) {
  const [list, setList] = useState(EMPTY);
  const asked = useRef(0);
  const clock = useRef(now);
  clock.current = now;

  const load = useCallback(async () => {
    const mine = ++asked.current;
    const { from, to } = today(clock.current);
    const all = [];
    try {
      for (let token = ''; token !== null;) {
        const parameters = new URLSearchParams({ from, to, page_size: '200', ...(clientId && { client_id: clientId }), ...(token && { page_token: token }) });
        const page = await get(`/v1/publications?${parameters}`);
        all.push(...page.items);
        token = page.next_page_token;
      }
      if (mine === asked.current) setList({ rows: all.reverse(), loaded: true, error: '', updatedAt: clock.current });
    } catch (problem) {
      if (mine === asked.current) setList((before) => ({ ...before, loaded: true, error: problem.message }));
    }
  }, [clientId]);

  const soon = useSoon(load, NEWS_PAUSE);
  useEffect(() => { setList(EMPTY); load(); }, [load]);
  useLive(live, {
    onEvent(event) { if (event.content_id) soon(); },
    onResync: soon,
  });

  // Steps between the events are seen by looking: often while something is about to happen.
  const busy = list.rows.some((row) => ['due', 'claimed', 'armed', 'retrying'].includes(row.state) && Date.parse(row.scheduled_at) - now < SOON);
  useEvery(load, busy ? BUSY_EVERY : QUIET_EVERY);
  return list;
}
