import { useEffect, useRef } from 'preact/hooks';
import { go } from './route.js';
import { VIEWS } from './views.js';

const PATIENCE = 1500;
const typing = (element) => element.matches?.('input, textarea, select, [contenteditable]') ?? false;

/** "g" and a letter go to a view, "/" goes to its search. Never while somebody types, and never a single letter. */
export function useShortcuts() {
  const asked = useRef(0);
  useEffect(() => {
    const pressed = (event) => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector('dialog[open]')) return;
      if (event.key === 'g') { asked.current = event.timeStamp; return; }
      if (event.key === '/') {
        const search = document.querySelector('main input[type=search]');
        if (search) { event.preventDefault(); search.focus(); }
        return;
      }
      const view = event.timeStamp - asked.current < PATIENCE && VIEWS.find((one) => one.key === event.key);
      asked.current = 0;
      if (view) { event.preventDefault(); go(view.name); }
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}
