import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { get, post } from './api.js';
import { useLive } from './bus.js';
import { useRead, useSoon } from './hooks.js';
import { say } from './language.js';
import { Review } from './review.js';
import { needsStyle } from './view.js';

needsStyle('post-preview.css');
needsStyle('approvals.css');

const NEWS_PAUSE = 200;
const EMPTY = { items: [], next_page_token: null, loaded: false };
const FINE = { id: '', text: '' };

/** What waits for a decision, the first to expire first; several can be decided on at once, each for itself. */
export default function Approvals({ user, clientId, nameOf, live, route }) {
  const reviews = user.role !== 'operator';
  const [mine, setMine] = useState(reviews);
  const [page, setPage] = useState(EMPTY);
  const [chosen, setChosen] = useState(new Set());
  const [open, setOpen] = useState(route?.id ?? '');
  const [comment, setComment] = useState('');
  const [outcome, setOutcome] = useState('');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  // Why a decision failed stays when the list is read anew: below its content, or, when that has gone, above the others.
  const [trouble, setTrouble] = useState(FINE);

  const load = useRead(
    (token) => get(`/v1/reviews?${new URLSearchParams({ page_size: '50', ...(mine && { mine: 'true' }), ...(clientId && { client_id: clientId }), ...(token && { page_token: token }) })}`),
    (answer, token) => { setPage((before) => ({ ...answer, items: token ? [...before.items, ...answer.items] : answer.items, loaded: true })); setError(''); },
    (problem) => setError(problem.message));
  const soon = useSoon(() => load(), NEWS_PAUSE);
  useEffect(() => { setChosen(new Set()); setTrouble(FINE); setPage(EMPTY); load(); }, [mine, clientId]);
  useLive(live, { onEvent: (event) => { if (event.type === 'approval_request') soon(); }, onResync: soon });

  const told = open === trouble.id && page.items.some((item) => item.content_id === trouble.id);
  const ready = page.items.filter((item) => item.may_approve && chosen.has(item.content_id));

  function choose(id, on) {
    setChosen((before) => {
      const after = new Set(before);
      if (on) after.add(id); else after.delete(id);
      return after;
    });
  }

  async function decideAll(decision) {
    setBusy(true);
    setOutcome('');
    setTrouble(FINE);
    try {
      const answer = await post('/v1/reviews', { decision, comment: comment || undefined, items: ready.map((item) => ({ content_id: item.content_id, version: item.version })) });
      const refused = answer.items.filter((item) => !item.done);
      const titles = new Map(ready.map((item) => [item.content_id, item.title]));
      setOutcome(say(`${answer.items.length - refused.length}건을 처리했습니다.`, `${answer.items.length - refused.length} done.`)
        + refused.map((item) => ` ${titles.get(item.content_id)}: ${say(item.detail, item.detail_en)}.`).join(''));
      setChosen(new Set(refused.map((item) => item.content_id)));
      setComment((now) => (now === comment ? '' : now));
    } catch (problem) {
      setTrouble({ id: '', text: problem.message });
    }
    setBusy(false);
    load();
  }

  return html`
    <section class="approvals" aria-labelledby="view-title" data-testid="approvals">
      <header class="head"><h1 id="view-title" tabindex="-1">${say('승인', 'Approvals')}</h1></header>
      ${reviews && html`
        <div class="chips" role="group" aria-label=${say('보기', 'Show')}>
          <button type="button" class="chip filter" aria-pressed=${String(mine)} onClick=${() => setMine(true)} data-testid="reviews-mine">${say('내 차례', 'My turn')}</button>
          <button type="button" class="chip filter" aria-pressed=${String(!mine)} onClick=${() => setMine(false)} data-testid="reviews-all">${say('검토 중 전체', 'All in review')}</button>
        </div>`}
      <p role="status" class="note" hidden=${!outcome} data-testid="reviews-outcome">${outcome}</p>
      ${error && html`<p class="error" role="alert">${error}</p>`}
      ${trouble.text && !told && html`<p class="error" role="alert" data-testid="reviews-trouble">${trouble.text}</p>`}
      ${ready.length > 0 && html`
        <div class="bulk" data-testid="reviews-bulk">
          <strong>${say(`${ready.length}건 선택`, `${ready.length} chosen`)}</strong>
          <label for="bulk-comment">${say('수정 요청할 때의 이유', 'Why, when asking for changes')}</label>
          <textarea id="bulk-comment" maxlength="4000" value=${comment} onInput=${(event) => setComment(event.currentTarget.value)}></textarea>
          <div class="actions">
            <button type="button" class="primary" disabled=${busy} onClick=${() => decideAll('approve')} data-testid="bulk-approve">${say('모두 승인', 'Approve all')}</button>
            <button type="button" disabled=${busy || !comment.trim()} onClick=${() => decideAll('request_changes')} data-testid="bulk-changes">${say('모두 수정 요청', 'Ask all for changes')}</button>
          </div>
        </div>`}
      ${page.loaded && page.items.length === 0 && html`<p class="empty">${mine ? say('지금 승인을 기다리는 콘텐츠가 없습니다.', 'Nothing waits for you.') : say('검토 중인 콘텐츠가 없습니다.', 'Nothing is in review.')}</p>`}
      <ul>
        ${page.items.map((item) => html`
          <${Review} key=${item.content_id} item=${item} clientName=${nameOf(item.client_id) || item.client_name} user=${user} chosen=${chosen.has(item.content_id)}
            onChoose=${(on) => choose(item.content_id, on)} open=${open === item.content_id} onOpen=${() => setOpen(open === item.content_id ? '' : item.content_id)} 
            trouble=${trouble.id === item.content_id ? trouble.text : ''} onDone=${(text = '') => { setTrouble({ id: item.content_id, text }); load(); }} />`)}
      </ul>
      ${page.next_page_token && html`<button type="button" class="more" onClick=${() => load(page.next_page_token)}>${say('더 보기', 'More')}</button>`}
    </section>`;
}
