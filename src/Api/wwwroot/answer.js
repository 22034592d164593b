import { html } from './html.js';
import { count, words } from './language.js';
import { engineName } from './words.js';

const t = words({
  looking: ['데이터를 찾고 있습니다 …', 'Looking through the data …'], sql: ['SQL과 표 ({n}행{more})', 'SQL and table ({n} rows{more})'], more: [' 이상', ' or more'],
  noData: ['데이터 없음', 'no data'], now: ['지금', 'now'], minutes: ['{n}분 전', '{n} min ago'], hours: ['{n}시간 전', '{n} h ago'], days: ['{n}일 전', '{n} days ago'],
});

const age = (seconds) => seconds == null ? t('noData') : seconds < 90 ? t('now') : seconds < 5400 ? t('minutes', { n: Math.round(seconds / 60) })
  : seconds < 172_800 ? t('hours', { n: Math.round(seconds / 3600) }) : t('days', { n: Math.round(seconds / 86_400) });

/** One question with its answer, and where that comes from. */
export function Answer({ question, written, newest }) {
  return html`
    <li data-testid=${newest ? 'question-answer' : 'question-before'} data-state=${question.state}>
      <p class="asked">${question.text}</p>
      <div class="answered" aria-live=${newest ? 'polite' : 'off'}>
        <p class="answer">${question.answer ?? (written || t('looking'))}</p>
        ${question.state === 'answered' && html`
          <p class="muted">${[engineName(question.engine), ...question.sources.map((source) => `${source.view} ${age(source.age_seconds)}`), ...question.assumptions].join(' · ')}</p>
          <details><summary>${t('sql', { n: count(question.row_count), more: question.is_cut ? t('more') : '' })}</summary>
            <pre tabindex="0">${question.sql}</pre>
            <div class="table" tabindex="0" role="region" aria-label=${question.text}><table><thead><tr>${question.columns.map((column) => html`<th key=${column} scope="col">${column}</th>`)}</tr></thead>
              <tbody>${question.rows.map((row, place) => html`<tr key=${place}>${row.map((cell, column) => html`<td key=${column}>${cell === null ? '–' : String(cell)}</td>`)}</tr>`)}</tbody></table></div>
          </details>`}
      </div>
    </li>`;
}
