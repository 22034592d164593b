import { html } from './html.js';
import { PLATFORMS, STATES } from './words.js';
import { clock, day, distance } from './time.js';

const GROUPS = [
  ['예정', ['scheduled', 'due', 'claimed']],
  ['진행', ['armed', 'retrying', 'unknown']],
  ['게시', ['published']],
  ['문제', ['failed', 'missed']],
];

export function Publications({ rows, now, loading, error }) {
  const count = (states) => rows.filter((row) => states.includes(row.state)).length;
  return html`
    <section class="card publications" aria-labelledby="publications-title">
      <header>
        <h2 id="publications-title">오늘의 게시</h2>
        <span class="muted">${day(now)} · 한국 시간</span>
      </header>
      <dl class="tiles">
        ${GROUPS.map(([label, states]) => html`<div key=${label} class=${`tile ${states[0]}`}><dt>${label}</dt><dd>${count(states)}</dd></div>`)}
      </dl>
      ${error && html`<p class="error" role="alert">${error}</p>`}
      ${!error && !loading && rows.length === 0 && html`<p class="empty">오늘 예약된 게시가 없습니다.</p>`}
      <ol class="rows" data-testid="publications">
        ${rows.map((row) => html`<${Row} key=${row.id} row=${row} now=${now} />`)}
      </ol>
    </section>`;
}

function Row({ row, now }) {
  const label = STATES[row.state] ?? row.state;
  return html`
    <li class="row" data-testid="publication-row" data-publication-id=${row.id} data-state=${row.state}>
      <div class="when">
        <time datetime=${row.scheduled_at}>${clock(row.scheduled_at)}</time>
        <span class="muted">${distance(row.scheduled_at, now)}</span>
      </div>
      <div class="what">
        <strong>${row.title}</strong>
        <span class="muted"><span class=${`platform ${row.platform}`}>${PLATFORMS[row.platform] ?? row.platform}</span> ${row.account_name}</span>
        ${row.error && row.state !== 'published' && html`<span class="reason">${row.error}</span>`}
      </div>
      <div class="state">
        <span class=${`badge ${row.state}`}>${label}</span>
        ${row.state === 'published' && row.delay_ms != null && html`<span class="muted" title="예약 시각과의 차이">${delay(row.delay_ms)}</span>`}
        ${safe(row.post_url) && html`<a href=${row.post_url} target="_blank" rel="noreferrer">게시물 보기<span class="visually-hidden">: ${row.title}</span></a>`}
      </div>
    </li>`;
}

const delay = (ms) => `${ms < 0 ? '−' : '+'}${Math.abs(ms) < 1000 ? `${Math.round(Math.abs(ms))}ms` : `${(Math.abs(ms) / 1000).toFixed(1)}초`}`;
export const safe = (url) => /^https?:\/\//.test(url ?? '');
