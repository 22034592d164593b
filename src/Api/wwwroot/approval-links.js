import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { call, get, post } from './api.js';
import { say } from './language.js';
import { moment } from './time.js';

const HOURS = [[24, ['하루', '1 day']], [72, ['사흘', '3 days']], [168, ['일주일', '1 week']]];
const STATES = { open: ['열려 있음', 'Open'], expired: ['기한 지남', 'Expired'], revoked: ['취소됨', 'Revoked'] };

/** Links by which the client decides on one content. The address is shown once, when it is made. */
export function ApprovalLinks({ item }) {
  const [links, setLinks] = useState([]);
  const [recipient, setRecipient] = useState('');
  const [hours, setHours] = useState(72);
  const [made, setMade] = useState('');
  const [copied, setCopied] = useState(false);
  const [error, setError] = useState('');

  const load = () => get(`/v1/clients/${item.client_id}/approval-links?content_id=${item.content_id}`).then((page) => setLinks(page.items), (problem) => setError(problem.message));
  useEffect(() => { load(); }, [item.content_id]);

  async function make(event) {
    event.preventDefault();
    try {
      setMade((await post(`/v1/clients/${item.client_id}/approval-links`, { content_ids: [item.content_id], recipient, hours })).url);
      setCopied(false);
      setRecipient('');
      setError('');
    } catch (problem) {
      setError(problem.message);
    }
    load();
  }

  async function revoke(link) {
    try {
      await call('DELETE', `/v1/approval-links/${link.id}`);
      setError('');
    } catch (problem) {
      setError(problem.message);
    }
    load();
  }

  const copy = () => navigator.clipboard.writeText(made).then(() => setCopied(true), () => setCopied(false));

  return html`
    <section aria-label=${say('고객 승인 링크', 'Approval links')} data-testid="links">
      <h4>${say('고객 승인 링크', 'Links for the client')}</h4>
      <p class="muted">${say('로그인 없이 이 콘텐츠를 보고 승인하거나 수정을 요청할 수 있습니다.', 'Whoever has one sees this content and decides on it, without signing in.')}</p>
      ${error && html`<p class="error" role="alert">${error}</p>`}
      <form class="actions" onSubmit=${make}>
        <label>${say('받는 사람', 'For whom')}<input type="text" required maxlength="100" value=${recipient} onInput=${(event) => setRecipient(event.currentTarget.value)} data-testid="link-recipient" /></label>
        <label>${say('기한', 'Opens for')}<select value=${hours} onChange=${(event) => setHours(Number(event.currentTarget.value))}>${HOURS.map(([value, name]) => html`<option key=${value} value=${value}>${say(...name)}</option>`)}</select></label>
        <button type="submit" disabled=${!recipient.trim()} data-testid="link-make">${say('링크 만들기', 'Make a link')}</button>
      </form>
      ${made && html`
        <div class="link-made" role="status">
          <input type="text" readonly value=${made} aria-label=${say('고객에게 보낼 주소', 'The address to send')} onFocus=${(event) => event.currentTarget.select()} data-testid="link-url" />
          <button type="button" onClick=${copy}>${copied ? say('복사했습니다', 'Copied') : say('복사', 'Copy')}</button>
          <span class="muted">${say('이 주소는 지금만 볼 수 있습니다.', 'The address is shown this once.')}</span>
        </div>`}
      <ul>
        ${links.map((link) => html`
          <li key=${link.id} class="actions" data-testid="link" data-state=${link.state}>
            <span>${link.recipient} · ${say(...STATES[link.state])} · ${say(`${moment(link.expires_at)}까지`, `until ${moment(link.expires_at)}`)}${link.opened_at ? ` · ${say(`${moment(link.opened_at)}에 열어 봄`, `opened ${moment(link.opened_at)}`)}` : ''}</span>
            ${link.state === 'open' && html`<button type="button" class="small" onClick=${() => revoke(link)} data-testid="link-revoke">${say('취소', 'Revoke')}</button>`}
          </li>`)}
      </ul>
    </section>`;
}
