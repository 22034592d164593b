import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { get } from './api.js';
import { useLive } from './bus.js';
import { useRead, useSoon } from './hooks.js';
import { words } from './language.js';
import { Resolve } from './resolve.js';
import { addressOf } from './route.js';
import { distance, moment } from './time.js';
import { PLATFORMS, STATES } from './words.js';

const NEWS_PAUSE = 400;
const t = words({
  none: ['확인이 필요한 게시가 없습니다.', 'No outcome is unknown.'],
  about: ['보냈지만 답이 끊긴 게시입니다. 두 번 올라가지 않도록, 확인될 때까지 다시 보내지 않습니다.', 'Sent, but the answer was lost. Nothing is sent again until it is known, so that nothing is posted twice.'],
  looking: ['프로그램이 플랫폼에서 찾고 있습니다.', 'The program is looking for it on the platform.'], story: ['지금까지의 기록', 'What happened'],
});

/** Posts of which nobody knows yet whether they are there. */
export function Unknown({ clientId, client, live, now, mayAct }) {
  const [posts, setPosts] = useState(null);
  const [error, setError] = useState('');
  const load = useRead(() => get(`/v1/publications?state=unknown&page_size=200${clientId && `&client_id=${clientId}`}`), (page) => { setPosts(page.items); setError(''); }, (problem) => setError(problem.message));
  const soon = useSoon(load, NEWS_PAUSE);
  useEffect(() => { setPosts(null); load(); }, [clientId]);
  useLive(live, { onEvent: (event) => { if (event.type === 'publish_result') soon(); }, onResync: soon });
  return html`
    <p class="note">${t('about')}</p>
    ${error && html`<p class="note bad" role="alert">${error}</p>`}
    ${posts?.length === 0 && html`<p class="card empty" data-testid="no-unknown">${t('none')}</p>`}
    <ul class="stack">${(posts ?? []).map((post) => html`
      <li key=${post.id} class="card" data-testid="unknown-post" data-publication-id=${post.id}>
        <h2><a href=${addressOf(`contents/${post.content_id}`)}>${post.title}</a> <span class=${`badge ${post.state}`}>${STATES[post.state]}</span></h2>
        <p class="muted">${client(post.client_id)} · <span class=${`platform ${post.platform}`}>${PLATFORMS[post.platform]}</span> ${post.account_name} · ${moment(post.scheduled_at)} (${distance(post.scheduled_at, now)})</p>
        ${post.error && html`<p>${post.error}</p>`}
        ${post.asked_at ? mayAct && html`<${Resolve} publication=${post} onResolved=${load} />` : html`<p class="note">${t('looking')}</p>`}
        <p><a href=${addressOf(`failed/${post.id}`, { show: 'asked' })}>${t('story')}<span class="visually-hidden">: ${post.title}</span></a></p>
      </li>`)}</ul>`;
}
