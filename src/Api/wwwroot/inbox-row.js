import { html } from './html.js';
import { SentimentChip } from './sentiment.js';
import { waiting } from './inbox-time.js';
import { INBOX_STATES, t } from './inbox-words.js';
import { HIDDEN, PLATFORMS, REPLY_STATES } from './words.js';
import { moment } from './time.js';

/** One comment in the queue. */
export function InboxRow({ entry, open, chosen, nameOf, onOpen, onChoose }) {
  const { comment } = entry;
  const author = comment.author || t('noName');
  const fate = comment.deleted_at ? t('gone') : HIDDEN[comment.hidden_as];
  return html`
    <li class=${`entry-row tier-${entry.tier} ${open ? 'open' : ''} ${fate ? 'unseen' : ''}`} data-testid="inbox-row" data-comment-id=${comment.id} data-state=${entry.state}>
      <input type="checkbox" aria-label=${t('selectOne', { name: author })} checked=${chosen} onChange=${(event) => onChoose(event.currentTarget.checked)} data-testid="inbox-choose" />
      <button type="button" class="pick" id=${`inbox-row-${comment.id}`} aria-current=${open ? 'true' : undefined} onClick=${onOpen}>
        <span class="first">
          <${SentimentChip} comment=${comment} />
          <span class=${`platform ${comment.platform}`}>${PLATFORMS[comment.platform]}</span>
          <strong>${author}</strong>
          <time class="muted" datetime=${comment.posted_at} title=${moment(comment.posted_at)}>${waiting(comment.posted_at, Date.now())}</time>
        </span>
        <span class="said">${comment.message}</span>
        <span class="muted second">
          ${[nameOf(comment.client_id), entry.account_name].filter(Boolean).join(' · ')}
          ${entry.state !== 'open' && html` · <span class="badge">${entry.snoozed_until ? t('snoozedUntil', { time: moment(entry.snoozed_until) }) : INBOX_STATES[entry.state]}</span>`}
          ${fate && html` · <span class="fate">${fate}</span>`}
          ${comment.reply_state && html` · <span class=${`badge ${comment.reply_state}`}>${REPLY_STATES[comment.reply_state]}</span>`}
          ${entry.assignee_name && html` · <span data-testid="inbox-assignee">${t('assignee', { name: entry.assignee_name })}</span>`}
          ${entry.notes > 0 && html` · ${t('notes', { n: entry.notes })}`}
          ${entry.answering_name && html` · <span class="answering" data-testid="inbox-answering">${t('answering', { name: entry.answering_name })}</span>`}
        </span>
      </button>
    </li>`;
}
