import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { get } from './api.js';
import { LiveBus, useLive } from './bus.js';
import { LiveFeed } from './live.js';
import { useServerNow, useSoon } from './hooks.js';
import { go, useRoute } from './route.js';
import { Header } from './header.js';
import { Incidents } from './incidents.js';
import { Publications } from './publications.js';
import { usePublications } from './publication-list.js';
import { Feed } from './feed.js';
import { Comments } from './comments.js';
import { Accounts } from './accounts.js';
import { Content } from './content.js';
import { Questions } from './questions.js';
import { Modal } from './modal.js';
import { Report } from './report.js';
import { ReportList } from './reports.js';

const MOST_ITEMS = 100;
const NEWS_PAUSE = 500;

export function Dashboard({ user }) {
  const [clients, setClients] = useState([]);
  const [clientId, setClientId] = useState('');
  const [sentiment, setSentiment] = useState('');
  const [items, setItems] = useState([]);
  const offset = useRef(0);
  const now = useServerNow(offset);
  const live = useMemo(() => new LiveBus(), []);
  const connection = useConnection(live, offset);
  const publications = usePublications(clientId, live, now);
  const route = useRoute();

  // Without the names the page still works; they come with the next load.
  const loadClients = () => get('/v1/clients?page_size=200').then((page) => setClients(page.items), () => {});
  const loadClientsSoon = useSoon(loadClients, NEWS_PAUSE);
  useEffect(() => { loadClients(); }, []);
  useLive(live, {
    onEvent(event) {
      if (event.type === 'chat_stream') return;      // the pieces of an answer are no news
      setItems((before) => [{ event, at: Date.now() + offset.current }, ...before].slice(0, MOST_ITEMS));
      if (event.client_id && !names.has(event.client_id)) loadClientsSoon();
    },
    onResync: loadClientsSoon,
  });

  const titles = useMemo(() => new Map(publications.rows.map((row) => [row.content_id, row.title])), [publications.rows]);
  const names = useMemo(() => new Map(clients.map((client) => [client.id, client.name])), [clients]);
  const nameOf = (id) => names.get(id) ?? '';

  function showComments(client, kind) {
    setClientId(client);
    setSentiment(kind.endsWith('negative_surge') ? 'negative' : 'crisis');
    go('');
    const title = document.getElementById('comments-title');
    title.focus({ preventScroll: true });
    title.scrollIntoView();
  }

  /** Opens what a notification is about. */
  function open({ kind, reference }) {
    if (reference.report_id) go(`reports/${reference.report_id}`);
    else if (reference.comment_id) go(`comments/${reference.comment_id}`);
    else if (reference.account_id) go(reference.client_id ? `accounts/${reference.client_id}` : 'accounts');
    else if (reference.incident_id) showComments(reference.client_id, kind);
    else if (reference.content_id) go(`contents/${reference.content_id}`);
  }

  return html`
    <a class="skip" href="#main">본문으로 건너뛰기</a>
    <${Header} user=${user} live=${live} connection=${connection.state} updatedAt=${Math.max(connection.eventAt, publications.updatedAt ?? 0)}
      clients=${clients} clientId=${clientId} onClient=${setClientId} onOpen=${open} />
    <main id="main">
      <${Incidents} user=${user} live=${live} onShowComments=${(incident) => showComments(incident.client_id, incident.kind)} />
      <div class="grid">
        <${Publications} rows=${publications.rows} now=${now} loading=${!publications.loaded} error=${publications.error} />
        <${Feed} items=${items} titleOf=${(id) => titles.get(id)} />
        <${Comments} clientId=${clientId} sentiment=${sentiment} onSentiment=${setSentiment} openId=${route.name === 'comments' ? route.id : ''}
          live=${live} mayReply=${user.role !== 'client'} nameOf=${nameOf} />
        <${Questions} clientId=${clientId || (clients.length === 1 ? clients[0].id : '')} live=${live} />
      </div>
    </main>
    ${route.name === 'reports' && (route.id ? html`<${Report} key=${route.id} id=${route.id} user=${user} live=${live} nameOf=${nameOf} onClose=${() => go('')} />`
      : html`<${Modal} title="리포트" wide onClose=${() => go('')} testId="reports-view"><${ReportList} user=${user} clients=${clients} clientId=${clientId} live=${live} nameOf=${nameOf} /><//>`)}
    ${route.name === 'accounts' && clients.length > 0 && html`
      <${Accounts} clientId=${route.id || clientId} clients=${clients} connectionId=${route.inner} live=${live} mayConnect=${user.role === 'admin' || user.role === 'manager'} />`}
    ${route.name === 'contents' && route.id && html`<${Content} key=${route.id} id=${route.id} live=${live} />`}`;
}

/** One WebSocket for the whole page. */
function useConnection(live, offset) {
  const [state, setState] = useState('connecting');
  const [eventAt, setEventAt] = useState(0);
  useEffect(() => {
    const feed = new LiveFeed({
      onEvent(event) {
        setEventAt(Date.now() + offset.current);
        live.event(event);
      },
      onResync: () => live.resync(),
      onState: setState,
      onClock(ms) { offset.current = ms; },
    });
    return () => feed.stop();
  }, []);
  return { state, eventAt };
}
