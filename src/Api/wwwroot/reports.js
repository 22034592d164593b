import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { get } from './api.js';
import { useLive } from './bus.js';
import { Modal } from './modal.js';
import { go } from './route.js';

/** Every report, newest first. */
export function ReportList({ live, nameOf }) {
  const [page, setPage] = useState({ items: [], next_page_token: null, loaded: false });
  const [error, setError] = useState('');

  async function load(token) {
    try {
      const answer = await get(`/v1/reports?page_size=30${token ? `&page_token=${token}` : ''}`);
      setPage((before) => ({ ...answer, items: token ? [...before.items, ...answer.items] : answer.items, loaded: true }));
      setError('');
    } catch (problem) {
      setError(problem.message);
    }
  }
  useEffect(() => { load(); }, []);
  useLive(live, { onEvent: (event) => { if (event.reference?.report_id) load(); }, onResync: () => load() });

  return html`
    <${Modal} title="리포트" onClose=${() => go('')} testId="report-list">
      ${error && html`<p class="error" role="alert">${error}</p>`}
      ${page.loaded && page.items.length === 0 && html`<p class="empty">아직 리포트가 없습니다. 매일 오전 8시에 만들어집니다.</p>`}
      <ul class="rows">
        ${page.items.map((report) => html`
          <li key=${report.id} class="comment">
            <a class="entry" href=${`#/reports/${report.id}`} data-testid="report-link">
              <strong>${nameOf(report.client_id)} · ${report.period_start}</strong>
              <span class="muted">${summary(report.figures)}${report.late ? ' · 늦게 작성됨' : ''}</span>
            </a>
          </li>`)}
      </ul>
      ${page.next_page_token && html`<button type="button" class="more" onClick=${() => load(page.next_page_token)}>더 보기</button>`}
    <//>`;
}

const FIGURES = [['publications_published', '게시'], ['comments_received', '새 댓글'], ['comments_crisis', '위기']];
const summary = (figures) => FIGURES
  .filter(([name]) => figures[name]?.value != null)
  .map(([name, label]) => `${label} ${figures[name].value.toLocaleString('ko-KR')}건`)
  .join(' · ');

/** One report as its people read it. Its page runs no script and sees nothing of ours: it only may be printed. */
export function Report({ id }) {
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
    <button type="button" disabled=${page === null} onClick=${() => frame.current.contentWindow.print()} data-testid="report-print">인쇄</button>
    <button type="button" onClick=${() => go('reports')}>목록</button>`;
  return html`
    <${Modal} title="리포트" wide actions=${actions} onClose=${() => go('')} testId="report">
      ${error && html`<p class="error" role="alert">${error}</p>`}
      ${!error && page === null && html`<p class="loading">불러오는 중…</p>`}
      ${page !== null && html`<iframe ref=${frame} class="page" title="일간 리포트" sandbox="allow-same-origin allow-modals" srcdoc=${page.markup} onLoad=${dress} data-testid="report-page"></iframe>`}
    <//>`;
}

/** The frame inherits our policy, under which a page may not bring a style of its own: it is taken out and put on by us. */
function apart(text) {
  const report = new DOMParser().parseFromString(text, 'text/html');
  const styles = [...report.querySelectorAll('style')];
  styles.forEach((style) => style.remove());
  return { markup: `<!doctype html>${report.documentElement.outerHTML}`, style: styles.map((style) => style.textContent).join('\n') };
}
