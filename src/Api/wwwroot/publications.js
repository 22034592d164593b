import { html } from './html.js';
import { say } from './language.js';
import { PLATFORMS, STATES } from './words.js';
import { clock, day, distance, zoneName } from './time.js';

const groups = () => [
  [say('예정', 'To come'), ['scheduled', 'due', 'claimed']],
  [say('진행', 'Under way'), ['armed', 'retrying', 'unknown']],
  [say('게시', 'Published'), ['published']],
  [say('문제', 'Problems'), ['failed', 'missed']],
];

export function Publications({ rows, now, loading, error }) {
  const count = (states) => rows.filter((row) => states.includes(row.state)).length;
  return html`
    <section class="card publications" aria-labelledby="publications-title">
      <header>
        <h2 id="publications-title">${say('오늘의 게시', 'Today’s posts')}</h2>
        <span class="muted">${day(now)} · ${zoneName()}</span>
      </header>
      <dl class="tiles">
        ${groups().map(([label, states]) => html`<div key=${label} class=${`tile ${states[0]}`}><dt>${label}</dt><dd>${count(states)}</dd></div>`)}
      </dl>
      ${error && html`<p class="error" role="alert">${error}</p>`}
      ${!error && !loading && rows.length === 0 && html`<p class="empty">${say('오늘 예약된 게시가 없습니다.', 'Nothing is scheduled for today.')}</p>`}
      <ol class="rows" tabindex="0" aria-labelledby="publications-title" data-testid="publications">
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
        ${row.state === 'published' && row.delay_ms != null && html`<span class="muted" title=${say('예약 시각과의 차이', 'Against its scheduled second')}>${delay(row.delay_ms)}</span>`}
        ${safe(row.post_url) && html`<a href=${row.post_url} target="_blank" rel="noreferrer">${say('게시물 보기', 'See the post')}<span class="visually-hidden">: ${row.title}</span></a>`}
      </div>
    </li>`;
}

const delay = (ms) => `${ms < 0 ? '−' : '+'}${Math.abs(ms) < 1000 ? `${Math.round(Math.abs(ms))}ms` : `${(Math.abs(ms) / 1000).toFixed(1)}${say('초', ' s')}`}`;
export const safe = (url) => /^https?:\/\//.test(url ?? '');
