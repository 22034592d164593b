import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { count, say, spoken } from './language.js';
import { get } from './api.js';
import { useLive } from './bus.js';
import { Modal } from './modal.js';
import { go } from './route.js';
import { Head } from './view.js';
import { viewOf } from './views.js';

export default function Reports({ route, ...shared }) {
  return html`<${ReportList} ...${shared} />${route.id && html`<${Report} id=${route.id} />`}`;
}

/** Every report, newest first. */
function ReportList({ clientId, live, nameOf }) {
  const [page, setPage] = useState({ items: [], next_page_token: null, loaded: false });
  const [error, setError] = useState('');

  async function load(token) {
    try {
      const answer = await get(`/v1/reports?page_size=30${clientId && `&client_id=${clientId}`}${token ? `&page_token=${token}` : ''}`);
      setPage((before) => ({ ...answer, items: token ? [...before.items, ...answer.items] : answer.items, loaded: true }));
      setError('');
    } catch (problem) {
      setError(problem.message);
    }
  }
  useEffect(() => { load(); }, [clientId]);
  useLive(live, { onEvent: (event) => { if (event.reference?.report_id) load(); }, onResync: () => load() });

  return html`
    <${Head} view=${viewOf('reports')} hint=${say('매일 오전 8시에 어제를 정리합니다.', 'Yesterday is told every morning at 08:00.')} />
    <section class="card" aria-labelledby="view-title" data-testid="report-list">
      ${error && html`<p class="error" role="alert">${error}</p>`}
      ${page.loaded && page.items.length === 0 && html`<p class="empty">${say('아직 리포트가 없습니다. 매일 오전 8시에 만들어집니다.', 'No reports yet: they are made at 08:00 every day.')}</p>`}
      <ul class="rows">
        ${page.items.map((report) => html`
          <li key=${report.id} class="comment">
            <a class="entry" href=${`#/reports/${report.id}`} data-testid="report-link">
              <strong>${nameOf(report.client_id)} · ${report.period_start}</strong>
              <span class="muted">${summary(report.figures)}${report.late ? say(' · 늦게 작성됨', ' · made late') : ''}</span>
            </a>
          </li>`)}
      </ul>
      ${page.next_page_token && html`<button type="button" class="more" onClick=${() => load(page.next_page_token)}>${say('더 보기', 'Show more')}</button>`}
    </section>`;
}

const FIGURES = { publications_published: ['게시', 'Published'], comments_received: ['새 댓글', 'New comments'], comments_crisis: ['위기', 'Crisis'] };
const summary = (figures) => Object.entries(FIGURES)
  .filter(([name]) => figures[name]?.value != null)
  .map(([name, label]) => `${spoken(label)} ${count(figures[name].value)}`)
  .join(' · ');

/** One report as its people read it. Its page runs no script and sees nothing of ours: it only may be printed. */
function Report({ id }) {
  const [page, setPage] = useState(null);
  const [error, setError] = useState('');
  const frame = useRef(null);
  useEffect(() => {
    setPage(null);
    setError('');
    get(`/v1/reports/${id}/page`).then((answer) => setPage(apart(answer)), (problem) => setError(problem.message));
  }, [id]);

  const dress = () => {
    const { contentWindow, contentDocument } = frame.current;
    const sheet = new contentWindow.CSSStyleSheet();
    sheet.replaceSync(page.style);
    contentDocument.adoptedStyleSheets = [sheet];
  };
  const actions = html`
    <button type="button" disabled=${page === null} onClick=${() => frame.current.contentWindow.print()} data-testid="report-print">${say('인쇄', 'Print')}</button>
    <button type="button" onClick=${() => go('reports')}>${say('목록', 'List')}</button>`;
  return html`
    <${Modal} title=${say('리포트', 'Report')} wide actions=${actions} onClose=${() => go('reports')} testId="report">
      ${error && html`<p class="error" role="alert">${error}</p>`}
      ${!error && page === null && html`<p class="loading">${say('불러오는 중…', 'Loading…')}</p>`}
      ${page !== null && html`<iframe ref=${frame} class="page" title=${say('일간 리포트', 'Daily report')} sandbox="allow-same-origin allow-modals" srcdoc=${page.markup} onLoad=${dress} data-testid="report-page"></iframe>`}
    <//>`;
}

/** The frame inherits our policy, under which a page may not bring a style of its own: it is taken out and put on by us. */
function apart(text) {
  const report = new DOMParser().parseFromString(text, 'text/html');
  const styles = [...report.querySelectorAll('style')];
  styles.forEach((style) => style.remove());
  return { markup: `<!doctype html>${report.documentElement.outerHTML}`, style: styles.map((style) => style.textContent).join('\n') };
}
