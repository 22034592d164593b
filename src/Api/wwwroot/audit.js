import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { get } from './api.js';
import { useRead } from './hooks.js';
import { moment } from './time.js';
import { nameIn, say } from './language.js';
import { Table } from './operations-table.js';

const ACTIONS = { insert: ['만듦', 'made'], update: ['고침', 'changed'], delete: ['지움', 'deleted'] };

/** Who changed what, newest first, a page at a time. */
export function Audit({ clientId, nameOf }) {
  const [rows, setRows] = useState(null);
  const [next, setNext] = useState(null);
  const [error, setError] = useState('');
  const read = useRead((token) => get(`/v1/audit?page_size=30${clientId ? `&client_id=${clientId}` : ''}${token ? `&page_token=${token}` : ''}`), (page, token) => {
    setRows((before) => (token ? [...before, ...page.items] : page.items));
    setNext(page.next_page_token);
    setError('');
  }, (problem) => setError(problem.message));
  useEffect(() => { setRows(null); setNext(null); read(); }, [clientId]);
  return html`
    <section class="card" aria-labelledby="audit-title" data-testid="audit">
      <header><h2 id="audit-title">${say('감사 기록', 'Audit log')}</h2></header>
      <${Table} rows=${rows} error=${error} caption=${say('누가 무엇을 바꿨는지', 'Who changed what')} columns=${[
        [say('언제', 'When'), (row) => moment(row.at)],
        [say('누가', 'Who'), (row) => html`${row.actor_name ?? row.actor_id}${row.api_key_id && html`<div class="muted">${say('API 키로', 'by API key')}</div>`}`],
        [say('무엇을', 'What'), (row) => html`${row.operation}<div class="muted">${row.subject} ${nameIn(ACTIONS, row.action)}${row.client_id ? ` · ${nameOf(row.client_id)}` : ''}</div>`],
        [say('전과 후', 'Before and after'), (row) => html`<details><summary>${Object.keys(row.after ?? row.before ?? {}).slice(0, 4).join(', ')}</summary>
          <pre tabindex="0">${JSON.stringify({ before: row.before, after: row.after }, null, 1)}</pre></details>`],
      ]} />
      ${next && html`<button type="button" onClick=${() => read(next)} data-testid="audit-more">${say('더 보기', 'More')}</button>`}
    </section>`;
}
