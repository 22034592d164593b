import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { get, post } from './api.js';
import { moment } from './time.js';

export function Notifications({ unread, onChanged }) {
  const [open, setOpen] = useState(false);
  const [items, setItems] = useState([]);

  useEffect(() => {
    if (open) get('/v1/notifications?page_size=20').then((page) => setItems(page.items), () => setItems([]));
  }, [open, unread]);

  useEffect(() => {
    const close = (event) => { if (event.key === 'Escape') setOpen(false); };
    addEventListener('keydown', close);
    return () => removeEventListener('keydown', close);
  }, []);

  async function readAll() {
    await post('/v1/notifications/read-all');
    onChanged();
  }

  return html`
    <div class="bell">
      <button type="button" aria-expanded=${open} aria-controls="notifications" onClick=${() => setOpen(!open)} data-testid="notifications-toggle">
        알림 <span class=${`count ${unread ? 'some' : ''}`} data-testid="unread-count">${unread}</span><span class="visually-hidden">건 읽지 않음</span>
      </button>
      ${open && html`
        <div id="notifications" class="card panel">
          <header><h2>알림</h2>${unread > 0 && html`<button type="button" onClick=${readAll} data-testid="read-all">모두 읽음</button>`}</header>
          ${items.length === 0 && html`<p class="empty">알림이 없습니다.</p>`}
          <ul class="rows">
            ${items.map((item) => html`
              <li key=${item.id} class=${`comment ${item.read_at ? '' : 'unread'}`} data-testid="notification-row">
                <strong>${item.title}</strong><p>${item.message}</p><span class="muted">${moment(item.created_at)}</span>
              </li>`)}
          </ul>
        </div>`}
    </div>`;
}
