import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { get, signOut } from './api.js';
import { LiveFeed } from './live.js';
import { Publications } from './publications.js';
import { Feed } from './feed.js';
import { Comments } from './comments.js';
import { Notifications } from './notifications.js';
import { ROLES } from './words.js';
import { clock, today } from './time.js';

const MOST_ITEMS = 100;
const QUIET_EVERY = 20_000;
const BUSY_EVERY = 3_000;
const SOON = 180_000;

export function Dashboard({ user }) {
  const [rows, setRows] = useState([]);
  const [loaded, setLoaded] = useState(false);
  const [error, setError] = useState('');
  const [items, setItems] = useState([]);
  const [unread, setUnread] = useState(0);
  const [clients, setClients] = useState([]);
  const [clientId, setClientId] = useState('');
  const [connection, setConnection] = useState('connecting');
  const [updatedAt, setUpdatedAt] = useState(null);
  const [resyncs, setResyncs] = useState(0);
  const offset = useRef(0);
  const now = useServerNow(offset);
  const asked = useRef(0);

  const loadPublications = useCallback(async () => {
    const mine = ++asked.current;
    const { from, to } = today(Date.now() + offset.current);
    const all = [];
    try {
      for (let token = ''; token !== null;) {
        const parameters = new URLSearchParams({ from, to, page_size: '200', ...(clientId && { client_id: clientId }), ...(token && { page_token: token }) });
        const page = await get(`/v1/publications?${parameters}`);
        all.push(...page.items);
        token = page.next_page_token;
      }
      if (mine !== asked.current) return;
      setRows(all.reverse());
      setError('');
      setUpdatedAt(Date.now() + offset.current);
    } catch (problem) {
      if (mine === asked.current) setError(problem.message);
    } finally {
      setLoaded(true);
    }
  }, [clientId]);
  const loadUnread = useCallback(() => get('/v1/notifications/unread-count').then((answer) => setUnread(answer.count), () => {}), []);

  const soon = useDebounced(loadPublications, 120);
  const commentsSoon = useDebounced(() => setResyncs((n) => n + 1), 1000);
  const handlers = useRef({});
  handlers.current = {
    onEvent(event) {
      setItems((before) => [{ event, at: Date.now() + offset.current }, ...before].slice(0, MOST_ITEMS));
      setUpdatedAt(Date.now() + offset.current);
      if (event.type === 'notification') loadUnread();
      if (event.type === 'publish_result' || event.type === 'approval_request') soon();
      if (event.type === 'new_comment') commentsSoon();
    },
    onResync() {
      loadPublications();
      loadUnread();
      setResyncs((n) => n + 1);
    },
    onState: setConnection,
    onClock(ms) { offset.current = ms; },
  };

  useEffect(() => {
    const relay = (name) => (...values) => handlers.current[name](...values);
    const feed = new LiveFeed({ onEvent: relay('onEvent'), onResync: relay('onResync'), onState: relay('onState'), onClock: relay('onClock') });
    get('/v1/clients?page_size=200').then((page) => setClients(page.items), () => {});
    return () => feed.stop();
  }, []);

  useEffect(() => { loadPublications(); }, [loadPublications]);

  // Steps between the events are seen by looking: often while something is about to happen.
  const busy = rows.some((row) => ['due', 'claimed', 'armed', 'retrying'].includes(row.state) && Date.parse(row.scheduled_at) - now < SOON);
  useEffect(() => {
    const timer = setInterval(() => { if (!document.hidden) loadPublications(); }, busy ? BUSY_EVERY : QUIET_EVERY);
    return () => clearInterval(timer);
  }, [busy, loadPublications]);

  const titles = useMemo(() => new Map(rows.map((row) => [row.content_id, row.title])), [rows]);

  return html`
    <a class="skip" href="#main">본문으로 건너뛰기</a>
    <header class="top">
      <h1><span class="mark" aria-hidden="true"></span>SnsOps</h1>
      <${ConnectionState} state=${connection} updatedAt=${updatedAt} />
      <div class="who">
        ${clients.length > 1 && html`
          <label><span class="visually-hidden">클라이언트</span>
            <select value=${clientId} onChange=${(event) => setClientId(event.currentTarget.value)} data-testid="client-filter">
              <option value="">모든 클라이언트</option>
              ${clients.map((client) => html`<option key=${client.id} value=${client.id}>${client.name}</option>`)}
            </select>
          </label>`}
        <${Notifications} unread=${unread} onChanged=${loadUnread} />
        <span class="muted" data-testid="current-user">${user.name} · ${ROLES[user.role]}</span>
        <button type="button" onClick=${signOut} data-testid="logout">로그아웃</button>
      </div>
    </header>
    <main id="main" class="grid">
      <${Publications} rows=${rows} now=${now} loading=${!loaded} error=${error} />
      <${Feed} items=${items} titleOf=${(id) => titles.get(id)} />
      <${Comments} clientId=${clientId} refreshKey=${resyncs} />
    </main>`;
}

/** Says plainly whether what is shown is of now. */
function ConnectionState({ state, updatedAt }) {
  const text = state === 'live' ? '실시간 연결됨'
    : updatedAt ? `연결 끊김 – 마지막 갱신 ${clock(updatedAt)}`
      : '연결하는 중…';
  return html`<p class=${`connection ${state}`} role="status" data-testid="connection-state" data-state=${state}><span class="dot" aria-hidden="true"></span>${text}</p>`;
}

function useServerNow(offset) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() + offset.current), 500);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function useDebounced(work, ms) {
  const latest = useRef(work);
  const timer = useRef(null);
  latest.current = work;
  return useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => latest.current(), ms);
  }, [ms]);
}
