import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { call, get, newKey, postOnce } from './api.js';
import { DraftPanel } from './inbox-draft.js';
import { t } from './inbox-words.js';
import { PLATFORMS, REPLY_LIMITS } from './words.js';

const TELL_EVERY = 15_000;

/**
 * Writes an answer. Colleagues see that somebody does; what was typed and the key under which it is sent once outlive the box.
 * An answer to a discussion that has moved, or that somebody else is answering, is refused with who and when.
 */
export function AnswerBox({ entry, version, user, drafts, onClose, onSent, onMoved }) {
  const { comment } = entry;
  const [draft, setDraft] = useState(() => ({ text: '', draftId: null, engine: '', key: newKey(), seen: version, ...drafts.get(comment.id) }));
  const [saved, setSaved] = useState([]);
  const [other, setOther] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const sending = useRef(false);
  const done = useRef(false);
  const area = useRef(null);
  const limit = REPLY_LIMITS[comment.platform];
  const text = draft.text.trim();
  // As the platforms and the Api count: an emoji is one character.
  const length = [...text].length;
  const tooLong = length > limit;

  const change = (next) => setDraft((before) => {
    const after = { ...before, ...(typeof next === 'function' ? next(before) : next) };
    drafts.set(comment.id, after);
    return after;
  });

  /** Says that one is here; hears who else is. */
  const hold = (takeOver) => call('PUT', `/v1/inbox/${comment.id}/answering${takeOver ? '?take_over=true' : ''}`).then(() => {
    setOther('');
    if (takeOver) setError('');
    if (done.current) release();
  }, (problem) => { if (problem.code === 'comment.being_answered') setOther(problem.message); });
  const release = () => call('DELETE', `/v1/inbox/${comment.id}/answering`).catch(() => {});

  useEffect(() => {
    area.current.focus();
    hold(false);
    const timer = setInterval(() => { if (!document.hidden) hold(false); }, TELL_EVERY);
    get(`/v1/clients/${comment.client_id}/saved-replies`).then((answer) => setSaved(answer.items), () => {});
    return () => {
      done.current = true;
      clearInterval(timer);
      release();
      if (!drafts.get(comment.id)?.text) drafts.delete(comment.id);
    };
  }, []);

  async function fill(event) {
    const id = event.currentTarget.value;
    event.currentTarget.value = '';
    setError('');
    try {
      const filled = await get(`/v1/inbox/${comment.id}/saved-replies/${id}`);
      // Below what was typed until now, which is more than when it was chosen.
      change(({ text: now }) => ({ text: now.trim() ? `${now.trimEnd()}\n${filled.text}` : filled.text }));
    } catch (problem) {
      setError(problem.message);
    }
    area.current?.focus();
  }

  async function send(event) {
    event?.preventDefault();
    // A second click comes before the button is drawn as disabled.
    if (sending.current || !text || tooLong) return;
    sending.current = true;
    setBusy(true);
    setError('');
    try {
      const body = { text, seen_version: draft.seen ?? version };
      if (draft.draftId) body.draft_id = draft.draftId;
      else if (draft.engine) body.from_draft = true;
      const reply = await postOnce(`/v1/comments/${comment.id}/replies`, body, draft.key);
      drafts.delete(comment.id);
      onSent(reply, draft);
    } catch (problem) {
      sending.current = false;
      setBusy(false);
      area.current?.focus();
      setError(problem.code === 'idempotency.key_reused' ? t('answerGone') : problem.message);
      if (problem.code === 'comment.being_answered') setOther(problem.message);
      // A plain refusal is final for this key; what may still be under way keeps its own.
      if (problem.status >= 400 && problem.status < 500 && problem.code !== 'idempotency.in_flight') {
        // Having read what is new, the writer may send it all the same.
        const seen = problem.code === 'comment.thread_moved' ? await get(`/v1/comments/${comment.id}`).then((now) => now.thread_version, () => draft.seen) : draft.seen;
        change({ key: newKey(), seen });
        onMoved();
      }
    }
  }

  const pressed = (event) => {
    if (event.isComposing) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      onClose();
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      send(event);
    }
  };

  return html`
    <form class="reply-box" onSubmit=${send} onKeyDown=${pressed} data-testid="reply-box">
      ${other && html`<div class="actions collision" role="alert" data-testid="collision"><span>${other}</span><button type="button" class="small" onClick=${() => hold(true)} data-testid="take-over">${t('takeOver')}</button></div>`}
      <${DraftPanel} comment=${comment} disabled=${busy} onUse=${(next) => { change(next); area.current.focus(); }} />
      <label for="inbox-reply-text">${t('replyTo', { name: comment.author || t('noName') })}</label>
      ${draft.engine && html`<p class="note" data-testid="reply-draft-note">${t('draftNote', { engine: draft.engine })}</p>`}
      <textarea ref=${area} id="inbox-reply-text" rows="4" value=${draft.text} aria-describedby="inbox-reply-count" aria-invalid=${String(tooLong)} readonly=${busy}
        onInput=${(event) => change(event.currentTarget.value ? { text: event.currentTarget.value } : { text: '', draftId: null, engine: '' })} data-testid="reply-text"></textarea>
      <p class="error" role="alert" data-testid="reply-error">${error}</p>
      <div class="actions">
        <span id="inbox-reply-count" class=${tooLong ? 'count-over' : 'muted'}>${t('characters', { n: length, most: limit })}${tooLong ? ` · ${t('tooLong', { platform: PLATFORMS[comment.platform] })}` : ''}</span>
        ${saved.length > 0 && html`
          <label><span class="visually-hidden">${t('savedPick')}</span>
            <select value="" disabled=${busy} onChange=${fill} data-testid="reply-saved">
              <option value="" disabled>${t('savedPick')}</option>${saved.map((reply) => html`<option key=${reply.id} value=${reply.id}>${reply.title}</option>`)}
            </select>
          </label>`}
        <button type="button" onClick=${onClose}>${t('close')}</button>
        <button type="submit" class="primary" disabled=${busy || !text || tooLong} data-testid="reply-send">${busy ? t('sending') : t('send')}</button>
      </div>
    </form>`;
}
