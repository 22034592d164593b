import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { count, say } from './language.js';
import { get, newKey, postOnce } from './api.js';
import { PLATFORMS, REPLY_LIMITS, authorOf, draftedBy } from './words.js';

/**
 * Writes an answer. What was typed, and the key under which it is sent once, outlive the box: closing it, or a line that breaks
 * after the server has taken the answer, loses nothing and sends nothing twice.
 */
export function ReplyBox({ id, comment, drafts, onClose, onSent }) {
  const [draft, setDraft] = useState(() => ({ text: '', fromDraft: false, key: newKey(), ...drafts.get(comment.id) }));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const sending = useRef(false);
  const area = useRef(null);
  const limit = REPLY_LIMITS[comment.platform];
  const text = draft.text.trim();
  // As the platforms and the Api count: an emoji is one character.
  const length = [...text].length;
  const tooLong = length > limit;

  const change = (next) => setDraft((before) => {
    const after = { ...before, ...next };
    drafts.set(comment.id, after);
    return after;
  });
  // What the thread was when the writer began: the Api refuses an answer to one that has moved since.
  const look = async () => (await get(`/v1/comments/${comment.id}`)).thread_version;
  useEffect(() => {
    area.current.focus();
    // Without it now, it is asked for when the answer is sent.
    if (!draft.seen) look().then((seen) => change({ seen }), () => {});
  }, []);

  function fillIn() {
    change({ text: comment.ai_reply_draft, fromDraft: true });
    area.current.focus();
  }

  async function send(event) {
    event.preventDefault();
    // A second click comes before the button is drawn as disabled.
    if (sending.current || !text || tooLong) return;
    sending.current = true;
    setBusy(true);
    setError('');
    try {
      const seen = draft.seen ?? await look();
      change({ seen });
      await postOnce(`/v1/comments/${comment.id}/replies`, { text, from_draft: draft.fromDraft, seen_version: seen }, draft.key);
      drafts.delete(comment.id);
      onSent();
      onClose();
    } catch (problem) {
      sending.current = false;
      setBusy(false);
      // The disabled button has lost the focus.
      area.current?.focus();
      setError(problem.code === 'idempotency.key_reused' ? say('앞서 보낸 답글이 이미 접수되었습니다. 아래에서 확인하세요.', 'The reply you sent before has been taken: see below.') : problem.message);
      // A plain refusal is final for this key; what may still be under way keeps its own.
      if (problem.status >= 400 && problem.status < 500 && problem.code !== 'idempotency.in_flight') {
        // Having read what is new, the writer may send it all the same.
        const seen = problem.code === 'comment.thread_moved' ? await look().catch(() => draft.seen) : draft.seen;
        change({ key: newKey(), seen });
        onSent();
      }
    }
  }

  const closeOnEscape = (event) => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.stopPropagation();
    onClose();
  };

  return html`
    <form class="reply-box" id=${id} onSubmit=${send} onKeyDown=${closeOnEscape} data-testid="reply-box">
      <label for=${`${id}-text`}>${say(`${authorOf(comment)}님에게 보낼 답글`, `Reply to ${authorOf(comment)}`)}</label>
      ${draft.fromDraft && html`<p class="note" data-testid="reply-draft-note">${draftedBy(comment.ai_reply_engine)} ${say('확인하고 고쳐서 보내세요.', 'Check and mend it before you send it.')}</p>`}
      <textarea ref=${area} id=${`${id}-text`} rows="3" value=${draft.text} aria-describedby=${`${id}-count`} aria-invalid=${String(tooLong)} readonly=${busy}
        onInput=${(event) => change({ text: event.currentTarget.value, fromDraft: draft.fromDraft && event.currentTarget.value !== '' })} data-testid="reply-text"></textarea>
      <p class="error" role="alert" data-testid="reply-error">${error}</p>
      <div class="actions">
        <span id=${`${id}-count`} class=${tooLong ? 'count-over' : 'muted'}>${count(length)} / ${count(limit)}${say('자', ' characters')}${tooLong ? say(` · ${PLATFORMS[comment.platform]} 한도를 넘었습니다`, ` · more than ${PLATFORMS[comment.platform]} takes`) : ''}</span>
        ${comment.ai_reply_draft && html`<button type="button" onClick=${fillIn} disabled=${busy || draft.text !== ''} data-testid="reply-draft">${say('AI 초안 넣기', 'Use the AI draft')}</button>`}
        <button type="button" onClick=${onClose}>${say('닫기', 'Close')}</button>
        <button type="submit" class="primary" disabled=${busy || !text || tooLong} data-testid="reply-send">${busy ? say('보내는 중…', 'Sending…') : say('보내기', 'Send')}</button>
      </div>
    </form>`;
}
