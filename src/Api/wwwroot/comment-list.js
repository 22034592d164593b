// The list of comments: asked for page by page; what is new enters it without moving what somebody is reading.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { get } from './api.js';
import { useLive } from './bus.js';
import { useEvery, useSoon } from './hooks.js';

const SEARCH_PAUSE = 250;
const NEWS_PAUSE = 500;
const QUIET_EVERY = 15_000;
const UNSCORED_EVERY = 3_000;
const PAGE_SIZE = '50';
const MOST_STRAYS = 10;
const EMPTY = { items: [], next: null, pages: 0, waiting: 0, waitingMore: false, loaded: false, error: '' };

/** filter: {clientId, sentiment, query}; isReading() says whether the list must not move now. */
export function useComments(filter, live, isReading) {
  const [list, setList] = useState(EMPTY);
  const shown = useRef(list);
  const question = useRef(0);
  shown.current = list;

  const ask = (token) => {
    const parameters = new URLSearchParams({ page_size: PAGE_SIZE });
    if (filter.query.trim()) parameters.set('q', filter.query.trim());
    if (filter.clientId) parameters.set('client_id', filter.clientId);
    if (filter.sentiment) parameters.set('sentiment', filter.sentiment);
    if (token) parameters.set('page_token', token);
    return get(`/v1/comments?${parameters}`);
  };

  /** From the start, or with a token what follows. An answer that comes after a newer question is out of date. */
  const load = useCallback(async (token) => {
    const mine = ++question.current;
    try {
      const page = await ask(token);
      if (mine === question.current) setList((before) => (token ? following(before, page) : first(page)));
    } catch (problem) {
      if (mine === question.current) setList((before) => ({ ...before, error: problem.message }));
    }
  }, [filter.clientId, filter.sentiment, filter.query]);

  const refresh = async () => {
    const mine = question.current;
    try {
      const page = await ask();
      const strays = await lookAt(straysOf(shown.current.items, page));
      if (mine === question.current) setList((before) => merged(before, page, strays, isReading()));
    } catch (problem) {
      if (mine === question.current) setList((before) => ({ ...before, error: problem.message }));
    }
  };

  /** One comment has changed. */
  const reload = async (id) => {
    if (!shown.current.items.some((item) => item.id === id)) return;
    const [comment] = await lookAt([{ id }]);
    if (comment) setList((before) => ({ ...before, items: before.items.map((item) => (item.id === id ? comment : item)) }));
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
  useEvery(refreshSoon, list.items.some(isUnscored) ? UNSCORED_EVERY : QUIET_EVERY);
  useLive(live, {
    onEvent(event) {
      if (event.type === 'new_comment' && (!filter.clientId || filter.clientId === event.client_id)) refreshSoon();
      if (event.type === 'publish_result' && event.comment_id) reload(event.comment_id);
    },
    onResync: refreshSoon,
  });

  return { ...list, load, reload };
}

const isUnscored = (comment) => !comment.scored_at;

const first = (page) => ({ ...EMPTY, items: page.items, next: page.next_page_token, pages: 1, loaded: true });

function following(before, page) {
  const known = new Set(before.items.map((item) => item.id));
  return { ...before, items: [...before.items, ...page.items.filter((item) => !known.has(item.id))], next: page.next_page_token, pages: before.pages + 1, error: '' };
}

/** The first page as it is now: in place of the old one, or, while somebody reads further down, only as news of what is already shown. */
function merged(before, page, strays, reading) {
  if (before.pages <= 1 && !reading) return first(page);
  const fresh = new Map([...strays, ...page.items].map((item) => [item.id, item]));
  const known = new Set(before.items.map((item) => item.id));
  const waiting = page.items.filter((item) => !known.has(item.id)).length;
  return {
    ...before, items: before.items.map((item) => fresh.get(item.id) ?? item), waiting, waitingMore: waiting > 0 && waiting === page.items.length && page.next_page_token !== null, error: '',
  };
}

/** Shown comments that still wait for their score and are not on the first page any longer. */
function straysOf(items, page) {
  const fresh = new Set(page.items.map((item) => item.id));
  return items.filter((item) => isUnscored(item) && !fresh.has(item.id)).slice(0, MOST_STRAYS);
}

const lookAt = async (comments) =>
  (await Promise.all(comments.map(({ id }) => get(`/v1/comments/${id}`).catch(() => null)))).filter(Boolean);
