import { useState } from 'preact/hooks';
import { html } from './html.js';
import { get } from './api.js';
import { inKorean, locale, words } from './language.js';
import { moment } from './time.js';

const t = words({
  title: ['수치와 출처 ({n}개)', 'Figures and where they come from ({n})'], figure: ['수치', 'Figure'], value: ['값', 'Value'], query: ['질의', 'Query'], days: ['기간', 'Days'], seen: ['기준', 'As of'], unknown: ['없음', 'none'],
});

/** Every figure of a report with the query that counts it, and the query's own words. */
export function ReportSources({ report }) {
  const [queries, setQueries] = useState([]);
  const figures = Object.entries(report.figures).filter(([, figure]) => figure.query)
    .sort(([one, a], [other, b]) => a.query.localeCompare(b.query) || one.localeCompare(other));
  if (figures.length === 0) return null;
  const open = (event) => {
    if (event.currentTarget.open && queries.length === 0) get('/v1/reports/queries').then((answer) => setQueries(answer.items), () => {});
  };
  const used = new Set(figures.map(([, figure]) => figure.query));
  const days = (parameters) => (parameters.from === parameters.to ? parameters.from : `${parameters.from} – ${parameters.to}`);
  return html`
    <details class="sources" onToggle=${open} data-testid="report-sources">
      <summary>${t('title', { n: figures.length })}</summary>
      <div class="scroll" tabindex="0" role="region" aria-label=${t('title', { n: figures.length })}>
        <table>
          <thead><tr><th scope="col">${t('figure')}</th><th scope="col">${t('value')}</th><th scope="col">${t('query')}</th><th scope="col">${t('days')}</th><th scope="col">${t('seen')}</th></tr></thead>
          <tbody>${figures.map(([name, figure]) => html`
            <tr key=${name}>
              <th scope="row">${[figure.account, figure.label].filter(Boolean).join(' · ') || name}</th>
              <td>${figure.value === null ? `${t('unknown')} (${figure.null_reason})` : figure.value.toLocaleString(locale())}</td>
              <td><code>${figure.query}</code></td><td>${days(figure.parameters)}</td><td>${moment(figure.as_of)}</td>
            </tr>`)}
          </tbody>
        </table>
      </div>
      ${queries.filter((query) => used.has(query.name)).map((query) => html`
        <details key=${query.name}><summary><code>${query.name}</code> – ${inKorean() ? query.description_ko : query.description_en}</summary><pre>${query.sql}</pre></details>`)}
    </details>`;
}
