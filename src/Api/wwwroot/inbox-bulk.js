import { useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { newKey, postOnce } from './api.js';
import { tomorrow } from './inbox-time.js';
import { t } from './inbox-words.js';

const MOST = 200;

/** One thing for all comments that are chosen; each has an outcome of its own. */
export function InboxBulk({ ids, user, people, offset, onClear, onDone, onTold }) {
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const key = useRef(newKey());

  async function run(action, more) {
    if (busy) return;
    setBusy(true);
    setAsking(false);
    try {
      const result = await postOnce('/v1/inbox/bulk', { comment_ids: ids.slice(0, MOST), action, ...more }, key.current);
      const why = [...new Set(result.items.filter((item) => !item.ok).map((item) => item.detail))].slice(0, 2).join(' · ');
      onTold(result.refused ? t('bulkRefused', { ...result, why }) : t('bulkDone', result));
      key.current = newKey();
      if (!result.refused) onClear();
      onDone();
    } catch (problem) {
      onTold(problem.message);
      if (problem.status >= 400 && problem.status < 500) key.current = newKey();
    }
    setBusy(false);
  }

  return html`
    <div class="bulk" role="region" aria-label=${t('selected', { n: ids.length })} data-testid="inbox-bulk">
      <strong>${t('selected', { n: ids.length })}</strong>
      <div class="actions">
        <button type="button" class="small" disabled=${busy} onClick=${() => run('assign', { user_id: user.id })} data-testid="bulk-take">${t('assignMe')}</button>
        ${people.length > 0 && html`
          <label><span class="visually-hidden">${t('assign')}</span>
            <select disabled=${busy} value="" onChange=${(event) => run('assign', { user_id: event.currentTarget.value === 'nobody' ? null : event.currentTarget.value })} data-testid="bulk-assign">
              <option value="" disabled>${t('assign')}</option><option value="nobody">${t('nobody')}</option>
              ${people.map((person) => html`<option key=${person.id} value=${person.id}>${person.name}</option>`)}
            </select>
          </label>`}
        <button type="button" class="small" disabled=${busy} onClick=${() => run('done')} data-testid="bulk-done">${t('done')}</button>
        <button type="button" class="small" disabled=${busy} onClick=${() => run('open')}>${t('reopen')}</button>
        <button type="button" class="small" disabled=${busy} onClick=${() => run('snooze', { until: tomorrow(Date.now() + offset.current) })}>${t('snooze')} (${t('tomorrow')})</button>
        <button type="button" class="small" disabled=${busy} onClick=${() => run('hide')} data-testid="bulk-hide">${t('hide')}</button>
        ${asking
          ? html`<span role="alert">${t('sureDelete', { n: ids.length })}</span>
              <button type="button" class="small" disabled=${busy} onClick=${() => run('delete')}>${t('yes')}</button><button type="button" class="small" onClick=${() => setAsking(false)}>${t('no')}</button>`
          : html`<button type="button" class="small" disabled=${busy} onClick=${() => setAsking(true)}>${t('delete')}</button>`}
        <button type="button" class="small" onClick=${onClear}>${t('clear')}</button>
      </div>
    </div>`;
}
