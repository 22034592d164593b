import { useState } from 'preact/hooks';
import { html } from './html.js';
import { post } from './api.js';
import { words } from './language.js';

const t = words({
  ask: ['플랫폼에서 직접 보고 알려 주세요.', 'Look at the platform, then say what you saw.'], link: ['게시물 주소 (있으면)', 'Its address, if you have it'],
  there: ['올라가 있음으로 표시', 'Mark as posted'], absent: ['올라가 있지 않음', 'It is not there'],
  absentHelp: ['올라가 있지 않다고 하면 실패로 닫히고, 다시 보낼 수 있습니다.', 'Then it is closed as failed and can be sent again.'],
});

/** A person says whether a post is there: nobody else can. */
export function Resolve({ publication, onResolved }) {
  const [link, setLink] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  async function answer(posted) {
    setBusy(true);
    setError('');
    try {
      await post(`/v1/publications/${publication.id}/resolve`, { posted, ...(posted && link.trim() && { post_url: link.trim() }) });
      onResolved();
    } catch (problem) {
      setError(problem.message);
      setBusy(false);
    }
  }
  return html`
    <form class="resolve stack" onSubmit=${(event) => { event.preventDefault(); answer(true); }}>
      <p><strong>${t('ask')}</strong></p>
      <label class="field"><span>${t('link')}</span><input type="url" placeholder="https://" value=${link} onInput=${(event) => setLink(event.currentTarget.value)} data-testid="resolve-link" /></label>
      <div class="actions">
        <button type="submit" class="primary" disabled=${busy} data-testid="resolve-posted">${t('there')}</button>
        <button type="button" disabled=${busy} onClick=${() => answer(false)} data-testid="resolve-absent">${t('absent')}</button>
        <span class="muted">${t('absentHelp')}</span>
      </div>
      ${error && html`<p class="note bad" role="alert" data-testid="resolve-error">${error}</p>`}
    </form>`;
}
