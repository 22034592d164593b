import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { languageNow, spoken, words } from './language.js';
import { setPlaceTitle } from './title.js';

const t = words({
  loading: ['불러오는 중…', 'Loading…'],
  failed: ['이 화면을 불러오지 못했습니다. 연결을 확인하세요.', 'This view could not be loaded. Check the connection.'],
  again: ['다시 시도', 'Try again'],
});

/** A view, fetched when it is first wanted. */
export function View({ view, ...shared }) {
  const [Body, setBody] = useState(null);
  const [failed, setFailed] = useState(false);
  const load = () => {
    setFailed(false);
    view.load().then((module) => setBody(() => module.default), () => setFailed(true));
  };
  useEffect(load, [view.name]);
  useEffect(() => { setPlaceTitle(spoken(view.label)); }, [view.name, languageNow()]);
  if (failed) return html`<div class="card empty" role="alert"><p>${t('failed')}</p><button type="button" onClick=${load}>${t('again')}</button></div>`;
  return Body ? html`<${Body} ...${shared} />` : html`<p class="loading" role="status">${t('loading')}</p>`;
}

/** The head of a view: what it is, and what can be done in it. */
export function Head({ view, title, hint, children }) {
  return html`
    <header class="head">
      <div><h1 id="view-title" tabindex="-1">${title ?? spoken(view.label)}</h1>${hint && html`<p class="muted">${hint}</p>`}</div>
      ${children && html`<div class="actions">${children}</div>`}
    </header>`;
}

const sheets = new Set();

/** A style sheet that only some views need: fetched with them. */
export function needsStyle(name) {
  if (sheets.has(name)) return;
  sheets.add(name);
  document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: name }));
}
