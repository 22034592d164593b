import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { say } from './language.js';
import { get, post } from './api.js';
import { useLive } from './bus.js';
import { useEscape, useSoon } from './hooks.js';
import { Icon } from './icons.js';
import { moment } from './time.js';
import { setUnreadTitle } from './title.js';

const NEWS_PAUSE = 100;

/** The bell: how many are unread, here and in the window's title, and the list of them. */
export function Notifications({ live, onOpen }) {
  const [unread, setUnread] = useState(0);
  const [open, setOpen] = useState(false);
  const [newest, setNewest] = useState('');
  const bell = useRef(null);
  const toggle = useRef(null);

  // The number stays as it was until it can be read again.
  const count = () => get('/v1/notifications/unread-count').then((answer) => setUnread(answer.count), () => {});
  const countSoon = useSoon(count, NEWS_PAUSE);
  const seenAgain = () => { if (!document.hidden) countSoon(); };
  useEffect(() => {
    count();
    const outside = (event) => { if (!bell.current.contains(event.target)) setOpen(false); };
    addEventListener('visibilitychange', seenAgain);
    addEventListener('pointerdown', outside);
    return () => {
      removeEventListener('visibilitychange', seenAgain);
      removeEventListener('pointerdown', outside);
      setUnreadTitle(0);
    };
  }, []);
  useEffect(() => { setUnreadTitle(unread); }, [unread]);
  useLive(live, {
    onEvent(event) {
      if (event.type !== 'notification') return;
      countSoon();
      setNewest(event.title);
    },
    onResync: countSoon,
  });
  useEscape(() => {
    if (!open) return;
    setOpen(false);
    toggle.current.focus();
  });

  function follow(item) {
    setOpen(false);
    onOpen(item);
  }

  return html`
    <div class="bell" ref=${bell}>
      <button ref=${toggle} type="button" aria-expanded=${String(open)} aria-controls="notifications" onClick=${() => setOpen(!open)} data-testid="notifications-toggle">
        <${Icon} name="bell" /><span class="visually-hidden">${say('알림', 'Notifications')}</span> <span class=${`count ${unread ? 'some' : ''}`} data-testid="unread-count">${unread}</span><span class="visually-hidden">${say('건 읽지 않음', ' unread')}</span>
      </button>
      <span class="visually-hidden" role="status">${newest && say(`새 알림: ${newest}`, `New: ${newest}`)}</span>
      ${open && html`<${Panel} live=${live} unread=${unread} onCount=${countSoon} onFollow=${follow} />`}
    </div>`;
}

function Panel({ live, unread, onCount, onFollow }) {
  const [page, setPage] = useState({ items: [], next_page_token: null, loaded: false });
  const [error, setError] = useState('');

  async function load(token) {
    try {
      const answer = await get(`/v1/notifications?page_size=20${token ? `&page_token=${token}` : ''}`);
      setPage((before) => ({ ...answer, items: token ? [...before.items, ...answer.items] : answer.items, loaded: true }));
      setError('');
    } catch (problem) {
      setError(problem.message);
    }
  }
  useEffect(() => { load(); }, []);
  useLive(live, { onEvent: (event) => { if (event.type === 'notification') load(); }, onResync: () => load() });

  async function read(path) {
    try {
      await post(`/v1/notifications/${path}`);
    } catch (problem) {
      setError(problem.message);
    }
    onCount();
  }

  function follow(item) {
    if (!item.read_at) read(`${item.id}/read`);
    onFollow(item);
  }

  return html`
    <div id="notifications" class="card panel" data-testid="notifications">
      <header><h2>${say('알림', 'Notifications')}</h2>${unread > 0 && html`<button type="button" class="small" onClick=${() => read('read-all').then(() => load())} data-testid="read-all">${say('모두 읽음', 'Mark all read')}</button>`}</header>
      ${error && html`<p class="error" role="alert">${error}</p>`}
      ${page.loaded && page.items.length === 0 && html`<p class="empty">${say('알림이 없습니다.', 'Nothing here.')}</p>`}
      <ul class="rows">
        ${page.items.map((item) => html`
          <li key=${item.id} class=${`comment ${item.read_at ? '' : 'unread'}`} data-testid="notification-row" data-read=${String(item.read_at !== null)}>
            <button type="button" class="entry" onClick=${() => follow(item)}>
              <strong>${item.priority === 'urgent' && html`<span class="badge failed">${say('긴급', 'Urgent')}</span> `}${!item.read_at && html`<span class="visually-hidden">${say('읽지 않음: ', 'Unread: ')}</span>`}${item.title}</strong>
              <span>${item.message}</span>
              <span class="muted">${moment(item.created_at)}</span>
            </button>
          </li>`)}
      </ul>
      <p class="actions"><a class="button small" href="#/notification-settings" onClick=${() => onFollow({ reference: {} })} data-testid="notification-settings-link">${say('알림 설정', 'Settings')}</a></p>
      ${page.next_page_token && html`<button type="button" class="more" onClick=${() => load(page.next_page_token)}>${say('더 보기', 'Show more')}</button>`}
    </div>`;
}
