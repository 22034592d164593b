import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { names, say } from './language.js';
import { get } from './api.js';
import { moment } from './time.js';

const SHOWN = 3;
const SIGNALS = names({ ok: ['근거 충분', 'Well founded'], thin: ['근거 적음', 'Thinly founded'], none: ['자료 없음', 'No data'] });

/** When an account's posts do best: for a content that has no time yet. */
export function BestTimes({ accountIds }) {
  const [lists, setLists] = useState([]);
  useEffect(() => {
    Promise.all(accountIds.map((id) => get(`/v1/accounts/${id}/best-times`).catch(() => null))).then((found) => setLists(found.filter(Boolean)));
  }, [accountIds.join()]);
  const times = lists.flatMap((list) => {
    const known = list.items.filter((item) => item.next_at);
    return [...known.filter((item) => !item.explore).slice(0, SHOWN), ...known.filter((item) => item.explore)];
  });
  if (times.length === 0) return null;
  return html`
    <h2>${say('올리기 좋은 시간', 'Good times to post')}</h2>
    <ul class="rows" data-testid="best-times">
      ${times.map((item) => html`
        <li key=${`${item.next_at}${item.rank}`} class="comment">
          <strong>${moment(item.next_at)}</strong> <span class="badge">${item.explore ? say('시험해 보기', 'Worth a test') : SIGNALS[item.signal]}</span>${item.holiday && html` <span class="badge">${item.holiday}</span>`}
          <p class="muted">${say(item.reason_ko, item.reason_en)}</p>
        </li>`)}
    </ul>`;
}
