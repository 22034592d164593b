import { useState } from 'preact/hooks';
import { html } from './html.js';
import { say } from './language.js';
import { post } from './api.js';
import { SENTIMENTS } from './words.js';

/** Which words decided, and what staff say of the verdict: another tone, or that it is right. */
export function Correction({ comment, mayCorrect, onChanged }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  if (!comment.sentiment) return null;
  const reasons = (comment.sentiment_spans ?? []).map(({ start, length }) => comment.message.slice(start, start + length));

  async function correct(sentiment) {
    setBusy(true);
    setError('');
    try {
      await post(`/v1/comments/${comment.id}/sentiment`, { sentiment });
    } catch (problem) {
      setError(problem.message);
    }
    setBusy(false);
    onChanged();
  }

  return html`
    <details class="correction muted">
      <summary data-testid="sentiment-why">${say('감성 근거·고치기', 'Why this tone, and mend it')}</summary>
      <p>${comment.sentiment_model === 'staff' ? say('담당자가 정한 감성입니다.', 'Somebody of the staff has said so.') : reasons.length ? html`${say('모델이 근거로 본 말', 'Words the model went by')}: ${reasons.map((word, i) => html`${i > 0 ? ', ' : ''}<mark>${word}</mark>`)}` : say('모델이 근거를 말할 수 없는 댓글입니다.', 'The model cannot say why.')}</p>
      ${mayCorrect && html`
        <div class="actions" role="group" aria-label=${say('감성 고치기', 'Mend the tone')}>
          ${Object.entries(SENTIMENTS).map(([key, label]) => html`
            <button key=${key} type="button" class="small" disabled=${busy} aria-pressed=${String(comment.sentiment === key)} onClick=${() => correct(key)} data-testid=${`correct-${key}`}>${label}</button>`)}
        </div>`}
      ${error && html`<p class="error" role="alert">${error}</p>`}
    </details>`;
}
