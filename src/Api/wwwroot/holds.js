import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { useAccountsOf } from './accounts-of.js';
import { call, get, post } from './api.js';
import { useLive } from './bus.js';
import { useRead } from './hooks.js';
import { words } from './language.js';
import { addressOf } from './route.js';
import { moment } from './time.js';
import { PLATFORMS, SCOPES } from './words.js';

const t = words({
  none: ['걸려 있는 보류가 없습니다.', 'Nothing is held.'], about: ['보류하면 풀 때까지 아무것도 나가지 않습니다. 답글도 멈춥니다.', 'What is held does not go out until it is released; replies wait, too.'],
  set: ['보류 걸기', 'Hold'], client: ['클라이언트', 'Client'], account: ['계정 (비우면 클라이언트 전체)', 'Account (none: the whole client)'], whole: ['클라이언트 전체', 'The whole client'], reason: ['이유', 'Reason'],
  lift: ['풀기', 'Release'], lifting: ['풀면 기다리던 게시가 바로 나갑니다. 풀까요?', 'What waited goes out at once. Release it?'], no: ['그만두기', 'Leave it'], content: ['콘텐츠', 'Content'],
});

/** What is held, and the way to hold a client or an account; a content is held where it is written. */
export function Holds({ clientId, clients, client, live, mayAct }) {
  const [holds, setHolds] = useState(null);
  const [error, setError] = useState('');
  const load = useRead(() => get(`/v1/holds?in_force=true&page_size=100${clientId && `&client_id=${clientId}`}`), (page) => { setHolds(page.items); setError(''); }, (problem) => setError(problem.message));
  useEffect(() => { setHolds(null); load(); }, [clientId]);
  useLive(live, { onEvent: (event) => { if (event.type === 'notification' || event.type === 'crisis_alert') load(); }, onResync: load });
  return html`
    <p class="note">${t('about')}</p>
    ${error && html`<p class="note bad" role="alert">${error}</p>`}
    <div class="columns">
      <section class="card" aria-label=${t('set')}>
        ${holds?.length === 0 && html`<p class="empty" data-testid="no-holds">${t('none')}</p>`}
        <ul class="entry-list">${(holds ?? []).map((hold) => html`<${Hold} key=${hold.id} hold=${hold} client=${client} mayAct=${mayAct} onChanged=${load} />`)}</ul>
      </section>
      ${mayAct && html`<${NewHold} key=${clientId} clientId=${clientId} clients=${clients} onSet=${load} />`}
    </div>`;
}

function Hold({ hold, client, mayAct, onChanged }) {
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState('');
  const lift = () => call('DELETE', `/v1/holds/${hold.id}`).then(onChanged, (problem) => setError(problem.message));
  return html`
    <li data-testid="hold" data-scope=${hold.scope}>
      <p>${client(hold.client_id)} · <strong>${SCOPES[hold.scope]}</strong> ${hold.content_id && html`<a href=${addressOf(`contents/${hold.content_id}`)}>${t('content')}</a>`} · ${hold.reason}</p>
      <p class="muted">${hold.created_by_name} · ${moment(hold.since)}</p>
      ${mayAct && html`<div class="actions">${asking
        ? html`<span role="alert">${t('lifting')}</span><button type="button" class="small primary" onClick=${lift} data-testid="hold-lift-sure">${t('lift')}</button><button type="button" class="small" onClick=${() => setAsking(false)}>${t('no')}</button>`
        : html`<button type="button" class="small" onClick=${() => setAsking(true)} data-testid="hold-lift">${t('lift')}<span class="visually-hidden">: ${hold.reason}</span></button>`}</div>`}
      ${error && html`<p class="note bad" role="alert">${error}</p>`}
    </li>`;
}

function NewHold({ clientId, clients, onSet }) {
  const [chosen, setChosen] = useState(clientId);
  const [error, setError] = useState('');
  const id = chosen || clientId || clients[0]?.id || '';
  const accounts = useAccountsOf(id);
  async function submit(event) {
    event.preventDefault();
    const form = event.currentTarget;
    const said = new FormData(form);
    try {
      await post('/v1/holds', { client_id: id, account_id: said.get('account') || null, reason: said.get('reason') });
      form.reset();
      setError('');
      onSet();
    } catch (problem) {
      setError(problem.message);
    }
  }
  return html`
    <form class="card stack" onSubmit=${submit} aria-labelledby="new-hold" data-testid="new-hold">
      <h2 id="new-hold">${t('set')}</h2>
      <label class="field"><span>${t('client')}</span><select value=${id} onChange=${(event) => setChosen(event.currentTarget.value)} data-testid="hold-client">${clients.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</select></label>
      <label class="field"><span>${t('account')}</span><select name="account"><option value="">${t('whole')}</option>${accounts.map((account) => html`<option key=${account.id} value=${account.id}>${PLATFORMS[account.platform]} · ${account.name}</option>`)}</select></label>
      <label class="field"><span>${t('reason')}</span><input name="reason" required maxlength="1000" data-testid="hold-reason" /></label>
      <div class="actions"><button type="submit" class="primary" data-testid="hold-set">${t('set')}</button></div>
      ${error && html`<p class="note bad" role="alert">${error}</p>`}
    </form>`;
}
