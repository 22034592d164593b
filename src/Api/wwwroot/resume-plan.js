import { useState } from 'preact/hooks';
import { html } from './html.js';
import { get, post } from './api.js';
import { useRead } from './hooks.js';
import { names, words } from './language.js';
import { moment } from './time.js';
import { PLATFORMS } from './words.js';

const FATES = names({ resumes: ['이어서 나감', 'goes out'], on_time: ['제시간에', 'on time'], late: ['유예가 먼저 끝남', 'its grace ends first'], missed: ['사람이 결정', 'people decide'] });
const t = words({ plan: ['보류를 풀면?', 'What if it is released?'], spread: ['같은 계정의 간격(분)', 'Minutes between posts of an account'], resume: ['이 계획대로 풀기', 'Release it by this plan'], none: ['기다리는 게시가 없습니다.', 'Nothing waits.'] });

/** What goes out when, once a crisis hold is released; and the release. */
export function ResumePlan({ incident, onResumed }) {
  const [plan, setPlan] = useState(null);
  const [spread, setSpread] = useState('15');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const look = useRead((minutes) => get(`/v1/incidents/${incident.id}/resume-plan?spread_minutes=${minutes}`), (answer) => { setPlan(answer); setError(''); }, (problem) => setError(problem.message));
  const typed = ({ currentTarget: field }) => {
    setSpread(field.value);
    if (field.value && field.validity.valid) look(Number(field.value));
  };
  // Only what is on the screen is released: a plan of another spread is still to come, or could not be read.
  const isShown = spread !== '' && plan?.spread_minutes === Number(spread);
  async function resume() {
    setBusy(true);
    try {
      await post(`/v1/incidents/${incident.id}/resume`, { spread_minutes: plan.spread_minutes });
      setPlan(null);
      onResumed();
    } catch (problem) {
      setError(problem.message);
    }
    setBusy(false);
  }
  return html`
    <div class="stack">
      ${(!plan || (error && !isShown)) && html`<div class="actions"><button type="button" class="small" disabled=${spread === ''} onClick=${() => look(Number(spread))} data-testid="resume-plan">${t('plan')}</button></div>`}
      ${plan && html`
        <label class="field"><span>${t('spread')}</span><input type="number" min="0" max="1440" value=${spread} onInput=${typed} data-testid="resume-spread" /></label>
        ${plan.items.length === 0 && html`<p class="muted">${t('none')}</p>`}
        <ol class="entry-list" aria-busy=${String(!isShown)} data-testid="resume-items">${plan.items.map((item) => html`<li key=${item.publication_id}><strong>${item.resumes_at ? moment(item.resumes_at) : '–'}</strong> ${item.title} <span class="muted">${PLATFORMS[item.platform]} ${item.account_name} · ${FATES[item.fate]}</span></li>`)}</ol>
        <div class="actions"><button type="button" class="primary" disabled=${busy || !isShown} onClick=${resume} data-testid="resume">${t('resume')}</button></div>`}
      ${error && html`<p class="note bad" role="alert">${error}</p>`}
    </div>`;
}
