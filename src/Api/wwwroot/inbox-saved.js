import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { call, get, newKey, postOnce } from './api.js';
import { Modal } from './modal.js';
import { t } from './inbox-words.js';
import { say } from './language.js';

const given = () => say('{작성자} {고객사} {계정} {플랫폼} {담당자} {오늘}', '{작성자} author, {고객사} client, {계정} account, {플랫폼} platform, {담당자} you, {오늘} today');
const NEW = { id: '', title: '', text: '', version: 0 };

/** A client's ready-made answers, and the words that differ in them. */
export function SavedReplies({ clientId, onClose }) {
  const [items, setItems] = useState([]);
  const [values, setValues] = useState([]);
  const [edited, setEdited] = useState(NEW);
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const load = () => Promise.all([get(`/v1/clients/${clientId}/saved-replies`), get(`/v1/clients/${clientId}/saved-reply-values`)]).then(([replies, known]) => {
    setItems(replies.items);
    setValues(Object.keys(known.values));
  }, (problem) => setError(problem.message));
  useEffect(() => { if (clientId) load(); }, [clientId]);

  /** What is being written is over when it was what was kept or deleted. */
  async function run(id, work) {
    setError('');
    setBusy(true);
    try {
      await work();
      setEdited((now) => (now.id === id ? NEW : now));
      await load();
    } catch (problem) {
      setError(problem.message);
    }
    setBusy(false);
  }
  const keep = (event) => {
    event.preventDefault();
    run(edited.id, () => (edited.id
      ? call('PUT', `/v1/saved-replies/${edited.id}`, { title: edited.title, text: edited.text, version: edited.version })
      : postOnce(`/v1/clients/${clientId}/saved-replies`, { title: edited.title, text: edited.text }, newKey())));
  };
  const field = (name) => (event) => setEdited((before) => ({ ...before, [name]: event.currentTarget.value }));

  return html`
    <${Modal} title=${t('saved')} onClose=${onClose} testId="saved-replies">
      ${!clientId && html`<p class="empty">${t('oneClient')}</p>`}
      ${error && html`<p class="error" role="alert" data-testid="saved-error">${error}</p>`}
      ${clientId && html`
        ${items.length === 0 && html`<p class="empty">${t('savedNone')}</p>`}
        <ul class="rows">${items.map((item) => html`
          <li key=${item.id} class="comment" data-testid="saved-reply"><strong>${item.title}</strong><p class="said">${item.text}</p>
            <div class="actions"><button type="button" class="small" onClick=${() => setEdited(item)}>✎<span class="visually-hidden"> ${item.title}</span></button>
              <button type="button" class="small" onClick=${() => run(item.id, () => call('DELETE', `/v1/saved-replies/${item.id}`))}>${t('delete')}<span class="visually-hidden"> ${item.title}</span></button></div></li>`)}</ul>
        <form class="saved-form" onSubmit=${keep}>
          <label>${t('savedTitle')}<input type="text" maxlength="100" required value=${edited.title} readonly=${busy} onInput=${field('title')} data-testid="saved-title" /></label>
          <label>${t('savedText')}<textarea rows="4" maxlength="8000" required value=${edited.text} readonly=${busy} onInput=${field('text')} data-testid="saved-text"></textarea></label>
          <p class="muted">${t('savedVariables')} ${given()} ${values.map((name) => `{${name}}`).join(' ')}</p>
          <button type="submit" class="primary" data-testid="saved-keep">${t('savedAdd')}</button>
        </form>`}
    <//>`;
}
