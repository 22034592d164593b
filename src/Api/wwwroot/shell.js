import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { get } from './api.js';
import { LiveBus, useLive } from './bus.js';
import { colourOf } from './colours.js';
import { useSoon } from './hooks.js';
import { Incidents } from './incidents.js';
import { words } from './language.js';
import { LiveFeed } from './live.js';
import { Navigation } from './navigation.js';
import { addressOf, go, setQuery, useRoute } from './route.js';
import { useShortcuts } from './shortcuts.js';
import { StaleBanner, TopBar } from './top-bar.js';
import { View } from './view.js';
import { viewOf } from './views.js';

const MOST_NEWS = 100;
const NEWS_PAUSE = 500;
const t = words({ skip: ['본문으로 건너뛰기', 'Skip to the content'] });

/** What stands around every view: navigation, alarm, connection; and what all of them share. */
export function Shell({ user }) {
  const [clients, setClients] = useState([]);
  const [feed, setFeed] = useState([]);
  const [menuOpen, setMenuOpen] = useState(false);
  const offset = useRef(0);
  const live = useMemo(() => new LiveBus(), []);
  const connection = useConnection(live, offset);
  const route = useRoute();
  const view = viewOf(route.name);
  const clientId = route.query.client ?? '';
  useShortcuts();

  // Without the names the page still works; they come with the next load.
  const loadClients = () => get('/v1/clients?page_size=200').then((page) => setClients(page.items), () => {});
  const loadClientsSoon = useSoon(loadClients, NEWS_PAUSE);
  useEffect(() => { loadClients(); }, []);
  const names = useMemo(() => new Map(clients.map((client) => [client.id, client.name])), [clients]);
  useLive(live, {
    onEvent(event) {
      if (event.type === 'chat_stream') return;      // the pieces of an answer are no news
      setFeed((before) => [{ event, at: Date.now() + offset.current }, ...before].slice(0, MOST_NEWS));
      if (event.client_id && !names.has(event.client_id)) loadClientsSoon();
    },
    onResync: loadClientsSoon,
  });
  // Whoever goes to another view, by whatever way, begins at its top.
  useEffect(() => { setMenuOpen(false); window.scrollTo(0, 0); }, [view.name, route.id]);

  const nameOf = (id) => names.get(id) ?? '';
  const showComments = ({ client_id: client, kind = '' }) => go('comments', { client, sentiment: kind.endsWith('negative_surge') ? 'negative' : 'crisis' });

  /** Opens what a notification is about. */
  function openNotification({ kind = '', reference = {} }) {
    const { client_id: client } = reference;
    if (reference.report_id) go(`reports/${reference.report_id}`);
    else if (reference.comment_id) go(`comments/${reference.comment_id}`);
    else if (reference.account_id) go(client ? `accounts/${client}` : 'accounts', { client: clientId && client });
    else if (reference.incident_id) showComments({ client_id: client, kind });
    else if (reference.content_id) go(`contents/${reference.content_id}`);
  }

  const shared = { user, route, clients, clientId, nameOf, colourOf, live, offset, feed, openNotification };
  return html`
    <a class="skip" href=${addressOf(route.name)} onClick=${(event) => { event.preventDefault(); document.getElementById('main').focus(); }}>${t('skip')}</a>
    <div class=${`shell ${menuOpen ? 'menu-open' : ''}`}>
      <${Navigation} user=${user} current=${view.name} onClose=${() => setMenuOpen(false)} />
      <${TopBar} user=${user} live=${live} connection=${connection} clients=${clients} clientId=${clientId} menuOpen=${menuOpen}
        onClient=${(client) => setQuery({ client, account: '' }, view.owned)} onMenu=${() => setMenuOpen(!menuOpen)} onOpen=${openNotification} />
      <main id="main" tabindex="-1">
        <${StaleBanner} ...${connection} />
        <${Incidents} user=${user} live=${live} onShowComments=${showComments} />
        <${View} key=${view.name} view=${view} ...${shared} />
      </main>
    </div>`;
}

/** One WebSocket for the whole page. */
function useConnection(live, offset) {
  const [state, setState] = useState('connecting');
  const [seenAt, setSeenAt] = useState(0);
  useEffect(() => {
    const feed = new LiveFeed({
      onEvent: (event) => live.event(event),
      onResync: () => live.resync(),
      // What is shown was true as long as the line was.
      onState(next) {
        if (next === 'stale') setSeenAt((before) => before || Date.now() + offset.current);
        if (next === 'live') setSeenAt(0);
        setState(next);
      },
      onClock(ms) { offset.current = ms; },
    });
    return () => feed.stop();
  }, []);
  return { state, seenAt };
}
