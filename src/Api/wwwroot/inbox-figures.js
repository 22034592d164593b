import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { get } from './api.js';
import { Modal } from './modal.js';
import { span, waiting } from './inbox-time.js';
import { t } from './inbox-words.js';

/** How long people wait for an answer, in working time. */
export function ResponseTimes({ clientId, onClose }) {
  const [items, setItems] = useState(null);
  const [error, setError] = useState('');
  useEffect(() => { get(`/v1/inbox/response-times${clientId ? `?client_id=${clientId}` : ''}`).then((answer) => setItems(answer.items), (problem) => setError(problem.message)); }, [clientId]);
  return html`
    <${Modal} title=${t('figuresTitle')} wide onClose=${onClose} testId="inbox-figures">
      <p class="muted">${t('hoursNote')}</p>
      ${error && html`<p class="error" role="alert">${error}</p>`}
      ${items && html`
        <div class="scroll" tabindex="0" role="region" aria-label=${t('figures')}>
          <table class="response-times">
            <thead><tr>${['client', 'comments', 'answered', 'unanswered', 'median', 'p90', 'oldest'].map((word) => html`<th key=${word} scope="col">${t(word)}</th>`)}</tr></thead>
            <tbody>${items.map((row) => html`
              <tr key=${row.client_id}><th scope="row">${row.client}</th><td>${row.comments}</td><td>${row.answered}</td><td>${row.unanswered}</td><td>${span(row.median_minutes)}</td><td>${span(row.p90_minutes)}</td>
                <td>${row.waits_since ? waiting(row.waits_since, Date.now()) : '–'}</td></tr>`)}</tbody>
          </table>
        </div>`}
    <//>`;
}
