import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { get, newKey, postOnce } from './api.js';
import { useLive } from './bus.js';
import { useRead, useServerNow, useSoon } from './hooks.js';
import { Holds } from './holds.js';
import { count, say, words } from './language.js';
import { Choice } from './preferences.js';
import { addressOf, setQuery } from './route.js';
import { Story } from './story.js';
import { distance, moment } from './time.js';
import { Unknown } from './unknown.js';
import { Head, needsStyle } from './view.js';
import { viewOf } from './views.js';
import { PLATFORMS, STATES } from './words.js';

needsStyle('failed.css');

const NEWS_PAUSE = 400;
const MOST = 200;
const t = words({
  hint: ['원인을 하나 고치고, 같은 원인의 게시를 한꺼번에 다시 보냅니다.', 'Mend one cause, then send everything of that cause again.'],
  show: ['보기', 'Show'], causes: ['원인별 실패', 'By cause'], asked: ['확인 필요', 'Unknown'], holds: ['보류', 'Holds'],
  none: ['실패하거나 놓친 게시가 없습니다.', 'Nothing has failed or was missed.'],
  retryAll: ['{n}건 다시 보내기', 'Send {n} again'], sure: ['{n}건을 지금 다시 보냅니다. 예: {titles}', '{n} posts are sent again now, for example: {titles}'], yes: ['다시 보내기', 'Send again'], no: ['그만두기', 'Leave it'],
  retry: ['다시 보내기', 'Send again'], reconnect: ['계정 다시 연결', 'Connect the account'], edit: ['콘텐츠 고치기', 'Edit the content'], look: ['플랫폼 확인 후 처리', 'Look at the platform first'],
  done: ['{n}건을 다시 보냅니다.', '{n} are sent again.'], refused: ['{n}건은 보내지 못했습니다: {why}', '{n} could not be: {why}'], more: ['더 있습니다. 다시 누르면 이어서 보냅니다.', 'There are more: press again to go on.'],
  story: ['지금까지의 기록', 'What happened'], posts: ['게시 {n}건', '{n} posts'],
});

export default function Failed({ route, clientId, clients, nameOf, colourOf, live, offset, user }) {
  const now = useServerNow(offset, 5_000);
  const show = ['asked', 'holds'].includes(route.query.show) ? route.query.show : 'causes';
  const mayAct = user.role !== 'client';
  const client = (id) => html`<span class=${`client-name ${colourOf(id)}`}>${nameOf(id)}</span>`;
  const shared = { clientId, clients, client, live, now, mayAct };
  return html`
    <${Head} view=${viewOf('failed')} hint=${t('hint')}>
      <${Choice} label=${t('show')} value=${show} options=${['causes', 'asked', 'holds'].map((key) => [key, t(key)])} onChange=${(key) => setQuery({ show: key === 'causes' ? '' : key })} testId="show" />
    <//>
    ${route.id && html`<${Story} key=${route.id} id=${route.id} ...${shared} />`}
    ${show === 'causes' && html`<${Causes} ...${shared} />`}
    ${show === 'asked' && html`<${Unknown} ...${shared} />`}
    ${show === 'holds' && html`<${Holds} ...${shared} />`}`;
}

function Causes({ clientId, client, live, now, mayAct }) {
  const [groups, setGroups] = useState(null);
  const [posts, setPosts] = useState([]);
  const [error, setError] = useState('');
  const only = clientId && `&client_id=${clientId}`;
  const load = useRead(() => Promise.all([
    get(`/v1/publications/failures?${only.slice(1)}`), get(`/v1/publications?state=failed&page_size=${MOST}${only}`), get(`/v1/publications?state=missed&page_size=${MOST}${only}`),
  ]), ([causes, failed, missed]) => {
    setGroups(causes.items);
    setPosts([...failed.items, ...missed.items]);
    setError('');
  }, (problem) => setError(problem.message));
  const soon = useSoon(load, NEWS_PAUSE);
  // A button that tells one client's number must not send another's.
  useEffect(() => { setGroups(null); setPosts([]); load(); }, [clientId]);
  useLive(live, { onEvent: (event) => { if (event.type === 'publish_result') soon(); }, onResync: soon });
  return html`
    ${error && html`<p class="note bad" role="alert">${error}</p>`}
    ${groups?.length === 0 && html`<p class="card empty" data-testid="no-failures">${t('none')}</p>`}
    <div class="stack">${(groups ?? []).map((group) => html`
      <${Cause} key=${`${group.platform} ${group.error_code}`} group=${group} posts=${posts.filter((post) => post.platform === group.platform && post.error_code === group.error_code)}
        clientId=${clientId} client=${client} now=${now} mayAct=${mayAct} onChanged=${load} />`)}</div>`;
}

/** One cause: what it is, what mends it, and everything that fell to it. */
function Cause({ group, posts, clientId, client, now, mayAct, onChanged }) {
  const [sure, setSure] = useState(false);
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState('');
  const key = useRef(newKey());
  const title = `cause-${group.platform}-${group.error_code.replace(/\W/g, '-')}`;

  async function retryAll() {
    setBusy(true);
    try {
      const answer = await postOnce('/v1/publications/retry', { error_code: group.error_code, platform: group.platform, client_id: clientId || null }, key.current);
      const refused = answer.items.filter((item) => !item.retried);
      setTold([t('done', { n: answer.items.length - refused.length }), refused.length > 0 && t('refused', { n: refused.length, why: say(refused[0].detail, refused[0].detail_en) }), answer.more && t('more')].filter(Boolean).join(' '));
      key.current = newKey();
      onChanged();
    } catch (problem) {
      setTold(problem.message);
      if (problem.status) key.current = newKey();
    }
    setBusy(false);
    setSure(false);
  }

  const mend = { after_reconnecting: ['accounts', t('reconnect')], after_editing: [`contents/${group.newest.content_id}`, t('edit')], after_checking: [`failed/${group.newest.publication_id}`, t('look')] }[group.retry];
  return html`
    <section class="card cause" aria-labelledby=${title} data-testid="cause" data-code=${group.error_code}>
      <header>
        <h2 id=${title}><span class=${`platform ${group.platform}`}>${PLATFORMS[group.platform]}</span> ${group.newest.error} <span class="muted">(${group.error_code})</span></h2>
        <strong>${t('posts', { n: count(group.count) })}</strong>
      </header>
      <p class=${`note ${group.retry === 'now' ? '' : 'warn'}`}>${say(group.advice, group.advice_en)}</p>
      ${mayAct && html`<div class="actions">
        ${mend && html`<a class="button" href=${addressOf(mend[0])}>${mend[1]}</a>`}
        ${!sure && html`<button type="button" class=${group.retry === 'now' ? 'primary' : ''} disabled=${busy} onClick=${() => setSure(true)} data-testid="retry-cause">${t('retryAll', { n: count(group.count) })}</button>`}
        ${sure && html`<span role="alert">${t('sure', { n: count(group.count), titles: posts.slice(0, 3).map((post) => `“${post.title}”`).join(', ') })}</span>
          <button type="button" class="primary" disabled=${busy} onClick=${retryAll} data-testid="retry-cause-sure">${t('yes')}</button>
          <button type="button" onClick=${() => setSure(false)}>${t('no')}</button>`}
      </div>`}
      <p role="status">${told}</p>
      <details open=${posts.length <= 5}>
        <summary>${t('posts', { n: count(group.count) })}</summary>
        <ul class="entry-list">${posts.map((post) => html`<${Post} key=${post.id} post=${post} client=${client} now=${now} mayAct=${mayAct} onChanged=${onChanged} />`)}</ul>
      </details>
    </section>`;
}

function Post({ post, client, now, mayAct, onChanged }) {
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const key = useRef(newKey());
  async function retry() {
    setBusy(true);
    try {
      await postOnce(`/v1/publications/${post.id}/retry`, {}, key.current);
      onChanged();
    } catch (problem) {
      setError(problem.message);
      if (problem.status) key.current = newKey();
    }
    setBusy(false);
  }
  return html`
    <li class="post" data-testid="failed-post">
      <div><a href=${addressOf(`contents/${post.content_id}`)}><strong>${post.title}</strong></a>
        <p class="muted">${client(post.client_id)} · ${post.account_name} · ${moment(post.scheduled_at)} (${distance(post.scheduled_at, now)}) · ${STATES[post.state]}</p></div>
      <div class="actions">
        <a class="button small" href=${addressOf(`failed/${post.id}`)}>${t('story')}<span class="visually-hidden">: ${post.title}</span></a>
        ${mayAct && html`<button type="button" class="small" disabled=${busy} onClick=${retry} data-testid="retry-post">${t('retry')}<span class="visually-hidden">: ${post.title}</span></button>`}
      </div>
      ${error && html`<p class="note bad" role="alert">${error}</p>`}
    </li>`;
}
