import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { get } from './api.js';
import { Chart } from './chart.js';
import { useServerNow } from './hooks.js';
import { count, names, say, words } from './language.js';
import { safe } from './publications.js';
import { addressOf, setQuery } from './route.js';
import { DAY, dateOf, distance, moment } from './time.js';
import { Choice } from './preferences.js';
import { Head, needsStyle } from './view.js';
import { viewOf } from './views.js';
import { PLATFORMS, SENTIMENTS } from './words.js';

needsStyle('insights.css');

const SPANS = ['7', '28', '90'];
const METRICS = names({ views: ['조회', 'views'] });
const t = words({
  followers: ['팔로워', 'Followers'], reach: ['도달', 'Reach'], views: ['조회', 'Views'], engagement: ['참여', 'Engagement'], sentiment: ['댓글 감성', 'Tone of comments'], unscored: ['미분석', 'Not read yet'],
  span: ['기간', 'Time'], days: ['{n}일', '{n} days'], account: ['계정', 'Account'], allAccounts: ['모든 계정', 'All accounts'], none: ['연결된 계정이 없습니다.', 'No accounts are connected.'],
  choose: ['클라이언트를 고르면 계정마다 볼 수 있습니다.', 'Choose a client to see its accounts one by one.'], best: ['잘된 게시', 'Posts that did best'], post: ['게시', 'Post'], published: ['올린 때', 'Published'],
  noBest: ['이 기간의 게시에 아직 지표가 없습니다.', 'No figures yet of posts of this time.'], asOf: ['{account}: {age} 기준', '{account}: as of {age}'], missing: ['빈 칸은 0이 아니라 아직 모르는 값입니다.', 'A gap is not zero: nothing is known of it yet.'],
});

/** Figures by the day, drawn and as a table; and the posts that did best. */
export default function Insights({ route, clientId, clients, nameOf, colourOf, offset }) {
  const now = useServerNow(offset, 60_000);
  const [insights, setInsights] = useState(null);
  const [error, setError] = useState('');
  const asked = useRef(0);
  const span = SPANS.includes(route.query.days) ? route.query.days : '28';
  const account = route.query.account ?? '';
  const chosen = clientId || (clients.length === 1 ? clients[0].id : '');
  const today = dateOf(now);
  useEffect(() => { setInsights(null); }, [chosen]);
  useEffect(() => {
    const mine = ++asked.current;
    const parameters = new URLSearchParams({ from: dateOf(now - (Number(span) - 1) * DAY), to: today, ...(chosen && { client_id: chosen }), ...(account && { account_id: account }) });
    get(`/v1/insights?${parameters}`).then((answer) => { if (mine === asked.current) { setInsights(answer); setError(''); } }, (problem) => { if (mine === asked.current) setError(problem.message); });
  }, [chosen, account, span, today]);
  const accounts = insights?.accounts ?? [];
  const nameOfAccount = (one) => `${PLATFORMS[one.platform]} ${one.name}`;
  const series = (what) => accounts.filter((one) => one[what].some((value) => value !== null)).map((one) => ({ name: nameOfAccount(one), values: one[what] }));
  const tones = [...Object.keys(SENTIMENTS), 'unscored'].map((tone) => ({ name: SENTIMENTS[tone] ?? t('unscored'), tone, values: (insights?.sentiment ?? []).map((day) => day[tone]) }));
  return html`
    <${Head} view=${viewOf('insights')} hint=${t('missing')}>
      ${chosen && html`<label><span class="visually-hidden">${t('account')}</span><select value=${account} onChange=${(event) => setQuery({ account: event.currentTarget.value })} data-testid="insights-account">
        <option value="">${t('allAccounts')}</option>${(account ? [{ account_id: account, ...accounts[0] }] : accounts).map((one) => html`<option key=${one.account_id} value=${one.account_id}>${nameOfAccount(one)}</option>`)}</select></label>`}
      <${Choice} label=${t('span')} value=${span} options=${SPANS.map((days) => [days, t('days', { n: days })])} onChange=${(days) => setQuery({ days })} testId="span" />
    <//>
    ${error && html`<p class="note bad" role="alert">${error}</p>`}
    ${!insights && !error && html`<p class="loading" role="status">${say('불러오는 중…', 'Loading…')}</p>`}
    ${insights && accounts.length === 0 && html`<p class="card empty">${t('none')}</p>`}
    ${insights && accounts.length > 0 && html`
      <div class="charts">
        ${['followers', 'reach', 'engagement', 'views'].map((what) => html`<${Chart} key=${what} id=${what} title=${t(what)} days=${insights.days} series=${series(what)} total=${what !== 'followers'} />`)}
        <${Chart} id="sentiment" title=${t('sentiment')} days=${insights.days} series=${tones} total bars />
        <section class="card" aria-labelledby="best-title">
          <header><h2 id="best-title">${t('best')}</h2></header>
          ${insights.best_posts.length === 0 ? html`<p class="empty">${t('noBest')}</p>` : html`
          <div class="table" tabindex="0" role="region" aria-labelledby="best-title"><table data-testid="best-posts">
            <thead><tr><th scope="col">${t('post')}</th><th scope="col">${t('published')}</th><th scope="col" class="number">${t('views')}</th></tr></thead>
            <tbody>${insights.best_posts.map((post) => html`<tr key=${post.publication_id}>
              <td><a href=${addressOf(`contents/${post.content_id}`)}>${post.title}</a><br /><span class="muted"><span class=${`client-name ${colourOf(post.client_id)}`}>${nameOf(post.client_id)}</span> ${PLATFORMS[post.platform]} ${post.account_name}</span></td>
              <td>${safe(post.post_url) ? html`<a href=${post.post_url} target="_blank" rel="noreferrer">${moment(post.published_at)}</a>` : moment(post.published_at)}</td><td class="number">${count(post.value)} <span class="visually-hidden">${METRICS[post.metric] ?? post.metric}</span></td></tr>`)}</tbody>
          </table></div>`}
        </section>
      </div>
      <p class="muted">${accounts.filter((one) => one.as_of).map((one) => t('asOf', { account: nameOfAccount(one), age: distance(one.as_of, now) })).join(' · ')}</p>`}`;
}
