import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { call, download, get } from './api.js';
import { InboxDetail } from './inbox-detail.js';
import { InboxBulk } from './inbox-bulk.js';
import { InboxFilters } from './inbox-filters.js';
import { InboxRow } from './inbox-row.js';
import { KeyHelp, useKeys } from './inbox-keys.js';
import { ResponseTimes } from './inbox-figures.js';
import { SavedReplies } from './inbox-saved.js';
import { parametersOf, useInbox } from './inbox-list.js';
import { tomorrow } from './inbox-time.js';
import { t } from './inbox-words.js';
import { go } from './route.js';
import { needsStyle } from './view.js';

needsStyle('comments.css');
needsStyle('inbox.css');

const NO_OFFSET = { current: 0 };

/** One queue over all platforms and clients: the comments on the left, the one that is worked on beside them. */
export default function Inbox({ user, route, clientId, nameOf, live, offset = NO_OFFSET }) {
  const [filter, setFilter] = useState({ state: 'open', sentiment: route.query?.sentiment ?? '', platform: '', assignee: '', from: '', to: '', query: '', ...pick(route.query) });
  const [chosen, setChosen] = useState(() => new Set());
  const [openId, setOpenId] = useState(route.id);
  const [panel, setPanel] = useState('');
  const [error, setError] = useState('');
  const [told, setTold] = useState('');
  const search = useRef(null);
  const detail = useRef(null);
  const people = usePeople(clientId);
  const list = useInbox({ ...filter, clientId }, live);
  const at = list.items.findIndex((item) => item.comment.id === openId);

  useEffect(() => { if (route.id) setOpenId(route.id); }, [route.id]);
  useEffect(() => { setChosen(new Set()); setTold(''); }, [filter, clientId]);

  function open(id) {
    setOpenId(id);
    if (route.id !== id) go(`inbox/${id}`);
  }
  function close() {
    const before = openId;
    setOpenId('');
    go('inbox');
    document.getElementById(`inbox-row-${before}`)?.focus();
  }
  /** The comment that has left the queue keeps its place in it: the next one stands there now. */
  function step(by) {
    const to = list.items[Math.min(list.items.length - 1, Math.max(0, at < 0 ? Math.min(last.current, list.items.length - 1) + (by < 0 ? by : 0) : at + by))];
    if (!to) return;
    open(to.comment.id);
    document.getElementById(`inbox-row-${to.comment.id}`)?.focus();
  }
  const last = useRef(0);
  if (at >= 0) last.current = at;

  const choose = (id, on) => setChosen((before) => {
    const after = new Set(before);
    after[on ? 'add' : 'delete'](id);
    return after;
  });

  async function exportCsv() {
    try {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await download(`/v1/inbox/export?${parametersOf({ ...filter, clientId })}`));
      link.download = `inbox-${new Date().toISOString().slice(0, 10)}.csv`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    } catch (problem) {
      setError(problem.message);
    }
  }

  /** Changes the entry that is open, as it was read. */
  async function change(path, body) {
    const entry = detail.current?.entry();
    if (!entry) return;
    setError('');
    try {
      await call('PUT', `/v1/inbox/${entry.comment.id}/${path}`, { ...body, version: entry.version });
    } catch (problem) {
      setError(problem.message);
    }
    detail.current?.reload();
    list.refresh();
  }
  const settle = () => change('state', { state: ['done', 'answered'].includes(detail.current?.entry()?.state) ? 'open' : 'done' });

  const [keysOn, setKeysOn] = useKeys({
    j: () => step(1), k: () => step(-1),
    r: () => detail.current?.reply(), n: () => detail.current?.note(), h: () => detail.current?.hide(), z: () => detail.current?.undo(),
    a: () => change('assignee', { user_id: user.id }), e: settle, s: () => change('state', { state: 'snoozed', until: tomorrow(Date.now() + offset.current) }),
    x: () => { if (openId) choose(openId, !chosen.has(openId)); }, '/': () => search.current?.focus(), '?': () => setPanel('help'),
    Escape: () => { if (openId) close(); },
  });

  const narrowed = parametersOf({ ...filter, clientId: '' }).toString() !== 'state=open';
  return html`
    <section class=${`card inbox ${openId ? 'reading' : ''}`} aria-labelledby="inbox-title">
      <header>
        <h1 id="inbox-title" tabindex="-1">${t('title')}</h1>
        <div class="actions">
          <button type="button" class="small" onClick=${() => setPanel('figures')} data-testid="inbox-figures-open">${t('figures')}</button>
          <button type="button" class="small" onClick=${() => setPanel('saved')} data-testid="inbox-saved-open">${t('saved')}</button>
          <button type="button" class="small" onClick=${exportCsv} data-testid="inbox-csv">${t('csv')}</button>
          <button type="button" class="small" onClick=${() => setPanel('help')} data-testid="inbox-help-open">${t('help')} <kbd>?</kbd></button>
        </div>
      </header>
      <${InboxFilters} filter=${filter} onChange=${(next) => setFilter((before) => ({ ...before, ...next }))} search=${search} people=${people} />
      ${chosen.size > 0 && html`<${InboxBulk} ids=${[...chosen]} user=${user} people=${people} offset=${offset} onClear=${() => setChosen(new Set())} onDone=${list.refresh} onTold=${setTold} />`}
      <p class="told" role="status" data-testid="bulk-told">${told}</p>
      ${(error || list.error) && html`<p class="error" role="alert" data-testid="inbox-error">${error || list.error}</p>`}
      <p class="visually-hidden" role="status">${list.loaded ? t(list.next ? 'orMore' : 'found', { n: list.items.length }) : ''}</p>
      <div class="panes">
        <div class="queue">
          ${list.loaded && list.items.length === 0 && html`<p class="empty">${t(narrowed ? 'noMatch' : 'empty')}</p>`}
          <ol class="rows" data-testid="inbox">
            ${list.items.map((entry) => html`<${InboxRow} key=${entry.comment.id} entry=${entry} open=${entry.comment.id === openId} chosen=${chosen.has(entry.comment.id)} nameOf=${nameOf}
              onOpen=${() => open(entry.comment.id)} onChoose=${(on) => choose(entry.comment.id, on)} />`)}
          </ol>
          ${list.next && html`<button type="button" class="more" onClick=${() => list.load(list.next)} data-testid="inbox-more">${t('more')}</button>`}
        </div>
        <div class="work">
          ${openId
            ? html`<${InboxDetail} key=${openId} id=${openId} user=${user} live=${live} offset=${offset} nameOf=${nameOf} handle=${detail} onBack=${close} onChange=${change} onSettle=${settle} onMoved=${list.refreshSoon} />`
            : html`<p class="empty">${t('choose')}</p>`}
        </div>
      </div>
    </section>
    ${panel === 'help' && html`<${KeyHelp} on=${keysOn} onChange=${setKeysOn} onClose=${() => setPanel('')} />`}
    ${panel === 'figures' && html`<${ResponseTimes} clientId=${clientId} onClose=${() => setPanel('')} />`}
    ${panel === 'saved' && html`<${SavedReplies} clientId=${clientId} onClose=${() => setPanel('')} />`}`;
}

/** Filters that a link may carry. */
const pick = (query = {}) => Object.fromEntries(['state', 'sentiment', 'platform', 'assignee'].filter((name) => query[name]).map((name) => [name, query[name]]));

function usePeople(clientId) {
  const [people, setPeople] = useState([]);
  useEffect(() => {
    let gone = false;
    setPeople([]);
    // Without the names one can still take comments oneself.
    if (clientId) get(`/v1/inbox/people?client_id=${clientId}`).then((answer) => { if (!gone) setPeople(answer.items); }, () => {});
    return () => { gone = true; };
  }, [clientId]);
  return people;
}
