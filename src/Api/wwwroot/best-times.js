import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { get } from './api.js';
import { moment } from './time.js';

const SHOWN = 3;
const SIGNALS = { ok: '근거 충분', thin: '근거 적음', none: '자료 없음' };

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
    <h3>올리기 좋은 시간</h3>
    <ul class="rows" data-testid="best-times">
      ${times.map((item) => html`
        <li key=${`${item.next_at}${item.rank}`} class="comment">
          <strong>${moment(item.next_at)}</strong> <span class="badge">${item.explore ? '시험해 보기' : SIGNALS[item.signal]}</span>${item.holiday && html` <span class="badge">${item.holiday}</span>`}
          <p class="muted">${item.reason_ko}</p>
        </li>`)}
    </ul>`;
}
