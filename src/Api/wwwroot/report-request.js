import { useState } from 'preact/hooks';
import { html } from './html.js';
import { newKey, postOnce } from './api.js';
import { words } from './language.js';

const DAY = 86_400_000;
const KST = 9 * 3_600_000;
const MOST_DAYS = 92;
const t = words({
  title: ['기간 리포트 부탁하기', 'Ask for a report'], client: ['클라이언트', 'Client'], choose: ['고르세요', 'Choose'], from: ['첫날', 'From'], to: ['마지막 날', 'To'], ask: ['만들기', 'Make it'],
  week: ['지난 7일', 'Last 7 days'], month: ['지난 30일', 'Last 30 days'], lastMonth: ['지난달', 'Last month'], quick: ['빠른 선택', 'Quick choice'],
  asked: ['부탁했습니다. 준비되면 알림이 옵니다.', 'Asked for. You are told when it is ready.'], again: ['있던 리포트의 수치를 다시 셉니다.', 'It was there: its figures are counted again.'],
  tooLong: [`기간은 ${MOST_DAYS}일까지입니다.`, `A period has up to ${MOST_DAYS} days.`], backwards: ['마지막 날이 첫날보다 앞입니다.', 'The last day is before the first.'],
});

const dayOf = (time) => new Date(time + KST).toISOString().slice(0, 10);
const PRESETS = {
  week: (now) => [dayOf(now - 7 * DAY), dayOf(now - DAY)],
  month: (now) => [dayOf(now - 30 * DAY), dayOf(now - DAY)],
  lastMonth: (now) => {
    const seoul = new Date(now + KST);
    const first = Date.UTC(seoul.getUTCFullYear(), seoul.getUTCMonth() - 1, 1);
    return [new Date(first).toISOString().slice(0, 10), new Date(Date.UTC(seoul.getUTCFullYear(), seoul.getUTCMonth(), 0)).toISOString().slice(0, 10)];
  },
};

/** Asks for the report of a period: once, however often the button is pressed. */
export function ReportRequest({ clients, clientId, onAsked }) {
  const [chosen, setChosen] = useState('');
  const [[from, to], setDays] = useState(() => PRESETS.week(Date.now()));
  const [key, setKey] = useState(newKey);
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState('');
  const [error, setError] = useState('');
  const client = clientId || chosen || (clients.length === 1 ? clients[0].id : '');
  const change = (days) => { setDays(days); setKey(newKey()); setTold(''); setError(''); };

  async function ask(event) {
    event.preventDefault();
    if (to < from) { setError(t('backwards')); return; }
    if ((Date.parse(to) - Date.parse(from)) / DAY >= MOST_DAYS) { setError(t('tooLong')); return; }
    setBusy(true);
    setError('');
    try {
      const answer = await postOnce(`/v1/clients/${client}/reports`, { from, to }, key);
      setTold(t(answer.restating ? 'again' : 'asked'));
      setKey(newKey());
      onAsked();
    } catch (problem) {
      setError(problem.message);
    } finally {
      setBusy(false);
    }
  }

  return html`
    <form class="card report-request" onSubmit=${ask} aria-label=${t('title')} data-testid="report-request">
      <h2>${t('title')}</h2>
      <div class="filters">
        ${!clientId && clients.length > 1 && html`
          <label>${t('client')} <select required value=${chosen} onChange=${(event) => { setChosen(event.currentTarget.value); change([from, to]); }} data-testid="report-client">
            <option value="">${t('choose')}</option>
            ${clients.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}
          </select></label>`}
        <label>${t('from')} <input type="date" required max=${dayOf(Date.now())} value=${from} onInput=${(event) => change([event.currentTarget.value, to])} data-testid="report-from" /></label>
        <label>${t('to')} <input type="date" required max=${dayOf(Date.now())} value=${to} onInput=${(event) => change([from, event.currentTarget.value])} data-testid="report-to" /></label>
        <span role="group" aria-label=${t('quick')}>
          ${Object.entries(PRESETS).map(([name, days]) => html`<button key=${name} type="button" onClick=${() => change(days(Date.now()))}>${t(name)}</button>`)}
        </span>
        <button type="submit" class="primary" disabled=${busy || !client} data-testid="report-ask">${t('ask')}</button>
      </div>
      <p role="status" data-testid="report-asked">${told}</p>
      ${error && html`<p class="error" role="alert">${error}</p>`}
    </form>`;
}
