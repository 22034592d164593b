import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { call, get, newKey, postOnce } from './api.js';
import { moment } from './time.js';
import { nameIn, say } from './language.js';
import { useLook } from './look.js';
import { Table } from './operations-table.js';

const STATES = { active: ['사용 중', 'Active'], expired: ['만료', 'Expired'], revoked: ['폐기됨', 'Revoked'] };

/** Keys of programs: made, shown once, revoked. */
export function ApiKeys({ clients, nameOf }) {
  const { data, error, load } = useLook('/v1/api-keys?page_size=100', 0);
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState(null);
  const [problem, setProblem] = useState('');

  async function revoke(key) {
    if (!confirm(say(`'${key.name}' 키를 폐기할까요? 이 키를 쓰는 프로그램은 바로 멈춥니다.`, `Revoke '${key.name}'? Programs that use it stop at once.`))) return;
    await call('DELETE', `/v1/api-keys/${key.id}`).then(() => setProblem(''), (failure) => setProblem(failure.message));
    load();
  }

  return html`
    <section class="card" aria-labelledby="keys-title" data-testid="api-keys">
      <header><h2 id="keys-title">${say('API 키', 'API keys')}</h2>
        <div class="actions">
          <a class="button small" href="/docs/" target="_blank" rel="noopener">${say('API 문서', 'API reference')}</a>
          <button type="button" class="small" aria-expanded=${making} onClick=${() => { setMaking(!making); setMade(null); }} data-testid="key-new">${say('새 키', 'New key')}</button></div></header>
      ${problem && html`<p class="error" role="alert">${problem}</p>`}
      ${made && html`
        <div role="status"><p>${say('키는 지금 한 번만 보입니다. 안전한 곳에 옮겨 두세요.', 'The key is shown this once. Keep it somewhere safe.')}</p><code class="key" data-testid="key-shown">${made}</code></div>`}
      ${making && html`<${NewKey} clients=${clients} onMade=${(key) => { setMade(key); setMaking(false); load(); }} />`}
      <${Table} rows=${data?.items} error=${error} caption=${say('API 키', 'API keys')} columns=${[
        [say('이름', 'Name'), (key) => html`<strong>${key.name}</strong><div class="muted"><code>${key.start}…</code> · ${key.user_name}</div>`],
        [say('클라이언트', 'Clients'), (key) => key.client_ids.map((id) => nameOf(id) || id).join(', ')],
        [say('권한', 'Scopes'), (key) => html`<details><summary>${key.scopes.length}</summary>${key.scopes.join(', ')}</details>`],
        [say('만료', 'Ends'), (key) => moment(key.expires_at)],
        [say('마지막 사용', 'Last used'), (key) => (key.last_used_at ? moment(key.last_used_at) : say('없음', 'never'))],
        [say('상태', 'State'), (key) => html`<span class=${key.state === 'active' ? 'good' : 'muted'}>${nameIn(STATES, key.state)}</span>`],
        [say('할 일', 'Do'), (key) => key.state === 'active' && html`<button type="button" class="small" onClick=${() => revoke(key)} aria-label=${`${key.name}: ${say('폐기', 'revoke')}`} data-testid="key-revoke">${say('폐기', 'Revoke')}</button>`],
      ]} />
    </section>`;
}

function NewKey({ clients, onMade }) {
  const [scopes, setScopes] = useState([]);
  const [chosen, setChosen] = useState(new Set());
  const [mine, setMine] = useState(new Set(clients.length === 1 ? [clients[0].id] : []));
  const [name, setName] = useState('');
  const [days, setDays] = useState(90);
  const [error, setError] = useState('');
  const [key] = useState(newKey());
  useEffect(() => { get('/v1/api-keys/scopes').then((answer) => setScopes(answer.items), (problem) => setError(problem.message)); }, []);
  const toggle = (set, value) => (before) => { const after = new Set(before); if (!after.delete(value)) after.add(value); return after; };

  async function make(event) {
    event.preventDefault();
    try {
      onMade((await postOnce('/v1/api-keys', { name, scopes: [...chosen], client_ids: [...mine], days: Number(days) }, key)).key);
    } catch (problem) {
      setError(problem.message);
    }
  }

  return html`
    <form onSubmit=${make} data-testid="key-form">
      <p><label>${say('이름', 'Name')} <input required maxlength="100" value=${name} onInput=${(event) => setName(event.currentTarget.value)} data-testid="key-name" /></label>
        ${' '}<label>${say('며칠 동안', 'Days')} <input type="number" min="1" max="366" required value=${days} onInput=${(event) => setDays(event.currentTarget.value)} /></label></p>
      <fieldset><legend>${say('클라이언트', 'Clients')}</legend>${clients.map((client) => html`
        <label key=${client.id}><input type="checkbox" checked=${mine.has(client.id)} onChange=${() => setMine(toggle(mine, client.id))} data-testid="key-client" /> ${client.name}</label>`)}</fieldset>
      <fieldset><legend>${say('권한', 'Scopes')}</legend>${scopes.map((scope) => html`
        <label key=${scope}><input type="checkbox" checked=${chosen.has(scope)} onChange=${() => setChosen(toggle(chosen, scope))} value=${scope} data-testid="key-scope" /> ${scope}</label>`)}</fieldset>
      ${error && html`<p class="error" role="alert">${error}</p>`}
      <button type="submit" disabled=${chosen.size === 0 || mine.size === 0} data-testid="key-make">${say('키 만들기', 'Make the key')}</button>
    </form>`;
}
