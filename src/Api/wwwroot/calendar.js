import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { get, post } from './api.js';
import { contentOf, useLive } from './bus.js';
import { Day, List, Month, Week } from './calendar-shapes.js';
import { useRead, useServerNow, useSoon } from './hooks.js';
import { say, words } from './language.js';
import { MoveDialog } from './move.js';
import { Choice } from './preferences.js';
import { addressOf, setQuery } from './route.js';
import { DAY, ZONE, dateOf, longDay, midnight, moment, monthOf, timeOfDate, zoneName } from './time.js';
import { Head, needsStyle } from './view.js';
import { viewOf } from './views.js';

needsStyle('calendar.css');

const NEWS_PAUSE = 400;
const t = words({
  shape: ['보기', 'Shape'], month: ['월', 'Month'], week: ['주', 'Week'], day: ['일', 'Day'], list: ['목록', 'List'], today: ['오늘', 'Today'], before: ['이전', 'Earlier'], next: ['다음', 'Later'],
  write: ['새 콘텐츠', 'New content'], moved: ['“{title}”: {time}(으)로 옮겼습니다.', '“{title}” is moved to {time}.'], undo: ['되돌리기', 'Undo'],
  unscheduled: ['시간을 정하지 않은 승인된 콘텐츠', 'Approved, without a time'], pick: ['시간 정하기', 'Set its time'], cut: ['다 보이지 않습니다. 클라이언트나 기간을 좁히세요.', 'Not all of it is shown: choose a client or a shorter time.'],
  help: ['끌어서 옮기거나, 항목의 “시간 바꾸기”를 누르세요.', 'Drag to move, or choose “Change the time”.'],
});

const mondayOf = (time) => midnight(time) - ((new Date(midnight(time) + 9 * 3600_000).getUTCDay() + 6) % 7) * DAY;

/** Begin and end of what a shape shows around a day. */
function spanOf(shape, at) {
  if (shape === 'day') return [midnight(at), midnight(at) + DAY];
  if (shape === 'week') return [mondayOf(at), mondayOf(at) + 7 * DAY];
  if (shape === 'list') return [midnight(at), midnight(at) + 30 * DAY];
  const first = timeOfDate(`${dateOf(at).slice(0, 7)}-01`);
  const last = timeOfDate(`${dateOf(first + 40 * DAY).slice(0, 7)}-01`) - DAY;
  return [mondayOf(first), mondayOf(last) + 7 * DAY];
}

function step(shape, at, by) {
  if (shape === 'day') return at + by * DAY;
  if (shape === 'week') return at + by * 7 * DAY;
  if (shape === 'list') return at + by * 30 * DAY;
  const [year, month] = dateOf(at).split('-').map(Number);
  return Date.parse(new Date(Date.UTC(year, month - 1 + by, 1)).toISOString().slice(0, 10) + 'T00:00:00+09:00');
}

export default function Calendar({ route, clientId, nameOf, colourOf, live, offset, user }) {
  const now = useServerNow(offset, 30_000);
  const [plan, setPlan] = useState(null);
  const [error, setError] = useState('');
  const [refused, setRefused] = useState('');
  const [moving, setMoving] = useState(null);
  const [moved, setMoved] = useState(null);
  const shape = ['month', 'week', 'day', 'list'].includes(route.query.shape) ? route.query.shape : innerWidth < 640 ? 'list' : 'month';
  const at = /^\d{4}-\d\d-\d\d$/.test(route.query.date ?? '') ? timeOfDate(route.query.date) : midnight(now);
  const [from, to] = spanOf(shape, at);
  const mayMove = user.role !== 'client';

  const load = useRead(
    () => get(`/v1/calendar?${new URLSearchParams({ from: new Date(from).toISOString(), to: new Date(to).toISOString(), ...(clientId && { client_id: clientId }) })}`),
    (answer) => { setPlan(answer); setError(''); }, (problem) => setError(problem.message));
  const soon = useSoon(load, NEWS_PAUSE);
  useEffect(() => { setPlan(null); }, [clientId]);
  useEffect(() => { load(); }, [from, to, clientId]);
  useLive(live, { onEvent: (event) => { if (contentOf(event)) soon(); }, onResync: soon });

  /** Moves a content, if it still is where it was seen. */
  async function move(item, time) {
    setRefused('');
    try {
      await post(`/v1/contents/${item.id}/schedule`, { scheduled_at: new Date(time).toISOString(), time_zone: item.time_zone ?? ZONE, ...(item.scheduled_at && { moved_from: item.scheduled_at }) });
      setMoved({ item, time });
      setMoving(null);
      await load();
      return '';
    } catch (problem) {
      await load();
      setRefused(`“${item.title}”: ${problem.message}`);
      return problem.message;
    }
  }

  const show = (changes) => setQuery(changes);
  const go = (by) => show({ shape, date: dateOf(step(shape, at, by)) });
  const holidays = new Map((plan?.holidays ?? []).map((holiday) => [holiday.day, holiday.name]));
  const Shape = { month: Month, week: Week, day: Day, list: List }[shape];
  const shown = { items: plan?.items ?? [], holidays, from, to, at, now, nameOf, colourOf, mayMove, onMove: move, onAsk: setMoving, onDay: (date) => show({ shape: 'day', date }) };
  return html`
    <${Head} view=${viewOf('calendar')} hint=${`${shape === 'month' ? monthOf(at) : shape === 'day' ? longDay(at) : `${longDay(from)} – ${longDay(to - DAY)}`} · ${zoneName()}`}>
      <button type="button" onClick=${() => go(-1)} aria-label=${t('before')} data-testid="calendar-before">‹</button>
      <button type="button" onClick=${() => show({ shape, date: dateOf(midnight(now)) })} data-testid="calendar-today">${t('today')}</button>
      <button type="button" onClick=${() => go(1)} aria-label=${t('next')} data-testid="calendar-next">›</button>
      <${Choice} label=${t('shape')} value=${shape} options=${['month', 'week', 'day', 'list'].map((key) => [key, t(key)])} onChange=${(key) => show({ shape: key, date: dateOf(at) })} testId="calendar" />
      ${mayMove && html`<a class="button primary" href=${addressOf('contents/new')} data-testid="calendar-write">${t('write')}</a>`}
    <//>
    <div role="status">${moved && html`
      <p class="note moved" data-testid="calendar-moved">${t('moved', { title: moved.item.title, time: moment(moved.time) })}
        ${moved.item.scheduled_at && html` <button type="button" class="small" onClick=${() => { move({ ...moved.item, scheduled_at: new Date(moved.time).toISOString() }, Date.parse(moved.item.scheduled_at)).then(() => setMoved(null)); }} data-testid="calendar-undo">${t('undo')}</button>`}
        ${' '}<button type="button" class="small" onClick=${() => setMoved(null)}>${say('닫기', 'Close')}</button></p>`}</div>
    ${(refused || error) && html`<p class="note bad" role="alert" data-testid="calendar-error">${refused || error}</p>`}
    ${plan?.is_cut && html`<p class="note warn">${t('cut')}</p>`}
    ${plan === null && !error && html`<p class="loading" role="status">${say('불러오는 중…', 'Loading…')}</p>`}
    ${plan && html`<${Shape} ...${shown} />`}
    ${mayMove && plan && html`<p class="muted">${t('help')}</p>`}
    ${mayMove && plan?.unscheduled.length > 0 && html`
      <section class="card unscheduled" aria-labelledby="unscheduled-title">
        <header><h2 id="unscheduled-title">${t('unscheduled')}</h2></header>
        <ul class="entry-list">${plan.unscheduled.map((item) => html`
          <li key=${item.id}><a href=${addressOf(`contents/${item.id}`)}>${item.title}</a> <span class=${`client-name ${colourOf(item.client_id)}`}>${nameOf(item.client_id)}</span>
            ${' '}<button type="button" class="small" onClick=${() => setMoving(item)} data-testid="schedule-unscheduled">${t('pick')}<span class="visually-hidden">: ${item.title}</span></button></li>`)}</ul>
      </section>`}
    ${moving && html`<${MoveDialog} item=${moving} now=${now} onMove=${(time) => move(moving, time)} onClose=${() => setMoving(null)} />`}`;
}
