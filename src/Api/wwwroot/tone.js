import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { get } from './api.js';
import { useRead } from './hooks.js';
import { count, words } from './language.js';
import { Head } from './view.js';
import { viewOf } from './views.js';
import { SENTIMENTS } from './words.js';

const t = words({
  hint: ['담당자가 확인하거나 고친 댓글로 잽니다. 주로 틀려 보이는 것을 고치므로, 전체보다 낮게 나옵니다.', 'Measured by comments that staff have looked at: mostly those that seemed wrong, so it is lower than over all.'],
  none: ['아직 확인한 댓글이 없습니다. 댓글의 “감성 근거·고치기”에서 확인할 수 있습니다.', 'No comment has been judged yet: use “Why this tone, and mend it” below a comment.'],
  share: ['{n}건 중 {agreed}건 일치 ({share}, 95% 구간 {low}–{high})', '{agreed} of {n} agreed ({share}, 95% interval {low}–{high})'], tone: ['감성', 'Tone'], precision: ['정밀도', 'Precision'], recall: ['재현율', 'Recall'], comments: ['댓글', 'Comments'],
  said: ['모델 ↓ / 담당자 →', 'Model ↓ / staff →'], classes: ['감성별', 'By tone'], confusion: ['어떻게 어긋났나', 'Where they differed'],
});
const percent = (share) => (share === null ? '–' : `${Math.round(share * 100)}%`);

/** How often the model and the staff say the same. */
export default function Tone({ clientId, colourOf }) {
  const [reports, setReports] = useState(null);
  const [error, setError] = useState('');
  const load = useRead(() => get(`/v1/sentiment/accuracy${clientId && `?client_id=${clientId}`}`), (answer) => { setReports(answer.items); setError(''); }, (problem) => setError(problem.message));
  useEffect(() => { setReports(null); load(); }, [clientId]);
  return html`
    <${Head} view=${viewOf('tone')} hint=${t('hint')} />
    ${error && html`<p class="note bad" role="alert">${error}</p>`}
    ${reports?.length === 0 && html`<p class="card empty">${t('none')}</p>`}
    <div class="cards">${(reports ?? []).map((report) => html`
      <section key=${`${report.client_id}${report.model}`} class="card stack" aria-label=${`${report.client_name} ${report.model}`} data-testid="accuracy">
        <h2><span class=${`client-name ${colourOf(report.client_id)}`}>${report.client_name}</span> <span class="muted">${report.model}</span></h2>
        <p><strong>${t('share', { n: count(report.comments), agreed: count(report.agreed), share: percent(report.accuracy), low: percent(report.low), high: percent(report.high) })}</strong></p>
        <div class="table" tabindex="0" role="region" aria-label=${t('classes')}><table><caption>${t('classes')}</caption>
          <thead><tr><th scope="col">${t('tone')}</th><th scope="col" class="number">${t('comments')}</th><th scope="col" class="number">${t('precision')}</th><th scope="col" class="number">${t('recall')}</th></tr></thead>
          <tbody>${report.classes.map((one) => { const [name, comments, precision, recall] = Object.values(one); return html`<tr key=${name}><th scope="row">${SENTIMENTS[name]}</th><td class="number">${count(comments)}</td><td class="number">${percent(precision)}</td><td class="number">${percent(recall)}</td></tr>`; })}</tbody></table></div>
        <div class="table" tabindex="0" role="region" aria-label=${t('confusion')}><table><caption>${t('confusion')}: ${t('said')}</caption>
          <thead><tr><td></td>${Object.values(SENTIMENTS).map((name) => html`<th key=${name} scope="col" class="number">${name}</th>`)}</tr></thead>
          <tbody>${Object.keys(SENTIMENTS).map((said) => html`<tr key=${said}><th scope="row">${SENTIMENTS[said]}</th>${Object.keys(SENTIMENTS).map((actual) => html`<td key=${actual} class="number">${count(report.confusion[said]?.[actual])}</td>`)}</tr>`)}</tbody></table></div>
      </section>`)}</div>`;
}
