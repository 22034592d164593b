import { useEffect, useState } from 'preact/hooks';
import { get } from './api.js';
import { useEvery } from './hooks.js';

const EVERY = 10_000;

/** Everything about a list that is read again and again while somebody looks. */
export function useLook(path, ms = EVERY) {
  const [state, setState] = useState({ data: null, error: '' });
  const load = () => get(path).then((data) => setState({ data, error: '' }), (problem) => setState((before) => ({ ...before, error: problem.message })));
  useEffect(() => { load(); }, [path]);
  useEvery(load, ms);
  return { ...state, load };
}
