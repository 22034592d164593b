// Small pieces of behaviour that several parts share.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

/** Runs work soon after it is asked for, one run at a time: whatever is asked for meanwhile is one more run. */
export function useSoon(work, ms) {
  const latest = useRef(work);
  const turn = useRef({ timer: null, running: false, again: false });
  latest.current = work;
  const soon = useCallback(() => {
    const now = turn.current;
    if (now.running) { now.again = true; return; }
    now.timer ??= setTimeout(async () => {
      now.timer = null;
      now.running = true;
      try { await latest.current(); } finally { now.running = false; }
      if (now.again) { now.again = false; soon(); }
    }, ms);
  }, [ms]);
  useEffect(() => () => clearTimeout(turn.current.timer), []);
  return soon;
}

/** Asks, and keeps the answer to the last question only. It asks with what is on the screen now, even for who began when something else was. */
export function useRead(ask, keep, fail) {
  const latest = useRef(null);
  const turn = useRef(0);
  latest.current = { ask, keep, fail };
  return useCallback(async (what) => {
    const mine = ++turn.current;
    let answer;
    try {
      answer = await latest.current.ask(what);
    } catch (problem) {
      if (mine === turn.current) latest.current.fail(problem);
      return;
    }
    if (mine === turn.current) latest.current.keep(answer, what);
  }, []);
}

/** Looks again and again while somebody can see the page. */
export function useEvery(work, ms) {
  const latest = useRef(work);
  latest.current = work;
  useEffect(() => {
    if (!ms) return undefined;
    const timer = setInterval(() => { if (!document.hidden) latest.current(); }, ms);
    return () => clearInterval(timer);
  }, [ms]);
}

/** The server's time, as often as asked. */
export function useServerNow(offset, every = 500) {
  const [now, setNow] = useState(Date.now() + offset.current);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() + offset.current), every);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** True once the element has come into view. */
export function useSeen(element) {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const watcher = new IntersectionObserver((entries) => { if (entries.some((entry) => entry.isIntersecting)) setSeen(true); });
    watcher.observe(element.current);
    return () => watcher.disconnect();
  }, []);
  return seen;
}

/** Calls back when Escape is pressed anywhere. */
export function useEscape(callback) {
  const latest = useRef(callback);
  latest.current = callback;
  useEffect(() => {
    const pressed = (event) => { if (event.key === 'Escape') latest.current(event); };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}
