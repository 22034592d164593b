import { html } from './html.js';
import { SENTIMENTS } from './words.js';

/** Our own words, come back from the platform: looked at, and given no tone. */
export const isOurs = (comment) => comment.scored_at !== null && comment.sentiment === null;

/** What the model made of a comment. */
export function SentimentChip({ comment }) {
  const { sentiment, score, sentiment_model: model } = comment;
  if (!sentiment) {
    return isOurs(comment)
      ? html`<span class="chip own" data-testid="sentiment" data-sentiment="own">우리 글</span>`
      : html`<span class="chip unscored" data-testid="sentiment" data-sentiment="unscored">분석 중</span>`;
  }
  const sure = `확률 ${Math.round(score * 100)}%`;
  return html`
    <span class=${`chip ${sentiment}`} title=${`${sure} · ${model}`} data-testid="sentiment" data-sentiment=${sentiment}>
      <span class="visually-hidden">감성: </span>${SENTIMENTS[sentiment]}<span class="visually-hidden"> (${sure})</span>
    </span>`;
}

const FILTERS = [['', '전체'], ['positive', '긍정'], ['neutral', '중립'], ['negative', '부정'], ['crisis', '위기'], ['unscored', '미분석']];

export function SentimentFilter({ value, onChange }) {
  return html`
    <div class="chips" role="group" aria-label="감성으로 거르기">
      ${FILTERS.map(([key, label]) => html`
        <button key=${key} type="button" class=${`chip filter ${key}`} aria-pressed=${String(value === key)} onClick=${() => onChange(key)} data-testid=${`filter-${key || 'all'}`}>${label}</button>`)}
    </div>`;
}
