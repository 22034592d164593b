import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { Modal } from './modal.js';
import { t } from './inbox-words.js';

const STORE = 'snsops.inbox.keys';
const KEYS = [
  ['j', 'kNext'], ['k', 'kBefore'], ['r', 'kReply'], ['Ctrl+Enter', 'kSend'], ['z', 'kUndo'], ['a', 'kTake'], ['e', 'kDone'], ['s', 'kSnooze'], ['n', 'kNote'], ['h', 'kHide'], ['x', 'kSelect'], ['/', 'kSearch'], ['?', 'kHelp'], ['Esc', 'kEscape'],
];
/** A Korean keyboard layout sends these for the same keys. */
const HANGUL = { KeyJ: 'j', KeyK: 'k', KeyR: 'r', KeyZ: 'z', KeyA: 'a', KeyE: 'e', KeyS: 's', KeyN: 'n', KeyH: 'h', KeyX: 'x' };

const isTyping = (element) => element.closest?.('input:not([type=checkbox]), textarea, select, [contenteditable], dialog');

/** Calls actions[key] for a key pressed outside of fields. Single keys can be switched off, for who speaks to the page. */
export function useKeys(actions) {
  const [on, setOn] = useState(() => localStorage.getItem(STORE) !== 'off');
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    if (!on) return undefined;
    const pressed = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented || isTyping(event.target)) return;
      const action = latest.current[HANGUL[event.code] ?? event.key];
      if (!action) return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [on]);
  const change = (next) => {
    localStorage.setItem(STORE, next ? 'on' : 'off');
    setOn(next);
  };
  return [on, change];
}

export function KeyHelp({ on, onChange, onClose }) {
  return html`
    <${Modal} title=${t('keysTitle')} onClose=${onClose} testId="inbox-help">
      <dl class="keys">${KEYS.map(([key, word]) => html`<div key=${key}><dt><kbd>${key}</kbd></dt><dd>${t(word)}</dd></div>`)}</dl>
      <label><input type="checkbox" checked=${on} onChange=${(event) => onChange(event.currentTarget.checked)} /> ${t('keysOn')}</label>
    <//>`;
}
