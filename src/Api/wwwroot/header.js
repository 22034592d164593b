import { html } from './html.js';
import { signOut } from './api.js';
import { Notifications } from './notifications.js';
import { ROLES } from './words.js';
import { clock } from './time.js';

export function Header({ user, live, connection, updatedAt, clients, clientId, onClient, onOpen }) {
  return html`
    <header class="top">
      <h1><span class="mark" aria-hidden="true"></span>SnsOps</h1>
      <${ConnectionState} state=${connection} updatedAt=${updatedAt} />
      <div class="who">
        ${clients.length > 1 && html`
          <label><span class="visually-hidden">클라이언트</span>
            <select value=${clientId} onChange=${(event) => onClient(event.currentTarget.value)} data-testid="client-filter">
              <option value="">모든 클라이언트</option>
              ${clients.map((client) => html`<option key=${client.id} value=${client.id}>${client.name}</option>`)}
            </select>
          </label>`}
        <a class="button" href="#/accounts" data-testid="accounts-link">계정</a>
        ${(user.role === 'admin' || user.role === 'manager') && html`<a class="button" href="#/operations" data-testid="operations-link">운영</a>`}
        <a class="button" href="#/reports" data-testid="reports">리포트</a>
        <${Notifications} live=${live} onOpen=${onOpen} />
        <span class="muted" data-testid="current-user">${user.name} · ${ROLES[user.role]}</span>
        <button type="button" onClick=${signOut} data-testid="logout">로그아웃</button>
      </div>
    </header>`;
}

/** Says plainly whether what is shown is of now. */
function ConnectionState({ state, updatedAt }) {
  const text = state === 'live' ? '실시간 연결됨'
    : updatedAt ? `연결 끊김 – 다시 연결하는 중 · 마지막 갱신 ${clock(updatedAt)}`
      : '연결하는 중…';
  return html`<p class=${`connection ${state}`} role="status" data-testid="connection-state" data-state=${state}><span class="dot" aria-hidden="true"></span>${text}</p>`;
}
