import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { get, newKey, postOnce } from './api.js';
import { useEvery } from './hooks.js';
import { say } from './language.js';
import { t } from './inbox-words.js';
import { draftedBy, engineName } from './words.js';

const LOOK_EVERY = 1_000;

/** A draft of the answer, with what each sentence rests on; it is only ever a beginning. */
export function DraftPanel({ comment, disabled, onUse }) {
  const [draft, setDraft] = useState(null);
  const [error, setError] = useState('');
  // There may be none: that is no error.
  const load = () => get(`/v1/comments/${comment.id}/draft`).then(setDraft, (problem) => { if (problem.status !== 404) setError(problem.message); });
  useEffect(() => { load(); }, [comment.id]);
  useEvery(load, draft?.state === 'waiting' ? LOOK_EVERY : 0);

  async function ask() {
    setError('');
    try {
      setDraft(await postOnce(`/v1/comments/${comment.id}/draft`, undefined, newKey()));
    } catch (problem) {
      setError(problem.message);
    }
  }

  const written = draft?.state === 'written';
  const plain = !written && comment.ai_reply_draft;
  const places = new Map((draft?.sources ?? []).map((source, i) => [source.chunk_id, i + 1]));
  return html`
    <details class="draft" open=${Boolean(written || plain)} data-testid="draft" data-state=${draft?.state ?? 'none'}>
      <summary>${t('draft')}</summary>
      ${draft?.state === 'waiting' && html`<p role="status">${t('draftWaits')}</p>`}
      ${draft?.state === 'no_basis' && html`<p>${t('draftNoBasis')}</p>`}
      ${draft?.state === 'failed' && html`<p>${say(...draft.reason.split(' | '))}</p>`}
      ${written && html`
        <p class="muted">${draftedBy(draft.engine)}</p>
        <p class="said" data-testid="draft-text">${draft.sentences.map((sentence) => html`<span>${sentence.text} ${sentence.chunks.length ? html`<sup>[${sentence.chunks.map((chunk) => places.get(chunk)).filter(Boolean).join(', ')}]</sup>` : ''} </span>`)}</p>
        <ol class="sources" aria-label=${t('sources')} data-testid="draft-sources">
          ${draft.sources.map((source) => html`<li key=${source.chunk_id}><strong>${source.heading}</strong> ${source.text}</li>`)}
        </ol>
        <button type="button" class="small" disabled=${disabled} onClick=${() => onUse({ text: draft.text, draftId: draft.id, engine: engineName(draft.engine) })} data-testid="draft-use">${t('draftUse')}</button>`}
      ${plain && html`
        <p class="muted">${draftedBy(comment.ai_reply_engine)}</p>
        <p class="said">${comment.ai_reply_draft}</p>
        <button type="button" class="small" disabled=${disabled} onClick=${() => onUse({ text: comment.ai_reply_draft, draftId: null, engine: engineName(comment.ai_reply_engine) })} data-testid="draft-use">${t('draftUse')}</button>`}
      ${!written && draft?.state !== 'waiting' && html`<button type="button" class="small" disabled=${disabled} onClick=${ask} data-testid="draft-ask">${t('draftAsk')}</button>`}
      ${error && html`<p class="error" role="alert">${error}</p>`}
    </details>`;
}
