import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { useAccountsOf } from './accounts-of.js';
import { get, newKey, patch, postOnce } from './api.js';
import { BestTimes } from './best-times.js';
import { contentOf, useLive } from './bus.js';
import { Fields, Targets, Variant } from './editor-fields.js';
import { keepLeft, takeLeft } from './editor-left.js';
import { EMPTY, bodyOf, draftOf, platformsOf, textOf } from './editor-state.js';
import { Media } from './editor-media.js';
import { Standing } from './editor-standing.js';
import { words } from './language.js';
import { Previews, usePreview } from './previews.js';
import { addressOf } from './route.js';
import { Head, needsStyle } from './view.js';

needsStyle('editor.css');

const t = words({
  new: ['새 콘텐츠', 'New content'], loading: ['불러오는 중…', 'Loading…'], save: ['저장', 'Save'], saving: ['저장 중…', 'Saving…'], saved: ['저장했습니다.', 'Saved.'], unsaved: ['저장하지 않은 내용이 있습니다.', 'Not saved yet.'],
  conflict: ['다른 사람이 먼저 고쳤습니다. 여러분의 글은 아래에 그대로 있습니다.', 'Somebody else has edited it first. What you wrote is still below.'],
  take: ['그 사람의 글 보기 (내 글은 버림)', 'Show theirs (mine is dropped)'], keep: ['내 글로 덮어쓰기', 'Save mine over it'],
  list: ['목록', 'List'], voids: ['저장하면 승인과 예약이 취소됩니다.', 'Saving voids its approval and its time.'],
  client: ['클라이언트를 먼저 고르세요.', 'Choose a client first.'],
  again: ['쓰다가 저장하지 않은 글을 다시 열었습니다.', 'What you had not saved is open again.'], drop: ['버리고 처음부터', 'Drop it and begin anew'],
});

/** Writes a content: the text of each platform, its files, where it goes; beside it what would really be sent. */
export function Editor({ id, clientId, clients, nameOf, colourOf, live, offset, user, onCreated }) {
  const [stored, setStored] = useState(null);
  const [draft, setDraft] = useState(null);
  const [formats, setFormats] = useState([]);
  const [state, setState] = useState({ busy: false, error: '', told: '', conflict: null });
  const [again, setAgain] = useState(false);
  const key = useRef(newKey());
  const mayWrite = user.role !== 'client';
  const client = draft?.client_id;
  const accounts = useAccountsOf(client);
  const dirty = draft !== null && JSON.stringify(bodyOf(draft)) !== JSON.stringify(bodyOf(stored ?? { ...EMPTY, client_id: client }));

  // What is on the screen when an answer comes, which is not what was there when it was asked for.
  const screen = useRef(null);
  const inView = useRef(true);
  const begun = useRef(clientId);
  const placeOf = (one) => `${user.id} ${one ?? `new ${begun.current}`}`;
  const fresh = () => ({ ...EMPTY, client_id: clientId || (clients.length === 1 ? clients[0].id : '') });
  screen.current = { id, stored, draft, dirty };
  useEffect(() => () => {
    const last = screen.current;
    inView.current = false;
    if (last.dirty) keepLeft(placeOf(last.id), { draft: last.draft, version: last.stored?.version, key: key.current });
  }, []);

  const fail = (problem) => setState((before) => ({ ...before, error: problem.message }));
  const show = (content) => { setStored(content); setDraft(draftOf(content)); };
  /** With what was left of it, if somebody has been here before. */
  const open = (content) => {
    if (!inView.current) return;
    const kept = takeLeft(placeOf(content?.id));
    setAgain(Boolean(kept));
    if (kept) key.current = kept.key;
    if (!content) setDraft(kept?.draft ?? fresh());
    else if (!kept) show(content);
    else {
      // As if it had stayed open: saving says that somebody was quicker.
      setStored({ ...content, version: kept.version });
      setDraft(kept.draft);
      if (content.version !== kept.version) setState((before) => ({ ...before, conflict: content }));
    }
  };
  function drop() {
    setAgain(false);
    setState({ busy: false, error: '', told: '', conflict: null });
    key.current = newKey();
    if (id) get(`/v1/contents/${id}`).then(show, fail);
    else setDraft(fresh());
  }
  const adopt = (content) => { if (screen.current.dirty) setStored(content); else show(content); };
  useEffect(() => {
    if (id && stored?.id === id) return;
    if (id) get(`/v1/contents/${id}`).then(open, fail);
    else open(null);
    get('/v1/formats').then((answer) => setFormats(answer.items), () => {});
  }, [id]);
  // Whoever closes the window is asked first.
  useEffect(() => {
    const leaving = (event) => { if (dirty) event.preventDefault(); };
    addEventListener('beforeunload', leaving);
    return () => removeEventListener('beforeunload', leaving);
  }, [dirty]);

  const look = async () => {
    const now = await get(`/v1/contents/${id}`).catch(() => null);
    if (!now) return;
    const here = screen.current;
    if (now.version < (here.stored?.version ?? 0)) return;
    if (!here.dirty) show(now);
    else if (now.version === here.stored.version) setStored({ ...here.stored, ...standingOf(now) });
    else setState((before) => ({ ...before, conflict: now }));
  };
  useLive(live, { onEvent: (event) => { if (id && contentOf(event) === id) look(); }, onResync: () => { if (id) look(); } });

  const change = (changes) => setDraft((before) => ({ ...before, ...changes }));
  // Files take their time: they go to what is written when they are there, unless it is another client's by then.
  const changeMedia = (changed) => setDraft((before) => (before.client_id === client ? { ...before, media: changed(before.media) } : before));
  /** Saved when its editor was left: only what was typed since is still unsaved. */
  function savedAfterwards(content) {
    const kept = takeLeft(placeOf(id));
    if (kept && kept.draft !== draft) keepLeft(placeOf(content.id), { ...kept, version: content.version });
  }
  async function save(version) {
    setState({ busy: true, error: '', told: '', conflict: null });
    try {
      const content = id ? await patch(`/v1/contents/${id}`, bodyOf(draft), version ?? stored.version) : await postOnce('/v1/contents', { client_id: client, ...bodyOf(draft) }, key.current);
      setStored(content);
      // What was typed while it was being saved stays, and is not saved yet.
      if (screen.current.draft === draft) setDraft(draftOf(content));
      setState({ busy: false, error: '', told: t('saved'), conflict: null });
      setAgain(false);
      if (inView.current && !id) onCreated(content.id);
      if (!inView.current) savedAfterwards(content);
      return content;
    } catch (problem) {
      const conflict = id && problem.status === 412 ? await get(`/v1/contents/${id}`).catch(() => null) : null;
      if (problem.status >= 400 && problem.status < 500) key.current = newKey();
      setState({ busy: false, error: conflict ? '' : problem.message, told: '', conflict });
      return null;
    }
  }

  const preview = usePreview(mayWrite ? draft : null);
  if (!draft) return state.error ? html`<p class="note bad" role="alert">${state.error}</p>` : html`<p class="loading" role="status">${t('loading')}</p>`;
  const platforms = platformsOf(draft, accounts);
  const sealed = stored?.review_state === 'approved' || stored?.review_state === 'in_review';
  return html`
    <${Head} title=${draft.title || t('new')} hint=${client && html`<span class=${`client-name ${colourOf(client)}`} data-testid="editor-client">${nameOf(client)}</span>`}>
      <a class="button" href=${addressOf('contents')}>${t('list')}</a>
      ${mayWrite && html`<button type="submit" form="editor" class="primary" disabled=${state.busy || !dirty || !client || !draft.title.trim()} data-testid="editor-save">${state.busy ? t('saving') : t('save')}</button>`}
    <//>
    <div role="status">${state.told && !dirty && html`<p class="note" data-testid="editor-told">${state.told}</p>`}${mayWrite && dirty && stored && html`<p class="note warn">${t('unsaved')}${sealed ? ` ${t('voids')}` : ''}</p>`}</div>
    ${again && dirty && html`<p class="note" data-testid="editor-again">${t('again')} <button type="button" class="small" onClick=${drop} data-testid="editor-drop">${t('drop')}</button></p>`}
    ${state.error && html`<p class="note bad" role="alert" data-testid="editor-error">${state.error}</p>`}
    ${state.conflict && html`
      <div class="note bad conflict" role="alert" data-testid="editor-conflict"><p>${t('conflict')}</p>
        <div class="actions"><button type="button" onClick=${() => { show(state.conflict); setState({ busy: false, error: '', told: '', conflict: null }); }} data-testid="conflict-take">${t('take')}</button>
        <button type="button" onClick=${() => save(state.conflict.version)} data-testid="conflict-keep">${t('keep')}</button></div></div>`}
    <div class="editor">
      <form id="editor" class="stack" onSubmit=${(event) => { event.preventDefault(); save(); }} data-testid="editor">
        ${!id && clients.length > 1 && html`<${ClientChoice} clients=${clients} value=${client} onChange=${(next) => change({ client_id: next, account_ids: [], media: [] })} />`}
        ${client ? html`
          <fieldset class="stack" disabled=${!mayWrite}>
            <${Fields} draft=${draft} onChange=${change} />
            <${Targets} draft=${draft} accounts=${accounts} onChange=${change} />
            <${Media} clientId=${client} media=${draft.media} urls=${preview.media} onChange=${changeMedia} mayWrite=${mayWrite} />
            ${platforms.map((platform) => html`<${Variant} key=${platform} platform=${platform} draft=${draft} formats=${formats} text=${textOf(draft, platform)} onChange=${change} />`)}
          </fieldset>` : html`<p class="note">${t('client')}</p>`}
      </form>
      <div class="stack">
        ${stored && html`<${Standing} content=${stored} dirty=${dirty} offset=${offset} user=${user} accounts=${accounts} onContent=${adopt} />`}
        ${stored && !stored.scheduled_at && draft.account_ids.length > 0 && html`<section class="card"><${BestTimes} accountIds=${draft.account_ids} /></section>`}
        ${mayWrite && html`<${Previews} preview=${preview} colour=${colourOf(client)} client=${nameOf(client)} />`}
      </div>
    </div>`;
}

const standingOf = ({ review_state, delivery_status, scheduled_at, publications, updated_at }) => ({ review_state, delivery_status, scheduled_at, publications, updated_at });

const ct = words({ client: ['클라이언트', 'Client'], choose: ['고르세요', 'Choose one'] });
const ClientChoice = ({ clients, value, onChange }) => html`
  <label class="card field"><span>${ct('client')}</span><select required value=${value} onChange=${(event) => onChange(event.currentTarget.value)} data-testid="editor-client-choice">
    <option value="">${ct('choose')}</option>${clients.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</select></label>`;
