import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { call, get, newKey, postOnce } from './api.js';
import { useEvery } from './hooks.js';
import { count, names, words } from './language.js';
import { Head } from './view.js';
import { viewOf } from './views.js';
import { PLATFORMS, engineName } from './words.js';

const LOOK_EVERY = 1_000;
const TONES = names({ polite: ['정중하게', 'Polite'], friendly: ['친근하게', 'Friendly'], formal: ['격식 있게', 'Formal'] });
const t = words({
  hint: ['적어 주신 사실만으로 캡션 초안을 여러 개 씁니다. 콘텐츠를 바꾸지는 않습니다.', 'Several caption drafts, from the facts you give and nothing else. No content is changed.'],
  choose: ['클라이언트를 하나 고르세요.', 'Choose one client.'], brief: ['무엇을 알릴까요?', 'What is to be told?'], platform: ['플랫폼', 'Platform'], title: ['제목', 'Title'], facts: ['사실과 자세한 내용', 'Facts and details'],
  keywords: ['키워드 (쉼표로 구분)', 'Keywords (with commas)'], tone: ['말투', 'Tone'], usual: ['클라이언트의 말투', 'The client’s own'], drafts: ['초안 수', 'Drafts'], ask: ['초안 부탁', 'Ask for drafts'], waiting: ['쓰고 있습니다…', 'Writing…'],
  draft: ['초안 {n}', 'Draft {n}'], copied: ['복사했습니다', 'Copied'], copy: ['복사', 'Copy'], letters: ['{n}자', '{n} characters'], none: ['초안을 부탁하면 여기에 나옵니다.', 'Drafts appear here.'],
  rules: ['이 클라이언트의 캡션 규칙', 'This client’s caption rules'], banned: ['금지어 (한 줄에 하나)', 'Never said (one per line)'], required: ['필수 문구 (한 줄에 하나)', 'Always said (one per line)'], save: ['규칙 저장', 'Save the rules'], saved: ['저장했습니다.', 'Saved.'],
  failed: ['초안을 쓰지 못했습니다: {why}', 'No drafts: {why}'],
});

/** Caption drafts on request, and what a client's captions must and must not say. */
export default function Copy({ clientId, clients, user }) {
  const client = clientId || (clients.length === 1 ? clients[0].id : '');
  const [request, setRequest] = useState(null);
  const [error, setError] = useState('');
  const key = useRef(newKey());
  const here = useRef(client);
  here.current = client;
  useEffect(() => { setRequest(null); setError(''); }, [client]);
  const look = () => get(`/v1/copy/${request.id}`).then((answer) => setRequest((open) => (open?.id === answer.id ? answer : open)), (problem) => { if (here.current === client) setError(problem.message); });
  useEvery(look, request?.state === 'waiting' ? LOOK_EVERY : 0);

  async function ask(event) {
    event.preventDefault();
    const said = new FormData(event.currentTarget);
    setError('');
    try {
      const made = await postOnce(`/v1/clients/${client}/copy`, {
        platform: said.get('platform'), title: said.get('title'), body: said.get('body') || null, keywords: said.get('keywords').split(',').map((word) => word.trim()).filter(Boolean),
        drafts: Number(said.get('drafts')), tone: said.get('tone') || null,
      }, key.current);
      key.current = newKey();
      // Drafts of one client are not shown below another.
      if (here.current === client) setRequest(made);
    } catch (problem) {
      if (problem.status) key.current = newKey();
      if (here.current === client) setError(problem.message);
    }
  }

  return html`
    <${Head} view=${viewOf('copy')} hint=${t('hint')} />
    ${!client && html`<p class="card empty">${t('choose')}</p>`}
    ${client && html`
      <div class="columns">
        <div class="stack">
          <form class="card stack" onSubmit=${ask} aria-labelledby="brief-title">
            <h2 id="brief-title">${t('brief')}</h2>
            <label class="field"><span>${t('platform')}</span><select name="platform">${Object.entries(PLATFORMS).map(([name, label]) => html`<option key=${name} value=${name}>${label}</option>`)}</select></label>
            <label class="field"><span>${t('title')}</span><input name="title" required maxlength="300" data-testid="copy-title" /></label>
            <label class="field"><span>${t('facts')}</span><textarea name="body" rows="5" maxlength="5000"></textarea></label>
            <label class="field"><span>${t('keywords')}</span><input name="keywords" /></label>
            <label class="field"><span>${t('tone')}</span><select name="tone"><option value="">${t('usual')}</option>${Object.entries(TONES).map(([name, label]) => html`<option key=${name} value=${name}>${label}</option>`)}</select></label>
            <label class="field"><span>${t('drafts')}</span><input name="drafts" type="number" min="1" max="5" defaultValue="3" /></label>
            <div class="actions"><button type="submit" class="primary" disabled=${request?.state === 'waiting'} data-testid="copy-ask">${t('ask')}</button></div>
            ${error && html`<p class="note bad" role="alert">${error}</p>`}
          </form>
          <${Rules} key=${client} client=${client} mayChange=${user.role === 'admin' || user.role === 'manager'} />
        </div>
        <div class="stack" aria-live="polite" data-testid="copy-drafts" data-state=${request?.state ?? 'none'}>
          ${!request && html`<p class="card empty">${t('none')}</p>`}
          ${request?.state === 'waiting' && html`<p class="card loading">${t('waiting')}</p>`}
          ${request?.state === 'failed' && html`<p class="note bad">${t('failed', { why: request.reason })}</p>`}
          ${request?.state === 'written' && request.drafts.map((draft, place) => html`<${Draft} key=${place} draft=${draft} number=${place + 1} />`)}
        </div>
      </div>`}`;
}

function Draft({ draft, number }) {
  const [copied, setCopied] = useState(false);
  const copy = () => navigator.clipboard?.writeText(draft.text).then(() => setCopied(true), () => {});
  return html`
    <article class="card" aria-label=${t('draft', { n: number })}>
      <header><h2>${t('draft', { n: number })}</h2>${navigator.clipboard && html`<button type="button" class="small" onClick=${copy}>${copied ? t('copied') : t('copy')}</button>`}</header>
      <p class="said">${draft.text}</p>
      <p class="muted">${engineName(draft.engine)} · ${t('letters', { n: count([...draft.text].length) })}</p>
    </article>`;
}

function Rules({ client, mayChange }) {
  const [rules, setRules] = useState(null);
  const [told, setTold] = useState('');
  const [error, setError] = useState('');
  const path = `/v1/clients/${client}/copy-rules`;
  useEffect(() => { get(path).then(setRules, (problem) => setError(problem.message)); }, [path]);
  const lines = (text) => text.split('\n').map((line) => line.trim()).filter(Boolean);
  async function save(event) {
    event.preventDefault();
    const said = new FormData(event.currentTarget);
    setTold('');
    try {
      setRules(await call('PUT', path, { banned: lines(said.get('banned')), required: lines(said.get('required')), tone: said.get('tone') }));
      setError('');
      setTold(t('saved'));
    } catch (problem) {
      setError(problem.message);
    }
  }
  return html`
    <form class="card stack" onSubmit=${save} aria-labelledby="rules-title">
      <h2 id="rules-title">${t('rules')}</h2>
      ${rules && html`<fieldset class="stack" disabled=${!mayChange}>
        <label class="field"><span>${t('banned')}</span><textarea name="banned" rows="3">${rules.banned.join('\n')}</textarea></label>
        <label class="field"><span>${t('required')}</span><textarea name="required" rows="2">${rules.required.join('\n')}</textarea></label>
        <label class="field"><span>${t('tone')}</span><select name="tone">${Object.entries(TONES).map(([name, label]) => html`<option key=${name} value=${name} selected=${rules.tone === name}>${label}</option>`)}</select></label>
        ${mayChange && html`<div class="actions"><button type="submit">${t('save')}</button><span role="status">${told}</span></div>`}
      </fieldset>`}
      ${error && html`<p class="note bad" role="alert">${error}</p>`}
    </form>`;
}
