import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { get, getFile, newKey, postOnce } from './api.js';
import { useLive } from './bus.js';
import { say, words } from './language.js';
import { Modal } from './modal.js';
import { ReportSources } from './report-sources.js';
import { go } from './route.js';
import { moment } from './time.js';

const t = words({
  title: ['리포트', 'Report'], print: ['인쇄', 'Print'], pdf: ['PDF 저장', 'Save the PDF'], restate: ['다시 세기', 'Count again'], send: ['뉴스레터 보내기', 'Send the newsletter'], list: ['목록', 'List'],
  loading: ['불러오는 중…', 'Loading…'], frame: ['리포트 내용', 'The report'], versions: ['판', 'Version'], version: ['{n}판 · {at}', 'Version {n} · {at}'], newer: ['더 새로운 판이 있습니다.', 'A newer version counts.'],
  counting: ['수치를 다시 세고 있습니다. 바뀌었으면 새 판이 생깁니다.', 'Being counted again; a new version is made if figures changed.'], queued: ['{n}명에게 보냅니다.', 'Being sent to {n}.'],
  nobody: ['새로 보낼 사람이 없습니다.', 'There is nobody new to send it to.'], waiting: ['만드는 중입니다. 준비되면 여기에 나타납니다.', 'Being made. It appears here when it is ready.'],
  failed: ['만들지 못했습니다.', 'It could not be made.'], checked: ['{at}에 다시 세어 같음을 확인했습니다.', 'Counted again at {at}: the same.'],
});

/** One report as its people read it. Its page runs no script and sees nothing of ours: it only may be printed. */
export function Report({ id, user, live, nameOf = () => '', onClose = () => go('reports') }) {
  const [report, setReport] = useState(null);
  const [page, setPage] = useState(null);
  const [told, setTold] = useState('');
  const [error, setError] = useState('');
  const frame = useRef(null);
  const fail = (problem) => setError(problem.message);

  async function load() {
    try {
      const answer = await get(`/v1/reports/${id}`);
      setReport(answer);
      if (answer.has_page) setPage(apart(await get(`/v1/reports/${id}/page`)));
      setError('');
    } catch (problem) {
      fail(problem);
    }
  }
  useEffect(() => { load(); }, [id]);
  useLive(live, { onEvent: (event) => { if (event.reference?.report_id) load(); }, onResync: load });

  const dress = () => {
    const { contentWindow, contentDocument } = frame.current;
    const sheet = new contentWindow.CSSStyleSheet();
    sheet.replaceSync(page.style);
    contentDocument.adoptedStyleSheets = [sheet];
  };
  const save = () => getFile(`/v1/reports/${id}/pdf`).then((blob) => {
    const url = URL.createObjectURL(blob);
    const period = report.period_start === report.period_end ? report.period_start : `${report.period_start}~${report.period_end}`;
    Object.assign(document.createElement('a'), { href: url, download: `${nameOf(report.client_id) || 'SnsOps'} ${t('title')} ${period}.pdf` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }).catch(fail);
  const restate = () => postOnce(`/v1/reports/${id}/restate`, undefined, newKey()).then(() => setTold(t('counting')), fail);
  const send = () => postOnce(`/v1/reports/${id}/newsletter`, undefined, newKey()).then((answer) => setTold(answer.queued ? t('queued', { n: answer.queued }) : t('nobody')), fail);

  const ready = report?.state === 'ready';
  const counts = ready && report.superseded_at === null;
  const actions = html`
    <button type="button" disabled=${page === null} onClick=${() => frame.current.contentWindow.print()} data-testid="report-print">${t('print')}</button>
    <button type="button" disabled=${!report?.has_pdf} title=${report?.pdf_error ?? ''} onClick=${save} data-testid="report-pdf">${t('pdf')}</button>
    ${counts && user?.role !== 'client' && html`<button type="button" onClick=${restate} data-testid="report-restate">${t('restate')}</button>`}
    ${counts && (user?.role === 'admin' || user?.role === 'manager') && html`<button type="button" onClick=${send}>${t('send')}</button>`}
    <button type="button" onClick=${() => go('reports')}>${t('list')}</button>`;
  return html`
    <${Modal} title=${t('title')} wide actions=${actions} onClose=${onClose} testId="report">
      ${error && html`<p class="error" role="alert">${error}</p>`}
      <p role="status" class="muted" data-testid="report-status">${told || state(report)}</p>
      ${report?.versions.length > 1 && html`
        <label class="filters">${t('versions')} <select value=${id} onChange=${(event) => go(`reports/${event.currentTarget.value}`)} data-testid="report-version">
          ${report.versions.map((one) => html`<option key=${one.id} value=${one.id}>${t('version', { n: one.version, at: moment(one.as_of) })}</option>`)}
        </select></label>`}
      ${page !== null && html`<iframe ref=${frame} class="page" title=${t('frame')} sandbox="allow-same-origin allow-modals" srcdoc=${page.markup} onLoad=${dress} data-testid="report-page"></iframe>`}
      ${ready && html`<${ReportSources} report=${report} />`}
    <//>`;
}

function state(report) {
  if (report === null) return t('loading');
  if (report.state === 'waiting') return t('waiting');
  if (report.state === 'failed') return `${t('failed')} ${report.reason ? say(...report.reason.split(' | ')) : ''}`;
  if (report.superseded_at) return t('newer');
  return report.checked_at && report.checked_at !== report.as_of ? t('checked', { at: moment(report.checked_at) }) : '';
}

/** The frame inherits our policy, under which a page may not bring a style of its own: it is taken out before anything is parsed, and put on by us. */
function apart(text) {
  const styles = [];
  const markup = text.replace(/<style[^>]*>([\s\S]*?)<\/style>/g, (_, style) => { styles.push(style); return ''; });
  return { markup, style: styles.join('\n') };
}
