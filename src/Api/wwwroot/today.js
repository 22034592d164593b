import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { get } from './api.js';
import { useLive } from './bus.js';
import { Feed } from './feed.js';
import { useEvery, useRead, useServerNow, useSoon } from './hooks.js';
import { count, words } from './language.js';
import { usePublications } from './publication-list.js';
import { Publications } from './publications.js';
import { addressOf } from './route.js';
import { day, distance, moment, zoneName } from './time.js';
import { Head, needsStyle } from './view.js';
import { viewOf } from './views.js';
import { PLATFORMS, RISKS, SENTIMENTS, STATES, authorOf } from './words.js';

needsStyle('today.css');

const NEWS_PAUSE = 400;
const QUIET_EVERY = 30_000;
const LATE = 3600_000;
const TURNS = { staff: 'staffTurn', client: 'clientTurn' };
const t = words({
  atRisk: ['위험한 예약', 'At risk'], asked: ['확인이 필요한 게시', 'Outcome unknown'], failed: ['실패·놓침', 'Failed or missed'], review: ['검토 기다림', 'Waiting for review'],
  expiring: ['곧 만료되는 승인', 'Approvals expiring'], expires: ['{when} 만료', 'expires {when}'], staffTurn: ['검토자 차례', 'a reviewer’s turn'], clientTurn: ['고객 차례', 'the client’s turn'], authorTurn: ['수정 차례', 'changes asked for'],
  unanswered: ['답하지 않은 부정·위기 댓글', 'Unanswered complaints'], held: ['보류 중', 'Holds'],
  calm: ['지금 손댈 일이 없습니다.', 'Nothing needs you now.'], all: ['모두 보기', 'Show all'],
  collected: ['계정과 마지막 수집', 'Accounts, last collected'], account: ['계정', 'Account'], comments: ['댓글', 'Comments'], figures: ['지표', 'Figures'], longAgo: ['3시간 넘게 없음', 'not within 3 h'],
  reconnect: ['다시 연결하세요', 'connect it again'], by: ['{name} 작성', 'by {name}'],
});

/** What needs somebody now; everything else below it. */
export default function Today({ clientId, nameOf, colourOf, live, offset, feed, user }) {
  const [today, setToday] = useState(null);
  const [error, setError] = useState('');
  const now = useServerNow(offset);
  const publications = usePublications(clientId, live, now);
  const load = useRead(() => get(`/v1/today${clientId && `?client_id=${clientId}`}`), (answer) => { setToday(answer); setError(''); }, (problem) => setError(problem.message));
  const soon = useSoon(load, NEWS_PAUSE);
  useEffect(() => { setToday(null); load(); }, [clientId]);
  useEvery(load, QUIET_EVERY);
  useLive(live, { onEvent: (event) => { if (event.type !== 'chat_stream') soon(); }, onResync: soon });

  const titles = new Map(publications.rows.map((row) => [row.content_id, row.title]));
  const client = (id) => html`<span class=${`client-name ${colourOf(id)}`}>${nameOf(id)}</span>`;
  return html`
    <${Head} view=${viewOf('today')} hint=${`${day(now)} · ${zoneName()}`} />
    ${error && html`<p class="error" role="alert">${error}</p>`}
    ${today && html`<${Needs} today=${today} now=${now} client=${client} user=${user} />`}
    <div class="columns">
      <${Publications} rows=${publications.rows} now=${now} loading=${!publications.loaded} error=${publications.error} />
      <div class="stack">
        <${Feed} items=${feed} titleOf=${(id) => titles.get(id)} />
        ${today && html`<${Collected} accounts=${today.accounts} now=${now} client=${client} />`}
      </div>
    </div>`;
}

function Needs({ today, now, client }) {
  const all = [
    ['at_risk', 'atRisk', 'bad', addressOf('accounts'), (post) => html`
      <a href=${addressOf(`contents/${post.content_id}`)}>${post.title}</a> <span class="muted">${client(post.client_id)} ${PLATFORMS[post.platform]} ${post.account_name} · ${moment(post.due_at)} · ${RISKS[post.risk]}</span>`],
    ['asked', 'asked', 'warn', addressOf('failed', { show: 'asked' }), (post) => html`
      <a href=${addressOf(`failed/${post.id}`)}>${post.title}</a> <span class="muted">${client(post.client_id)} ${PLATFORMS[post.platform]} · ${STATES[post.state]} · ${distance(post.since, now)}</span>`],
    ['failed', 'failed', 'bad', addressOf('failed'), (post) => html`
      <a href=${addressOf(`failed/${post.id}`)}>${post.title}</a> <span class="muted">${client(post.client_id)} ${PLATFORMS[post.platform]} · ${STATES[post.state]} · ${moment(post.scheduled_at)}</span>`],
    ['expiring', 'expiring', 'bad', addressOf('approvals'), (content) => html`
      <a href=${addressOf(`contents/${content.id}`)}>${content.title}</a> <span class="muted">${client(content.client_id)} ${t('expires', { when: distance(content.review_until, now) })} · ${t(TURNS[content.step] ?? 'authorTurn')}</span>`],
    ['unanswered', 'unanswered', 'warn', addressOf('inbox', { sentiment: 'negative' }), (comment) => html`
      <a href=${addressOf(`inbox/${comment.id}`)}>${comment.message.slice(0, 80)}</a> <span class="muted"><span class=${`chip ${comment.sentiment}`}>${SENTIMENTS[comment.sentiment]}</span> ${client(comment.client_id)} ${authorOf(comment)} · ${distance(comment.posted_at, now)}</span>`],
    ['in_review', 'review', 'calm', addressOf('contents', { state: 'in_review' }), (content) => html`
      <a href=${addressOf(`contents/${content.id}`)}>${content.title}</a> <span class="muted">${client(content.client_id)} ${t('by', { name: content.created_by_name })} · ${distance(content.since, now)}</span>`],
  ];
  const wanted = all.filter(([list]) => today[list].count > 0);
  return html`
    <ul class="figures" data-testid="today-figures">
      ${all.map(([list, word, tone, address]) => html`
        <li key=${list}><a class=${`figure ${today[list].count ? tone : 'none'}`} href=${address} data-testid=${`today-${list}`}>
          <strong>${count(today[list].count)}${today[list].count === today.most ? '+' : ''}</strong><span>${t(word)}</span>
        </a></li>`)}
      <li><a class=${`figure ${today.holds ? 'warn' : 'none'}`} href=${addressOf('failed', { show: 'holds' })} data-testid="today-holds"><strong>${count(today.holds)}</strong><span>${t('held')}</span></a></li>
    </ul>
    ${wanted.length === 0 ? html`<p class="card all-calm" data-testid="today-calm">${t('calm')}</p>` : html`
      <div class="cards needs">
        ${wanted.map(([list, word, tone, address, row]) => html`
          <section key=${list} class=${`card need ${tone}`} aria-labelledby=${`need-${list}`}>
            <header><h2 id=${`need-${list}`}>${t(word)} <span class="muted">${count(today[list].count)}</span></h2><a href=${address}>${t('all')}<span class="visually-hidden">: ${t(word)}</span></a></header>
            <ul class="entry-list">${today[list].items.map((item) => html`<li key=${item.id}>${row(item)}</li>`)}</ul>
          </section>`)}
      </div>`}`;
}

function Collected({ accounts, now, client }) {
  const age = (time) => (time ? html`<span class=${now - Date.parse(time) > LATE ? 'late' : ''}>${distance(time, now)}</span>` : html`<span class="late">${t('longAgo')}</span>`);
  return html`
    <section class="card" aria-labelledby="collected-title">
      <header><h2 id="collected-title">${t('collected')}</h2></header>
      <div class="table" tabindex="0" role="region" aria-labelledby="collected-title">
        <table>
          <thead><tr><th scope="col">${t('account')}</th><th scope="col">${t('comments')}</th><th scope="col">${t('figures')}</th></tr></thead>
          <tbody>${accounts.map((account) => html`
            <tr key=${account.id} data-testid="collected">
              <td><span class=${`platform ${account.platform}`}>${PLATFORMS[account.platform]}</span> ${account.name}<br /><span class="muted">${client(account.client_id)}</span>
                ${account.state !== 'active' && html`<br /><a class="late" href=${addressOf(`accounts/${account.client_id}`)}>${t('reconnect')}</a>`}</td>
              <td>${age(account.comments_at)}</td><td>${age(account.figures_at)}</td>
            </tr>`)}</tbody>
        </table>
      </div>
    </section>`;
}
