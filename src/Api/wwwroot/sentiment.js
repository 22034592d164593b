import { html } from './html.js';
import { say } from './language.js';
import { SENTIMENTS } from './words.js';

/** Our own words, come back from the platform: looked at, and given no tone. */
export const isOurs = (comment) => comment.scored_at !== null && comment.sentiment === null;

/** What the model made of a comment. */
export function SentimentChip({ comment }) {
  const { sentiment, score, sentiment_model: model } = comment;
  if (!sentiment) {
    return isOurs(comment)
      ? html`<span class="chip own" data-testid="sentiment" data-sentiment="own">${say('우리 글', 'Ours')}</span>`
      : html`<span class="chip unscored" data-testid="sentiment" data-sentiment="unscored">${say('분석 중', 'Being read')}</span>`;
  }
  const sure = say(`확률 ${Math.round(score * 100)}%`, `${Math.round(score * 100)}% sure`);
  return html`
    <span class=${`chip ${sentiment}`} title=${`${sure} · ${model}`} data-testid="sentiment" data-sentiment=${sentiment}>
      <span class="visually-hidden">${say('감성', 'Tone')}: </span>${SENTIMENTS[sentiment]}<span class="visually-hidden"> (${sure})</span>
    </span>`;
}

const filters = () => [['', say('전체', 'All')], ...Object.entries(SENTIMENTS), ['unscored', say('미분석', 'Not read yet')]];

export function SentimentFilter({ value, onChange }) {
  return html`
    <div class="chips" role="group" aria-label=${say('감성으로 거르기', 'Filter by tone')}>
      ${filters().map(([key, label]) => html`
        <button key=${key} type="button" class=${`chip filter ${key}`} aria-pressed=${String(value === key)} onClick=${() => onChange(key)} data-testid=${`filter-${key || 'all'}`}>${label}</button>`)}
    </div>`;
}
