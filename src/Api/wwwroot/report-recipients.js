import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { call, get, newKey, postOnce } from './api.js';
import { words } from './language.js';

const t = words({
  title: ['뉴스레터 받는 사람', 'Who reads the newsletter'], hint: ['일간 리포트가 만들어지면 한 사람에게 한 번씩 이메일로 갑니다.', 'Each daily report is sent to each of them once, by e-mail.'],
  confirmed: ['확인됨', 'confirmed'], waiting: ['확인 메일을 보냈습니다', 'asked to confirm'], broken: ['메일이 되돌아옴', 'mail came back'],
  none: ['아직 아무도 없습니다.', 'Nobody yet.'], email: ['이메일', 'E-mail'], add: ['더하기', 'Add'], remove: ['빼기', 'Remove'],
});

/** The addresses a client's reports are sent to. */
export function Recipients({ clientId }) {
  const [items, setItems] = useState(null);
  const [email, setEmail] = useState('');
  const [error, setError] = useState('');
  const path = `/v1/clients/${clientId}/mail-recipients`;
  const load = () => get(path).then((answer) => setItems(answer.items), (problem) => setError(problem.message));
  useEffect(() => { load(); }, [clientId]);

  async function change(work) {
    setError('');
    try {
      await work();
      await load();
    } catch (problem) {
      setError(problem.message);
    }
  }
  const add = (event) => {
    event.preventDefault();
    change(async () => {
      await postOnce(path, { email }, newKey());
      setEmail('');
    });
  };

  return html`
    <section class="card" aria-labelledby="recipients-title" data-testid="report-recipients">
      <h2 id="recipients-title">${t('title')}</h2>
      <p class="muted">${t('hint')}</p>
      ${error && html`<p class="error" role="alert">${error}</p>`}
      ${items?.length === 0 && html`<p class="empty">${t('none')}</p>`}
      <ul class="rows">
        ${items?.map((one) => html`
          <li key=${one.id} class="comment recipient">
            <span>${one.address} <span class="muted">${t(one.broken_at ? 'broken' : one.verified_at ? 'confirmed' : 'waiting')}</span></span>
            <button type="button" aria-label=${`${t('remove')}: ${one.address}`} onClick=${() => change(() => call('DELETE', `${path}/${one.id}`))}>${t('remove')}</button>
          </li>`)}
      </ul>
      <form class="filters" onSubmit=${add}>
        <label>${t('email')} <input type="email" required maxlength="254" value=${email} onInput=${(event) => setEmail(event.currentTarget.value)} data-testid="recipient-email" /></label>
        <button type="submit" data-testid="recipient-add">${t('add')}</button>
      </form>
    </section>`;
}
