import { html } from './html.js';
import { words } from './language.js';
import { addressOf } from './route.js';
import { DAY, dateOf, day, longDay, midnight, minute, weekday } from './time.js';
import { DELIVERY, PLATFORMS } from './words.js';

const MOST_IN_A_DAY = 4;
const MOVABLE = new Set(['scheduled', 'missed', 'not_scheduled', 'cancelled']);
const t = words({
  change: ['시간 바꾸기', 'Change the time'], more: ['{n}개 더', '{n} more'], held: ['보류', 'Held'], nothing: ['이 기간에 예약이 없습니다.', 'Nothing is scheduled here.'],
});

const days = (from, to) => Array.from({ length: Math.round((to - from) / DAY) }, (_, place) => from + place * DAY);
const inDay = (items, begin) => items.filter((item) => midnight(Date.parse(item.scheduled_at)) === begin);

/** Takes what is dropped on a time. */
function dropOn(timeFor, items, onMove) {
  return {
    onDragOver: (event) => { event.preventDefault(); event.currentTarget.classList.add('over'); },
    onDragLeave: (event) => event.currentTarget.classList.remove('over'),
    onDrop(event) {
      event.preventDefault();
      event.currentTarget.classList.remove('over');
      const item = items.find((one) => one.id === event.dataTransfer.getData('text/plain'));
      if (item) onMove(item, timeFor(item));
    },
  };
}

/** One content on the calendar: its time, its client, where it goes, how it stands. */
function Item({ item, nameOf, colourOf, mayMove, onAsk, long }) {
  const movable = mayMove && MOVABLE.has(item.delivery_status);
  return html`
    <div class=${`planned ${colourOf(item.client_id)} ${item.delivery_status}`} draggable=${movable} onDragStart=${(event) => event.dataTransfer.setData('text/plain', item.id)}
      data-testid="planned" data-content-id=${item.id} data-status=${item.delivery_status}>
      <a href=${addressOf(`contents/${item.id}`)} draggable="false"><time datetime=${item.scheduled_at}>${minute(item.scheduled_at)}</time> ${item.title}</a>
      <span class="about">${nameOf(item.client_id)} · ${item.platforms.map((platform) => PLATFORMS[platform]).join(', ')}${long ? ` · ${item.account_names.join(', ')}` : ''}</span>
      <span class="about"><span class=${`badge ${item.delivery_status}`}>${DELIVERY[item.delivery_status]}</span>${item.held && html` <span class="badge unknown">${t('held')}</span>`}
        ${movable && html` <button type="button" class="link" onClick=${() => onAsk(item)} data-testid="planned-move">${t('change')}<span class="visually-hidden">: ${item.title}</span></button>`}</span>
    </div>`;
}

const DayHead = ({ begin, now, holidays, onDay }) => {
  const holiday = holidays.get(dateOf(begin));
  return html`<button type="button" class=${`day-head ${begin === midnight(now) ? 'now' : ''} ${holiday ? 'holiday' : ''}`} onClick=${() => onDay(dateOf(begin))}>
    <span>${Number(dateOf(begin).slice(8))}</span><span class="visually-hidden">, ${longDay(begin)} </span>${holiday && html`<span class="holiday-name">${holiday}</span>`}</button>`;
};

export function Month({ items, from, to, at, now, holidays, onMove, onDay, ...rest }) {
  const month = dateOf(at).slice(0, 7);
  return html`
    <div class="month" data-testid="calendar-month">
      <div class="weekdays" aria-hidden="true">${days(from, from + 7 * DAY).map((begin) => html`<span key=${begin}>${weekday(begin)}</span>`)}</div>
      <ol class="days">${days(from, to).map((begin) => {
        const here = inDay(items, begin);
        return html`
          <li key=${begin} class=${dateOf(begin).startsWith(month) ? '' : 'outside'} data-date=${dateOf(begin)}
            ...${dropOn((item) => begin + (item.scheduled_at ? Date.parse(item.scheduled_at) - midnight(Date.parse(item.scheduled_at)) : 0), items, onMove)}>
            <${DayHead} begin=${begin} now=${now} holidays=${holidays} onDay=${onDay} />
            ${here.slice(0, MOST_IN_A_DAY).map((item) => html`<${Item} key=${item.id} item=${item} ...${rest} />`)}
            ${here.length > MOST_IN_A_DAY && html`<button type="button" class="link" onClick=${() => onDay(dateOf(begin))}>${t('more', { n: here.length - MOST_IN_A_DAY })}</button>`}
          </li>`;
      })}</ol>
    </div>`;
}

export function Week({ items, from, to, now, holidays, onMove, onDay, ...rest }) {
  return html`
    <ol class="week" data-testid="calendar-week">${days(from, to).map((begin) => html`
      <li key=${begin} data-date=${dateOf(begin)} ...${dropOn((item) => begin + Date.parse(item.scheduled_at) - midnight(Date.parse(item.scheduled_at)), items, onMove)}>
        <div class="week-head"><span class="muted">${weekday(begin)}</span><${DayHead} begin=${begin} now=${now} holidays=${holidays} onDay=${onDay} /></div>
        ${inDay(items, begin).map((item) => html`<${Item} key=${item.id} item=${item} long ...${rest} />`)}
      </li>`)}</ol>`;
}

export function Day({ items, from, onMove, ...rest }) {
  return html`
    <ol class="hours card" data-testid="calendar-day">${Array.from({ length: 24 }, (_, hour) => {
      const begin = from + hour * 3600_000;
      const here = items.filter((item) => { const time = Date.parse(item.scheduled_at); return time >= begin && time < begin + 3600_000; });
      return html`
        <li key=${hour} class=${here.length ? '' : 'free'} ...${dropOn((item) => begin + (Date.parse(item.scheduled_at) % 3600_000), items, onMove)}>
          <span class="hour">${String(hour).padStart(2, '0')}:00</span>
          <div>${here.map((item) => html`<${Item} key=${item.id} item=${item} long ...${rest} />`)}</div>
        </li>`;
    })}</ol>`;
}

export function List({ items, holidays, ...rest }) {
  const begins = [...new Set(items.map((item) => midnight(Date.parse(item.scheduled_at))))];
  return html`
    <div class="card plan-list" data-testid="calendar-list">
      ${items.length === 0 && html`<p class="empty">${t('nothing')}</p>`}
      ${begins.map((begin) => html`
        <section key=${begin} aria-label=${longDay(begin)}>
          <h2>${day(begin)}${holidays.get(dateOf(begin)) && html` <span class="holiday-name">${holidays.get(dateOf(begin))}</span>`}</h2>
          ${inDay(items, begin).map((item) => html`<${Item} key=${item.id} item=${item} long ...${rest} />`)}
        </section>`)}
    </div>`;
}
