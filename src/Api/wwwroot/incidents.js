import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { count, say } from './language.js';
import { get, post } from './api.js';
import { useLive } from './bus.js';
import { useSoon } from './hooks.js';
import { SEVERITIES } from './words.js';
import { moment } from './time.js';

const NEWS_PAUSE = 200;

/** What must be looked at now, above everything else, until somebody takes it. */
export function Incidents({ user, live, onShowComments }) {
  const [items, setItems] = useState([]);
  const [taken, setTaken] = useState(null);
  const [error, setError] = useState('');
  const mayTake = user.role !== 'client';

  const load = async () => {
    try {
      const page = await get('/v1/incidents?open=true&page_size=50');
      setItems(page.items);
      setError('');
    } catch (problem) {
      // Whatever stood here stands until it is known to be over.
      setError(problem.message);
    }
  };
  const loadSoon = useSoon(load, NEWS_PAUSE);
  useEffect(() => { load(); }, []);
  useLive(live, {
    onEvent(event) {
      if (event.type !== 'crisis_alert') return;
      if (event.acknowledged) tellWhoTook(event);
      loadSoon();
    },
    onResync: loadSoon,
  });

  async function tellWhoTook({ incident_id: id, client_id: clientId }) {
    const page = await get(`/v1/incidents?open=false&client_id=${clientId}&page_size=20`).catch(() => ({ items: [] }));
    const incident = page.items.find((item) => item.id === id);
    if (incident) setTaken(incident);
  }

  async function take(incident) {
    try {
      setTaken(await post(`/v1/incidents/${incident.id}/acknowledge`));
      setItems((before) => before.filter((item) => item.id !== incident.id));
      setError('');
    } catch (problem) {
      setError(problem.message);
    }
  }

  async function hold(incident) {
    try {
      const held = await post(`/v1/incidents/${incident.id}/hold`);
      setItems((before) => before.map((item) => (item.id === held.id ? held : item)));
      setError('');
    } catch (problem) {
      setError(problem.message);
    }
  }

  return html`
    <section class="incidents" aria-label=${say('위기 알림', 'Crisis alerts')}>
      <div role="alert">
        ${items.map((incident) => html`
          <div key=${incident.id} class=${`incident ${incident.severity}`} data-testid="incident" data-incident-id=${incident.id}>
            <strong class="severity">${SEVERITIES[incident.severity] ?? incident.severity}</strong>
            <div class="story">
              ${!incident.message.startsWith(incident.client_name) && html`<strong>${incident.client_name}</strong>`}
              <span class="message">${incident.message}</span>
              <span class="since">${say(`관련 댓글 ${count(incident.comment_count)}건 · ${moment(incident.opened_at)}부터`, `${count(incident.comment_count)} comments · since ${moment(incident.opened_at)}`)}${incident.hold_id ? say(' · 게시 보류 중', ' · publishing is held') : ''}</span>
            </div>
            <div class="actions">
              <button type="button" onClick=${() => onShowComments(incident)} data-testid="incident-comments">${say('댓글 보기', 'Show comments')}<span class="visually-hidden">: ${incident.client_name}</span></button>
              ${mayTake && incident.hold_proposed && html`<button type="button" onClick=${() => hold(incident)} data-testid="incident-hold">${say('예약 게시 모두 보류', 'Hold all publishing')}<span class="visually-hidden">: ${incident.client_name}</span></button>`}
              ${mayTake && html`<button type="button" class="take" onClick=${() => take(incident)} data-testid="incident-take">${say('확인했습니다', 'I take it')}<span class="visually-hidden">: ${incident.client_name}</span></button>`}
            </div>
          </div>`)}
        ${error && items.length > 0 && html`<p class="error">${error}</p>`}
      </div>
      <div role="status">
        ${taken && html`
          <p class="taken" data-testid="incident-taken">
            ${taken.acknowledged_by_name === user.name ? say('확인했습니다', 'You have taken it') : say(`${taken.acknowledged_by_name} 님이 확인했습니다`, `${taken.acknowledged_by_name} has taken it`)}: ${taken.message}
            <button type="button" class="small" onClick=${() => setTaken(null)}>${say('닫기', 'Close')}</button>
          </p>`}
      </div>
    </section>`;
}
