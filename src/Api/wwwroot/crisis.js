import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { get, post } from './api.js';
import { useLive } from './bus.js';
import { RuleForm } from './crisis-form.js';
import { useEvery, useRead } from './hooks.js';
import { count, names, words } from './language.js';
import { ResumePlan } from './resume-plan.js';
import { moment } from './time.js';
import { Head } from './view.js';
import { viewOf } from './views.js';
import { SEVERITIES } from './words.js';

const LOOK_EVERY = 2_000;
const STATES = names({ draft: ['초안', 'Draft'], active: ['적용 중', 'In force'], retired: ['끝남', 'Ended'] });
const HOLDS = names({ off: ['보류하지 않음', 'no hold'], propose: ['보류 제안', 'a hold is proposed'], apply: ['자동 보류', 'held at once'] });
const t = words({
  hint: ['언제 위기로 알릴지, 그때 무엇을 할지 정합니다. 지난 댓글로 시험해 본 규칙만 켤 수 있습니다.', 'When a crisis is told, and what is done then. A rule must be tried over the past before it is switched on.'],
  none: ['직접 만든 규칙이 없습니다. 기본 규칙이 적용됩니다.', 'No rules of your own: the usual one holds.'], by: ['{name} · {time}', '{name} · {time}'],
  says: ['부정 {n}건 이상이고 평소의 {ratio}배를 넘으면 알림 · {hold} ({severity})', '{n} negatives or more and {ratio} times the usual · {hold} ({severity})'],
  try: ['지난 8주로 시험', 'Try over the last 8 weeks'], on: ['켜기', 'Switch on'], off: ['끄기', 'End it'], running: ['시험하는 중…', 'Being tried…'],
  found: ['{weeks}주 동안 알림 {n}번 (주마다 {rate})', '{n} alarms in {weeks} weeks ({rate} a week)'], incidents: ['최근 위기와 보류', 'Recent incidents and holds'], noIncidents: ['최근 위기가 없습니다.', 'No recent incidents.'],
  open: ['아무도 맡지 않음', 'nobody has it'], taken: ['{name} 확인', '{name} has it'],
});

/** A client's crisis rules, and the way out of a hold once a crisis is over. */
export default function Crisis({ clientId, clients, colourOf, nameOf, live, user }) {
  const [rules, setRules] = useState(null);
  const [incidents, setIncidents] = useState([]);
  const [error, setError] = useState('');
  const mayRule = user.role === 'admin' || user.role === 'manager';
  const only = clientId && `&client_id=${clientId}`;
  const load = useRead(() => Promise.all([get(`/v1/crisis-rules?page_size=100${only}`), get(`/v1/incidents?page_size=20${only}`)]),
    ([found, recent]) => { setRules(found.items); setIncidents(recent.items); setError(''); }, (problem) => setError(problem.message));
  useEffect(() => { setRules(null); setIncidents([]); load(); }, [clientId]);
  useLive(live, { onEvent: (event) => { if (event.type === 'crisis_alert') load(); }, onResync: load });
  const client = (id) => html`<span class=${`client-name ${colourOf(id)}`}>${nameOf(id)}</span>`;
  return html`
    <${Head} view=${viewOf('crisis')} hint=${t('hint')} />
    ${error && html`<p class="note bad" role="alert">${error}</p>`}
    <div class="columns">
      <div class="stack">
        ${rules?.length === 0 && html`<p class="card empty">${t('none')}</p>`}
        ${(rules ?? []).map((rule) => html`<${Rule} key=${rule.id} rule=${rule} client=${client} mayRule=${mayRule} onChanged=${load} />`)}
        <section class="card" aria-labelledby="recent-title">
          <header><h2 id="recent-title">${t('incidents')}</h2></header>
          ${incidents.length === 0 && html`<p class="empty">${t('noIncidents')}</p>`}
          <ul class="entry-list">${incidents.map((incident) => html`
            <li key=${incident.id}><p><span class=${`chip ${incident.severity === 'critical' ? 'crisis' : 'negative'}`}>${SEVERITIES[incident.severity]}</span> ${client(incident.client_id)} ${incident.message}</p>
              <p class="muted">${moment(incident.opened_at)} · ${incident.acknowledged_by_name ? t('taken', { name: incident.acknowledged_by_name }) : t('open')}</p>
              ${incident.hold_id && html`<${ResumePlan} incident=${incident} onResumed=${load} />`}</li>`)}</ul>
        </section>
      </div>
      ${mayRule && html`<${RuleForm} clientId=${clientId} clients=${clients} onMade=${load} />`}
    </div>`;
}

function Rule({ rule, client, mayRule, onChanged }) {
  const [replays, setReplays] = useState([]);
  const [error, setError] = useState('');
  const look = () => get(`/v1/crisis-rules/${rule.id}/replays`).then((answer) => setReplays(answer.items), (problem) => setError(problem.message));
  const act = (name, body) => post(`/v1/crisis-rules/${rule.id}/${name}`, body).then(() => { setError(''); look(); onChanged(); }, (problem) => setError(problem.message));
  useEffect(() => { look(); }, [rule.id]);
  const newest = replays[0];
  useEvery(look, newest && !newest.finished_at ? LOOK_EVERY : 0);
  return html`
    <section class="card stack" aria-label=${rule.name} data-testid="crisis-rule" data-state=${rule.state}>
      <header><h2>${rule.name}</h2><span class=${`badge ${rule.state === 'active' ? 'published' : ''}`}>${STATES[rule.state]}</span></header>
      <p>${client(rule.client_id)} ${t('says', { n: count(rule.least_negatives), ratio: rule.least_ratio, hold: HOLDS[rule.hold], severity: SEVERITIES[rule.hold_severity] })}</p>
      <p class="muted">${t('by', { name: rule.created_by_name, time: moment(rule.created_at) })}</p>
      ${newest && html`<p role="status">${newest.finished_at ? t('found', { weeks: Math.round(newest.weeks), n: count(newest.alarms.length), rate: newest.alarms_per_week.toFixed(1) }) : t('running')}</p>`}
      <div class="actions">
        ${rule.state !== 'retired' && html`<button type="button" onClick=${() => act('replays', {})}>${t('try')}<span class="visually-hidden">: ${rule.name}</span></button>`}
        ${mayRule && rule.state === 'draft' && html`<button type="button" class="primary" disabled=${!newest?.finished_at} onClick=${() => act('activate')}>${t('on')}<span class="visually-hidden">: ${rule.name}</span></button>`}
        ${mayRule && rule.state === 'active' && html`<button type="button" onClick=${() => act('retire')}>${t('off')}<span class="visually-hidden">: ${rule.name}</span></button>`}
      </div>
      ${error && html`<p class="note bad" role="alert">${error}</p>`}
    </section>`;
}
