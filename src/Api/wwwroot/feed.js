import { html } from './html.js';
import { say } from './language.js';
import { EVENTS, sentence } from './words.js';
import { clock } from './time.js';
import { safe } from './publications.js';

export function Feed({ items, titleOf }) {
  return html`
    <section class="card feed" aria-labelledby="feed-title">
      <header><h2 id="feed-title">${say('실시간 소식', 'Live news')}</h2><span class="muted">${say(`최근 ${items.length}건`, `last ${items.length}`)}</span></header>
      ${items.length === 0 && html`<p class="empty">${say('새 소식을 기다리고 있습니다.', 'Waiting for news.')}</p>`}
      <div class="scroll" role="log" aria-live="off" aria-labelledby="feed-title" tabindex="0"><ol class="rows">
        ${items.map(({ event, at }) => html`
          <li key=${event.id} class=${`item ${event.type} ${event.status ?? event.priority ?? event.sentiment ?? ''}`} data-testid="feed-item" data-type=${event.type} data-status=${event.status ?? ''} data-seq=${event.seq}>
            <span class="dot" aria-hidden="true"></span>
            <div>
              <p>${sentence(event, titleOf)}</p>
              <span class="muted">${event.reply_id ? say('답글', 'Reply') : event.action_id ? say('댓글 관리', 'Moderation') : EVENTS[event.type] ?? event.type} · <time>${clock(at)}</time>
                ${safe(event.post_url) && html` · <a href=${event.post_url} target="_blank" rel="noreferrer">${say('게시물 보기', 'See the post')}</a>`}</span>
            </div>
          </li>`)}
      </ol></div>
    </section>`;
}
