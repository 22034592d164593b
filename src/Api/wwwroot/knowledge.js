import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { call, get } from './api.js';
import { useEvery, useRead } from './hooks.js';
import { names, words } from './language.js';
import { Modal } from './modal.js';
import { moment } from './time.js';
import { Head } from './view.js';
import { viewOf } from './views.js';

const LOOK_EVERY = 2_000;
const KINDS = names({ faq: ['자주 묻는 질문', 'FAQ'], guideline: ['지침', 'Guideline'], manual: ['설명서', 'Manual'] });
const STATES = names({ waiting: ['읽는 중', 'Being read'], indexed: ['찾을 수 있음', 'Can be found'], failed: ['실패', 'Failed'] });
const t = words({
  hint: ['답글 초안이 근거로 삼는 문서입니다.', 'What reply drafts rest on.'], choose: ['클라이언트를 하나 고르세요.', 'Choose one client.'], none: ['문서가 없습니다.', 'No documents.'],
  find: ['문서에서 찾기', 'Look through the documents'], search: ['찾을 말', 'What to look for'], go: ['찾기', 'Find'], nothing: ['근거가 될 만한 문장이 없습니다.', 'Nothing to rest on was found.'],
  title: ['제목', 'Title'], kind: ['종류', 'Kind'], state: ['상태', 'State'], changed: ['수정', 'Changed'], add: ['문서 추가', 'Add a document'], text: ['내용', 'Text'], file: ['또는 파일 (TXT, MD, CSV, PDF)', 'Or a file (TXT, MD, CSV, PDF)'], save: ['추가', 'Add'],
  keep: ['저장', 'Save'], remove: ['삭제', 'Delete'], sure: ['이 문서를 삭제할까요?', 'Delete this document?'], no: ['그만두기', 'Leave it'], document: ['지식 문서', 'Document'],
});

/** A client's documents: added, looked through, edited, deleted. */
export default function Knowledge({ clientId, clients }) {
  const client = clientId || (clients.length === 1 ? clients[0].id : '');
  const [documents, setDocuments] = useState(null);
  const [error, setError] = useState('');
  const [open, setOpen] = useState(null);
  const load = useRead(() => client && get(`/v1/knowledge?client_id=${client}&page_size=200`), (page) => { setDocuments(page ? page.items : null); setError(''); }, (problem) => setError(problem.message));
  const show = useRead((id) => get(`/v1/knowledge/${id}`), (found) => { if (found.client_id === client) setOpen(found); }, (problem) => setError(problem.message));
  useEffect(() => { setDocuments(null); load(); }, [client]);
  useEvery(load, documents?.some((one) => one.state === 'waiting') ? LOOK_EVERY : 0);
  return html`
    <${Head} view=${viewOf('knowledge')} hint=${t('hint')} />
    ${error && html`<p class="note bad" role="alert">${error}</p>`}
    ${!client && html`<p class="card empty">${t('choose')}</p>`}
    ${client && html`
      <div class="columns">
        <div class="stack">
          <${Find} key=${client} client=${client} />
          <section class="card table" aria-label=${t('document')} tabindex="0">
            ${documents?.length === 0 && html`<p class="empty">${t('none')}</p>`}
            ${documents?.length > 0 && html`<table>
              <thead><tr>${['title', 'kind', 'state', 'changed'].map((key) => html`<th key=${key} scope="col">${t(key)}</th>`)}</tr></thead>
              <tbody>${documents.map((one) => html`<tr key=${one.id} data-testid="document">
                <td><button type="button" class="small" onClick=${() => show(one.id)}>${one.title}</button></td>
                <td>${KINDS[one.kind]}</td><td>${STATES[one.state]}${one.error ? `: ${one.error}` : ''}</td><td>${moment(one.updated_at)}</td></tr>`)}</tbody>
            </table>`}
          </section>
        </div>
        <${Add} key=${client} client=${client} onAdded=${load} />
      </div>`}
    ${open && html`<${Document} key=${open.id} document=${open} onChanged=${() => { setOpen(null); load(); }} onClose=${() => setOpen(null)} />`}`;
}

function Find({ client }) {
  const [found, setFound] = useState(null);
  const [error, setError] = useState('');
  async function find(event) {
    event.preventDefault();
    const wanted = new FormData(event.currentTarget).get('q');
    try {
      setFound(await get(`/v1/clients/${client}/knowledge/search?limit=5&q=${encodeURIComponent(wanted)}`));
      setError('');
    } catch (problem) {
      setError(problem.message);
    }
  }
  return html`
    <section class="card stack" aria-labelledby="find-title">
      <h2 id="find-title">${t('find')}</h2>
      <form class="actions" role="search" onSubmit=${find}><label class="visually-hidden" for="find">${t('search')}</label><input id="find" name="q" type="search" required maxlength="500" /><button type="submit">${t('go')}</button></form>
      ${error && html`<p class="note bad" role="alert">${error}</p>`}
      <div role="status">${found && (!found.has_basis || found.items.length === 0) && html`<p class="note warn">${t('nothing')}</p>`}</div>
      <ul class="entry-list">${(found?.items ?? []).map((passage) => html`<li key=${passage.chunk_id}><strong>${passage.heading}</strong><p class="said">${passage.text}</p></li>`)}</ul>
    </section>`;
}

function Add({ client, onAdded }) {
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  async function add(event) {
    event.preventDefault();
    const form = event.currentTarget;
    const said = new FormData(form);
    const file = said.get('file');
    setBusy(true);
    try {
      if (file?.size) {
        const type = { md: 'text/markdown', csv: 'text/csv', pdf: 'application/pdf' }[file.name.split('.').at(-1).toLowerCase()] ?? 'text/plain';
        await call('POST', `/v1/clients/${client}/knowledge/files?${new URLSearchParams({ kind: said.get('kind'), title: said.get('title') })}`, file, undefined, { 'content-type': type });
      } else await call('POST', `/v1/clients/${client}/knowledge`, { kind: said.get('kind'), title: said.get('title'), text: said.get('text') });
      form.reset();
      setError('');
      onAdded();
    } catch (problem) {
      setError(problem.message);
    }
    setBusy(false);
  }
  return html`
    <form class="card stack" inert=${busy} onSubmit=${add} aria-labelledby="add-title" data-testid="knowledge-add">
      <h2 id="add-title">${t('add')}</h2>
      <label class="field"><span>${t('title')}</span><input name="title" required maxlength="300" /></label>
      <label class="field"><span>${t('kind')}</span><select name="kind">${Object.entries(KINDS).map(([name, label]) => html`<option key=${name} value=${name}>${label}</option>`)}</select></label>
      <label class="field"><span>${t('text')}</span><textarea name="text" rows="8"></textarea></label>
      <label class="field"><span>${t('file')}</span><input name="file" type="file" accept=".txt,.md,.csv,.pdf" /></label>
      <div class="actions"><button type="submit" class="primary" disabled=${busy}>${t('save')}</button></div>
      ${error && html`<p class="note bad" role="alert">${error}</p>`}
    </form>`;
}

function Document({ document, onChanged, onClose }) {
  const [text, setText] = useState(document.text ?? '');
  const [sure, setSure] = useState(false);
  const [error, setError] = useState('');
  const tell = (work) => work.then(onChanged, (problem) => setError(problem.message));
  const save = () => tell(call('PUT', `/v1/knowledge/${document.id}`, { kind: document.kind, title: document.title, text, media_type: document.media_type }, undefined, { 'if-match': `"${document.version}"` }));
  const isText = document.media_type !== 'application/pdf';
  return html`
    <${Modal} title=${document.title} wide onClose=${onClose} testId="document-open">
      <label class="field"><span>${t('text')}</span><textarea rows="14" value=${text} readonly=${!isText} onInput=${(event) => setText(event.currentTarget.value)}></textarea></label>
      <div class="actions">
        ${isText && html`<button type="button" class="primary" disabled=${text === document.text} onClick=${save}>${t('keep')}</button>`}
        ${!sure && html`<button type="button" class="danger" onClick=${() => setSure(true)}>${t('remove')}</button>`}
        ${sure && html`<span role="alert">${t('sure')}</span><button type="button" class="danger" onClick=${() => tell(call('DELETE', `/v1/knowledge/${document.id}`))}>${t('remove')}</button><button type="button" onClick=${() => setSure(false)}>${t('no')}</button>`}
      </div>
      ${error && html`<p class="note bad" role="alert">${error}</p>`}
    <//>`;
}
