// The queue: asked for page by page, and read again when something has happened. The order is the server's.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { get } from './api.js';
import { useLive } from './bus.js';
import { useEvery, useSoon } from './hooks.js';

const SEARCH_PAUSE = 250;
const NEWS_PAUSE = 400;
const QUIET_EVERY = 10_000;
const PAGE = 50;
const MOST_AGAIN = 200;
const EMPTY = { items: [], next: null, loaded: false, error: '' };

/** The filters as the Api takes them. Days are Korean ones, the last of them included. */
export function parametersOf(filter) {
  const all = {
    client_id: filter.clientId, state: filter.state, sentiment: filter.sentiment, platform: filter.platform, assignee: filter.assignee, q: filter.query.trim(),
    from: filter.from && `${filter.from}T00:00:00+09:00`, to: filter.to && new Date(Date.parse(`${filter.to}T00:00:00+09:00`) + 86_400_000).toISOString(),
  };
  return new URLSearchParams(Object.entries(all).filter(([, value]) => value));
}

export function useInbox(filter, live) {
  const [list, setList] = useState(EMPTY);
  const shown = useRef(list);
  const question = useRef(0);
  shown.current = list;
  const key = parametersOf(filter).toString();
  // Who asks anew after an action may have begun it under other filters.
  const now = useRef(key);
  now.current = key;

  const ask = (size, token) => {
    const parameters = new URLSearchParams(now.current);
    parameters.set('page_size', size);
    if (token) parameters.set('page_token', token);
    return get(`/v1/inbox?${parameters}`);
  };

  /** From the start, or with a token what follows. An answer that comes after a newer question is out of date. */
  const load = useCallback(async (token) => {
    const mine = ++question.current;
    try {
      const page = await ask(PAGE, token);
      if (mine !== question.current) return;
      const known = new Set(token ? shown.current.items.map((item) => item.comment.id) : []);
      setList((before) => ({ items: [...(token ? before.items : []), ...page.items.filter((item) => !known.has(item.comment.id))], next: page.next_page_token, loaded: true, error: '' }));
    } catch (problem) {
      if (mine === question.current) setList((before) => ({ ...before, error: problem.message }));
    }
  }, [key]);

  /** What is shown, as it is now: comments move up, in and out of the queue. */
  const refresh = async () => {
    const mine = question.current;
    const many = shown.current.items.length;
    try {
      const page = await ask(Math.min(MOST_AGAIN, Math.max(PAGE, many)));
      if (mine !== question.current) return;
      const fresh = new Set(page.items.map((item) => item.comment.id));
      const rest = many > MOST_AGAIN ? shown.current.items.slice(MOST_AGAIN).filter((item) => !fresh.has(item.comment.id)) : [];
      setList((before) => ({ items: [...page.items, ...rest], next: rest.length ? before.next : page.next_page_token, loaded: true, error: '' }));
    } catch (problem) {
      if (mine === question.current) setList((before) => ({ ...before, error: problem.message }));
    }
  };

  const refreshSoon = useSoon(refresh, NEWS_PAUSE);
  useEffect(() => { setList(EMPTY); }, [filter.clientId]);
  useEffect(() => {
    // What was asked for under the filters before is over, and so is the way to the rest of it.
    question.current += 1;
    setList((before) => ({ ...before, next: null }));
    const timer = setTimeout(() => load(), filter.query ? SEARCH_PAUSE : 0);
    return () => clearTimeout(timer);
  }, [load]);
  useEvery(refreshSoon, QUIET_EVERY);
  useLive(live, {
    onEvent(event) {
      if (event.comment_id && (!filter.clientId || !event.client_id || filter.clientId === event.client_id)) refreshSoon();
    },
    onResync: refreshSoon,
  });

  return { ...list, load, refresh, refreshSoon };
}
