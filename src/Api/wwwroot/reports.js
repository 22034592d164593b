import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { get } from './api.js';
import { useLive } from './bus.js';
import { useEvery, useRead, useSoon } from './hooks.js';
import { needsStyle } from './view.js';
import { count, say, words } from './language.js';
import { Recipients } from './report-recipients.js';
import { ReportRequest } from './report-request.js';
import { Report } from './report.js';

needsStyle('reports.css');

const NEWS_PAUSE = 300;
const EMPTY = { items: [], next_page_token: null, loaded: false };
const WAITING_EVERY = 3000;
const t = words({
  title: ['리포트', 'Reports'], hint: ['매일 오전 8시에 어제를 정리합니다. 원하는 기간도 부탁할 수 있습니다.', 'Yesterday is told every morning at 08:00. Any other period can be asked for.'],
  kind: ['종류', 'Kind'], all: ['모두', 'All'], daily: ['일간', 'Daily'], period: ['기간', 'Period'],
  empty: ['아직 리포트가 없습니다. 매일 오전 8시에 만들어집니다.', 'No reports yet: they are made at 08:00 every day.'], more: ['더 보기', 'Show more'],
  late: ['늦게 작성됨', 'made late'], version: ['정정 {n}판', 'version {n}'], waiting: ['만드는 중…', 'Being made…'], failed: ['만들지 못함', 'Could not be made'],
  published: ['게시 {n}', 'Published {n}'], comments: ['새 댓글 {n}', 'New comments {n}'], crisis: ['위기 {n}', 'Crisis {n}'], loading: ['불러오는 중…', 'Loading…'],
});

/** Reports: every client's, or one's; one of them on top when the address says so. */
export default function Reports({ route, ...shared }) {
  return html`<${ReportList} ...${shared} />${route.id && html`<${Report} key=${route.id} id=${route.id} ...${shared} />`}`;
}

/** The reports that count, newest first, true while one looks at them. */
export function ReportList({ user, clients = [], clientId = '', live, nameOf }) {
  const [page, setPage] = useState(EMPTY);
  const [kind, setKind] = useState('');
  const [error, setError] = useState('');
  const staff = user?.role !== 'client';

  const load = useRead(
    (token) => get(`/v1/reports?page_size=30${clientId && `&client_id=${clientId}`}${kind && `&kind=${kind}`}${token ? `&page_token=${token}` : ''}`),
    (answer, token) => { setPage((before) => ({ ...answer, items: token ? [...before.items, ...answer.items] : answer.items, loaded: true })); setError(''); },
    (problem) => setError(problem.message));
  const soon = useSoon(() => load(), NEWS_PAUSE);
  useEffect(() => { setPage(EMPTY); load(); }, [clientId, kind]);
  useLive(live, { onEvent: (event) => { if (event.reference?.report_id) soon(); }, onResync: soon });
  useEvery(() => load(), page.items.some((report) => report.state === 'waiting') ? WAITING_EVERY : 0);

  return html`
    <header class="head"><div><h1 id="view-title" tabindex="-1">${t('title')}</h1><p class="muted">${t('hint')}</p></div></header>
    ${staff && clients.length > 0 && html`<${ReportRequest} clients=${clients} clientId=${clientId} onAsked=${soon} />`}
    <section class="card" aria-labelledby="view-title" data-testid="report-list">
      <div class="filters">
        <label>${t('kind')} <select value=${kind} onChange=${(event) => setKind(event.currentTarget.value)} data-testid="report-kind">
          ${['', 'daily', 'period'].map((value) => html`<option key=${value} value=${value}>${t(value || 'all')}</option>`)}
        </select></label>
      </div>
      ${error && html`<p class="error" role="alert">${error}</p>`}
      ${!page.loaded && !error && html`<p class="loading" role="status">${t('loading')}</p>`}
      ${page.loaded && page.items.length === 0 && html`<p class="empty">${t('empty')}</p>`}
      <ul class="rows">${page.items.map((report) => html`<${Row} key=${report.id} report=${report} nameOf=${nameOf} />`)}</ul>
      ${page.next_page_token && html`<button type="button" class="more" onClick=${() => load(page.next_page_token)}>${t('more')}</button>`}
    </section>
    ${clientId && (user?.role === 'admin' || user?.role === 'manager') && html`<${Recipients} key=${clientId} clientId=${clientId} />`}`;
}

function Row({ report, nameOf }) {
  const period = report.period_start === report.period_end ? report.period_start : `${report.period_start} – ${report.period_end}`;
  const title = html`<strong>${nameOf(report.client_id)} · ${period}</strong>
    <span class="muted">${[t(report.kind), report.version > 1 && t('version', { n: report.version }), report.late && t('late'), summary(report.figures)].filter(Boolean).join(' · ')}</span>`;
  if (report.state !== 'ready') {
    return html`
      <li class="comment" data-testid="report-row" data-state=${report.state}>
        <div class="entry">${title}<span role="status">${t(report.state)}${report.reason ? ` – ${say(...report.reason.split(' | '))}` : ''}</span></div>
      </li>`;
  }
  return html`
    <li class="comment" data-testid="report-row" data-state="ready">
      <a class="entry" href=${`#/reports/${report.id}`} data-testid="report-link">${title}${report.summary[0] && html`<span lang="ko">${report.summary[0]}</span>`}</a>
    </li>`;
}

const FIGURES = [['publications_published', 'published'], ['comments_received', 'comments'], ['comments_crisis', 'crisis']];
const summary = (figures) => FIGURES.filter(([name]) => figures[name]?.value != null).map(([name, word]) => t(word, { n: count(figures[name].value) })).join(' · ');
