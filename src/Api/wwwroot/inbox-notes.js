import { useState } from 'preact/hooks';
import { html } from './html.js';
import { newKey, postOnce } from './api.js';
import { t } from './inbox-words.js';
import { moment } from './time.js';

/** What colleagues tell one another; nobody outside sees it. What was typed, and the key under which it is sent once, outlive the comment that is open. */
export function Notes({ id, written, notes, area, onWritten }) {
  const [{ text, key }, setNote] = useState(() => written.get(id) ?? { text: '', key: newKey() });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const change = (next) => setNote((before) => {
    const after = { ...before, ...next };
    written.set(id, after);
    return after;
  });

  async function write(event) {
    event.preventDefault();
    if (busy || !text.trim()) return;
    setBusy(true);
    setError('');
    try {
      await postOnce(`/v1/inbox/${id}/notes`, { text: text.trim() }, key);
      written.delete(id);
      setNote({ text: '', key: newKey() });
      onWritten();
    } catch (problem) {
      setError(problem.message);
      if (problem.status >= 400 && problem.status < 500) change({ key: newKey() });
    }
    setBusy(false);
  }

  return html`
    <section class="notes" aria-labelledby="inbox-notes">
      <h4 id="inbox-notes">${t('noteTitle')}</h4>
      <ol data-testid="inbox-notes">
        ${notes.map((note) => html`<li key=${note.id}><span class="muted">${note.author_name} · ${moment(note.created_at)}</span><p class="said">${note.text}</p></li>`)}
      </ol>
      <form onSubmit=${write}>
        <label for="inbox-note" class="visually-hidden">${t('noteTitle')}</label>
        <textarea ref=${area} id="inbox-note" rows="2" maxlength="4000" placeholder=${t('noteHint')} value=${text} readonly=${busy} onInput=${(event) => change({ text: event.currentTarget.value })}
          onKeyDown=${(event) => { if (event.key === 'Escape') event.currentTarget.blur(); }} data-testid="note-text"></textarea>
        <button type="submit" class="small" disabled=${busy || !text.trim()} data-testid="note-add">${t('noteAdd')}</button>
      </form>
      ${error && html`<p class="error" role="alert">${error}</p>`}
    </section>`;
}
