import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { signOut } from './api.js';
import { useEscape } from './hooks.js';
import { Icon } from './icons.js';
import { words } from './language.js';
import { Notifications } from './notifications.js';
import { LanguageSwitch, ThemeSwitch } from './preferences.js';
import { clock } from './time.js';
import { ROLES } from './words.js';

const t = words({
  menu: ['메뉴', 'Menu'], client: ['클라이언트', 'Client'], allClients: ['모든 클라이언트', 'All clients'],
  live: ['실시간', 'Live'], liveLong: ['실시간 연결됨', 'Connected live'], connecting: ['연결하는 중…', 'Connecting…'], stale: ['연결 끊김', 'Not connected'],
  settings: ['설정', 'Settings'], signOut: ['로그아웃', 'Sign out'], keys: ['단축키: g 다음 글자로 이동, / 검색', 'Keys: g and a letter to go, / to search'],
  staleLong: ['연결이 끊겼습니다. 다시 연결하고 있습니다. 아래는 {time} 기준입니다.', 'The connection is lost and being made again. What you see is of {time}.'],
});

export function TopBar({ user, live, connection, clients, clientId, menuOpen, onClient, onMenu, onOpen }) {
  return html`
    <header class="top">
      <button type="button" class="menu-button icon-button" aria-expanded=${String(menuOpen)} aria-controls="navigation" onClick=${onMenu}><${Icon} name="menu" /><span class="visually-hidden">${t('menu')}</span></button>
      <label class="client-filter"><span class="visually-hidden">${t('client')}</span>
        <select value=${clientId} onChange=${(event) => onClient(event.currentTarget.value)} data-testid="client-filter">
          ${clients.length !== 1 && html`<option value="">${t('allClients')}</option>`}
          ${clients.map((client) => html`<option key=${client.id} value=${client.id}>${client.name}</option>`)}
        </select>
      </label>
      <${ConnectionState} ...${connection} />
      <div class="who">
        <${Notifications} live=${live} onOpen=${onOpen} />
        <${Settings} user=${user} />
      </div>
    </header>`;
}

/** Says plainly whether what is shown is of now. */
function ConnectionState({ state }) {
  const text = state === 'live' ? t('live') : state === 'connecting' ? t('connecting') : t('stale');
  return html`<p class=${`connection ${state}`} role="status" title=${state === 'live' ? t('liveLong') : ''} data-testid="connection-state" data-state=${state}><span class="dot" aria-hidden="true"></span>${text}</p>`;
}

export function StaleBanner({ state, seenAt }) {
  return html`<div role="alert">${state === 'stale' && html`<p class="stale-banner" data-testid="stale-banner">${t('staleLong', { time: clock(seenAt || Date.now()) })}</p>`}</div>`;
}

function Settings({ user }) {
  const [open, setOpen] = useState(false);
  const box = useRef(null);
  const toggle = useRef(null);
  useEffect(() => {
    const outside = (event) => { if (!box.current.contains(event.target)) setOpen(false); };
    addEventListener('pointerdown', outside);
    return () => removeEventListener('pointerdown', outside);
  }, []);
  useEscape(() => { if (open) { setOpen(false); toggle.current.focus(); } });
  return html`
    <div class="settings" ref=${box}>
      <button ref=${toggle} type="button" class="user-button" aria-expanded=${String(open)} aria-controls="settings" onClick=${() => setOpen(!open)} data-testid="settings-toggle">
        <span class="visually-hidden">${t('settings')}: </span><span data-testid="current-user"><strong>${user.name}</strong> <span class="muted role">${ROLES[user.role]}</span></span>
      </button>
      ${open && html`
        <div id="settings" class="card panel" data-testid="settings">
          <${LanguageSwitch} /><${ThemeSwitch} />
          <p class="muted">${t('keys')}</p>
          <button type="button" onClick=${signOut} data-testid="logout">${t('signOut')}</button>
        </div>`}
    </div>`;
}
