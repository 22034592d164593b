import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { say } from './language.js';
import { get, post } from './api.js';
import { useLive } from './bus.js';
import { useRead } from './hooks.js';
import { go } from './route.js';
import { moment } from './time.js';
import { Head } from './view.js';
import { viewOf } from './views.js';
import { ACCOUNT_STATES, PLATFORMS, PROVIDERS } from './words.js';

/** A client's accounts on the platforms: whether they work, until when, and the way to connect them. */
export default function AccountsView({ user, route, clients, clientId, live }) {
  const mayConnect = user.role === 'admin' || user.role === 'manager';
  return clients.length > 0 && html`<${Accounts} clientId=${route.id || clientId} barId=${clientId} clients=${clients} connectionId=${route.inner} live=${live} mayConnect=${mayConnect} />`;
}

function Accounts({ clientId, barId, clients, connectionId, live, mayConnect }) {
  const [accounts, setAccounts] = useState(null);
  const [error, setError] = useState('');
  const id = clientId || clients[0]?.id;
  const load = useRead(() => get(`/v1/clients/${id}/accounts?page_size=200`), (page) => { setAccounts(page.items); setError(''); }, (problem) => setError(problem.message));
  useEffect(() => { setAccounts(null); load(); }, [id]);
  useLive(live, { onEvent: (event) => { if (event.reference?.account_id) load(); }, onResync: load });

  async function connect(provider) {
    try {
      location.assign((await post(`/v1/clients/${id}/connections`, { provider })).authorize_url);
    } catch (problem) {
      setError(problem.message);
    }
  }

  return html`
    <${Head} view=${viewOf('accounts')} />
    <section class="card stack" aria-labelledby="view-title" data-testid="accounts">
      ${clients.length > 1 && html`
        <select value=${id} aria-label=${say('클라이언트', 'Client')} onChange=${(event) => go(`accounts/${event.currentTarget.value}`, { client: barId && event.currentTarget.value })} data-testid="accounts-client">
          ${clients.map((client) => html`<option key=${client.id} value=${client.id}>${client.name}</option>`)}
        </select>`}
      ${error && html`<p class="error" role="alert">${error}</p>`}
      ${connectionId && html`<${Choices} key=${connectionId} clientId=${id} connectionId=${connectionId} onConnected=${load} />`}
      ${mayConnect && html`
        <p class="actions">${Object.entries(PROVIDERS).map(([provider, name]) => html`
          <button key=${provider} type="button" onClick=${() => connect(provider)} data-testid=${`connect-${provider}`}>${name} ${say('계정 연결', ': connect')}</button>`)}</p>`}
      ${accounts?.length === 0 && html`<p class="empty">${say('연결된 계정이 없습니다.', 'No accounts are connected.')}</p>`}
      <ul class="rows">${(accounts ?? []).map((account) => html`<${Account} key=${account.id} account=${account} onReconnect=${mayConnect && (() => connect(providerOf(account)))} />`)}</ul>
    </section>`;
}

const providerOf = (account) => (account.platform === 'youtube' ? 'google' : account.grant_kind === 'instagram_login' ? 'instagram' : 'meta');

function Account({ account, onReconnect }) {
  const until = [account.token_expires_at, account.data_access_ends_at].filter(Boolean).sort()[0];
  return html`
    <li class="comment" data-testid="account-row" data-state=${account.state}>
      <strong>${PLATFORMS[account.platform]} · ${account.name}</strong>
      <div>${ACCOUNT_STATES[account.state] ?? account.state}${until ? say(` · ${moment(until)}까지`, ` · until ${moment(until)}`) : ''}</div>
      ${account.reconnect_reason && html`<div class="error">${account.reconnect_reason}</div>`}
      ${account.missing_scopes.length > 0 && html`<div class="muted">${say('없는 권한', 'Missing permissions')}: ${account.missing_scopes.map((scope) => scope.needed_for).join(', ')}</div>`}
      ${onReconnect && html`<button type="button" class="small" onClick=${onReconnect} data-testid="reconnect">${say('다시 연결', 'Connect again')}</button>`}
    </li>`;
}

/** What a sign-in has brought: which of it shall be connected. */
function Choices({ clientId, connectionId, onConnected }) {
  const [connection, setConnection] = useState(null);
  const [chosen, setChosen] = useState(new Set());
  const [error, setError] = useState('');
  const path = `/v1/clients/${clientId}/connections/${connectionId}`;
  useEffect(() => {
    get(path).then((answer) => {
      setConnection(answer);
      setChosen(new Set(answer.choices.filter((choice) => choice.connected !== 'elsewhere').map(keyOf)));
    }, (problem) => setError(problem.message));
  }, [path]);

  async function choose(event) {
    event.preventDefault();
    try {
      await post(path, { accounts: connection.choices.filter((choice) => chosen.has(keyOf(choice))).map(({ platform, platform_account_id }) => ({ platform, platform_account_id })) });
      onConnected();
      go(`accounts/${clientId}`);
    } catch (problem) {
      setError(problem.message);
    }
  }

  const toggle = (key) => setChosen((before) => { const after = new Set(before); if (!after.delete(key)) after.add(key); return after; });
  if (error) return html`<p class="error" role="alert">${error}</p>`;
  if (!connection) return html`<p class="loading">${say('불러오는 중…', 'Loading…')}</p>`;
  if (connection.state !== 'granted') return html`<p class="muted">${connection.error ?? say('이미 끝난 연결입니다.', 'This connection is over.')}</p>`;
  return html`
    <form onSubmit=${choose} data-testid="choices">
      <h2>${say('연결할 계정을 고르세요', 'Choose the accounts to connect')}</h2>
      ${connection.choices.map((choice) => html`
        <p key=${keyOf(choice)}><label>
          <input type="checkbox" checked=${chosen.has(keyOf(choice))} disabled=${choice.connected === 'elsewhere'} onChange=${() => toggle(keyOf(choice))} />
          ${' '}${PLATFORMS[choice.platform]} · ${choice.name}${choice.connected === 'elsewhere' ? say(' – 다른 클라이언트에 연결됨', ' – connected to another client') : choice.connected === 'here' ? say(' – 새로 연결', ' – connect anew') : ''}
        </label></p>`)}
      ${connection.missing_scopes.length > 0 && html`<p class="error">${say('허용되지 않은 권한', 'Permissions that were not given')}: ${connection.missing_scopes.map((scope) => `${PLATFORMS[scope.platform]} ${scope.needed_for}`).join(', ')}</p>`}
      <button type="submit" disabled=${chosen.size === 0} data-testid="choose">${say('연결', 'Connect')}</button>
    </form>`;
}

const keyOf = (choice) => `${choice.platform}:${choice.platform_account_id}`;
