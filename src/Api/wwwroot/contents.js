import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { get } from './api.js';
import { contentOf, useLive } from './bus.js';
import { Editor } from './editor.js';
import { useRead, useSoon } from './hooks.js';
import { say, words } from './language.js';
import { addressOf, go, setQuery } from './route.js';
import { moment } from './time.js';
import { Head } from './view.js';
import { viewOf } from './views.js';
import { DELIVERY, REVIEW } from './words.js';

const NEWS_PAUSE = 500;
const t = words({
  write: ['새 콘텐츠', 'New content'], all: ['전체', 'All'], state: ['검토 상태', 'Review state'], none: ['콘텐츠가 없습니다.', 'No contents.'], more: ['더 보기', 'Show more'],
  title: ['제목', 'Title'], client: ['클라이언트', 'Client'], review: ['검토', 'Review'], delivery: ['게시', 'Delivery'], time: ['예약', 'Scheduled'], changed: ['수정', 'Changed'],
});

export default function Contents(shared) {
  const { route } = shared;
  // A new content gets its id while it is being written: the address changes, the editor and what is in it stay.
  const open = useRef({ id: route.id, number: 0 });
  if (open.current.id !== route.id) open.current = { id: route.id, number: open.current.number + (open.current.created === route.id ? 0 : 1) };
  const created = (id) => { open.current.created = id; go(`contents/${id}`); };
  return route.id ? html`<${Editor} key=${open.current.number} id=${route.id === 'new' ? null : route.id} onCreated=${created} ...${shared} />` : html`<${ContentList} ...${shared} />`;
}

function ContentList({ route, clientId, nameOf, colourOf, live, user }) {
  const [page, setPage] = useState(null);
  const [error, setError] = useState('');
  const state = route.query.state ?? '';
  const load = useRead(
    (token) => get(`/v1/contents?${new URLSearchParams({ page_size: '50', ...(clientId && { client_id: clientId }), ...(state && { state }), ...(token && { page_token: token }) })}`),
    (answer, token) => { setPage((before) => ({ ...answer, items: token ? [...before.items, ...answer.items] : answer.items })); setError(''); },
    (problem) => setError(problem.message));
  const soon = useSoon(() => load(), NEWS_PAUSE);
  useEffect(() => { setPage(null); load(); }, [clientId, state]);
  useLive(live, { onEvent: (event) => { if (contentOf(event)) soon(); }, onResync: soon });
  return html`
    <${Head} view=${viewOf('contents')}>
      <label><span class="visually-hidden">${t('state')}</span><select value=${state} onChange=${(event) => setQuery({ state: event.currentTarget.value })} data-testid="content-state">
        <option value="">${t('all')}</option>${Object.entries(REVIEW).map(([key, label]) => html`<option key=${key} value=${key}>${label}</option>`)}</select></label>
      ${user.role !== 'client' && html`<a class="button primary" href=${addressOf('contents/new')} data-testid="content-new">${t('write')}</a>`}
    <//>
    ${error && html`<p class="note bad" role="alert">${error}</p>`}
    ${page === null && !error && html`<p class="loading" role="status">${say('불러오는 중…', 'Loading…')}</p>`}
    ${page && html`
      <div class="card table" tabindex="0" role="region" aria-label=${say('콘텐츠', 'Contents')}>
        ${page.items.length === 0 ? html`<p class="empty">${t('none')}</p>` : html`
        <table>
          <thead><tr>${['title', 'client', 'review', 'delivery', 'time', 'changed'].map((key) => html`<th key=${key} scope="col">${t(key)}</th>`)}</tr></thead>
          <tbody>${page.items.map((content) => html`
            <tr key=${content.id} data-testid="content-row">
              <td><a href=${addressOf(`contents/${content.id}`)}><strong>${content.title}</strong></a></td>
              <td><span class=${`client-name ${colourOf(content.client_id)}`}>${nameOf(content.client_id)}</span></td>
              <td>${REVIEW[content.review_state]}</td><td><span class=${`badge ${content.delivery_status}`}>${DELIVERY[content.delivery_status]}</span></td>
              <td>${content.scheduled_at ? moment(content.scheduled_at) : '–'}</td><td>${moment(content.updated_at)}</td>
            </tr>`)}</tbody>
        </table>`}
        ${page.next_page_token && html`<button type="button" class="more" onClick=${() => load(page.next_page_token)}>${t('more')}</button>`}
      </div>`}`;
}
