import { html } from './html.js';
import { INBOX_STATES, t } from './inbox-words.js';
import { PLATFORMS, SENTIMENTS } from './words.js';

const TONES = ['crisis', 'negative', 'neutral', 'positive'];

export function InboxFilters({ filter, onChange, search, people }) {
  // A Korean syllable under construction is not a search yet.
  const typed = (event) => { if (!event.isComposing) onChange({ query: event.currentTarget.value }); };
  const select = (name, label, options) => html`
    <label><span class="muted">${label}</span>
      <select value=${filter[name]} onChange=${(event) => onChange({ [name]: event.currentTarget.value })} data-testid=${`inbox-${name}`}>
        <option value="">${t('all')}</option>
        ${options.map(([value, word]) => html`<option key=${value} value=${value}>${word}</option>`)}
      </select>
    </label>`;
  const date = (name, label) => html`
    <label><span class="muted">${label}</span><input type="date" value=${filter[name]} onChange=${(event) => onChange({ [name]: event.currentTarget.value })} data-testid=${`inbox-${name}`} /></label>`;

  return html`
    <div class="chips" role="group" aria-label=${t('filters')}>
      ${Object.keys(INBOX_STATES).map((state) => html`
        <button key=${state} type="button" class="chip filter" aria-pressed=${String(filter.state === state)} onClick=${() => onChange({ state })} data-testid=${`inbox-state-${state}`}>${INBOX_STATES[state]}</button>`)}
    </div>
    <div class="inbox-filters">
      <label class="search"><span class="visually-hidden">${t('search')}</span>
        <input ref=${search} type="search" placeholder=${`${t('search')} (${t('searchHint')})`} maxlength="200" onInput=${typed} oncompositionend=${typed}
          onKeyDown=${(event) => { if (event.key === 'Escape') event.currentTarget.blur(); }} data-testid="inbox-search" />
      </label>
      ${select('sentiment', t('tone'), [...TONES.map((tone) => [tone, SENTIMENTS[tone]]), ['unscored', t('unscored')]])}
      ${select('platform', t('platform'), Object.entries(PLATFORMS))}
      ${select('assignee', t('who'), [['me', t('mine')], ['none', t('nobodys')], ...people.map((person) => [person.id, person.name])])}
      ${date('from', t('from'))}
      ${date('to', t('to'))}
    </div>`;
}
