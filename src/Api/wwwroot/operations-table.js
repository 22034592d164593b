import { html } from './html.js';
import { say } from './language.js';

/** A table with a caption that scrolls in itself. columns: [heading, row => cell, class]. */
export function Table({ rows, columns, caption, empty, error, testId }) {
  if (error) return html`<p class="error" role="alert">${error}</p>`;
  if (!rows) return html`<p class="loading" role="status">${say('불러오는 중…', 'Loading…')}</p>`;
  if (rows.length === 0) return html`<p class="empty">${empty ?? say('없습니다.', 'None.')}</p>`;
  return html`
    <div class="table" tabindex="0" role="region" aria-label=${caption}>
      <table data-testid=${testId}>
        <caption class="visually-hidden">${caption}</caption>
        <thead><tr>${columns.map(([heading, , kind]) => html`<th key=${heading} scope="col" class=${kind}>${heading}</th>`)}</tr></thead>
        <tbody>${rows.map((row, index) => html`<tr key=${row.id ?? row.job ?? index} data-id=${row.id ?? row.job}>${columns.map(([heading, cell, kind]) => html`<td key=${heading} class=${kind}>${cell(row)}</td>`)}</tr>`)}</tbody>
      </table>
    </div>`;
}
