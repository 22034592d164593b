import { useState } from 'preact/hooks';
import { html } from './html.js';
import { get, post } from './api.js';
import { names, words } from './language.js';
import { moment } from './time.js';
import { PLATFORMS } from './words.js';

const FATES = names({ resumes: ['이어서 나감', 'goes out'], on_time: ['제시간에', 'on time'], late: ['유예가 먼저 끝남', 'its grace ends first'], missed: ['사람이 결정', 'people decide'] });
const t = words({ plan: ['보류를 풀면?', 'What if it is released?'], spread: ['같은 계정의 간격(분)', 'Minutes between posts of an account'], resume: ['이 계획대로 풀기', 'Release it by this plan'], none: ['기다리는 게시가 없습니다.', 'Nothing waits.'] });

/** What goes out when, once a crisis hold is released; and the release. */
export function ResumePlan({ incident, onResumed }) {
  const [plan, setPlan] = useState(null);
  const [spread, setSpread] = useState(15);
  const [error, setError] = useState('');
  const look = (minutes) => { setSpread(minutes); get(`/v1/incidents/${incident.id}/resume-plan?spread_minutes=${minutes}`).then((answer) => { setPlan(answer); setError(''); }, (problem) => setError(problem.message)); };
  const resume = () => post(`/v1/incidents/${incident.id}/resume`, { spread_minutes: spread }).then(() => { setPlan(null); onResumed(); }, (problem) => setError(problem.message));
  return html`
    <div class="stack">
      ${!plan && html`<div class="actions"><button type="button" class="small" onClick=${() => look(spread)} data-testid="resume-plan">${t('plan')}</button></div>`}
      ${plan && html`
        <label class="field"><span>${t('spread')}</span><input type="number" min="0" max="1440" value=${spread} onChange=${(event) => look(Number(event.currentTarget.value))} /></label>
        ${plan.items.length === 0 && html`<p class="muted">${t('none')}</p>`}
        <ol class="entry-list">${plan.items.map((item) => html`<li key=${item.publication_id}><strong>${item.resumes_at ? moment(item.resumes_at) : '–'}</strong> ${item.title} <span class="muted">${PLATFORMS[item.platform]} ${item.account_name} · ${FATES[item.fate]}</span></li>`)}</ol>
        <div class="actions"><button type="button" class="primary" onClick=${resume} data-testid="resume">${t('resume')}</button></div>`}
      ${error && html`<p class="note bad" role="alert">${error}</p>`}
    </div>`;
}
