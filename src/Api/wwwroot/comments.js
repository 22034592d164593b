import { useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { say } from './language.js';
import { useComments } from './comment-list.js';
import { Comment } from './comment.js';
import { keptOf } from './kept.js';
import { OneComment } from './one-comment.js';
import { setQuery } from './route.js';
import { SentimentFilter } from './sentiment.js';
import { needsStyle } from './view.js';

needsStyle('comments.css');

/** What people wrote under our posts, newest first; filtered, searched, answered. */
export default function Comments({ user, route, clientId, live, nameOf }) {
  const { sentiment = '' } = route.query;
  const openId = route.id;
  const mayReply = user.role !== 'client';
  const [query, setWanted] = useState('');
  const rows = useRef(null);
  const replying = useRef(new Set());
  const isReading = () => replying.current.size > 0 || (rows.current?.getBoundingClientRect().top ?? 0) < 0;
  const list = useComments({ clientId, sentiment, query }, live, isReading);

  // A Korean syllable under construction is not a search yet.
  const typed = (event) => { if (!event.isComposing) setWanted(event.currentTarget.value); };
  const showWaiting = async () => {
    await list.load();
    document.getElementById('comments-title').scrollIntoView({ block: 'start' });
  };
  const onReplying = (id, open) => replying.current[open ? 'add' : 'delete'](id);
  const row = { live, mayReply, nameOf, onReplying, drafts: keptOf(user, 'replies'), onChanged: list.reload };
  const narrowed = query || sentiment || clientId;

  return html`
    <section class="card comments" aria-labelledby="comments-title">
      <header>
        <h1 id="comments-title" tabindex="-1">${say('댓글', 'Comments')}</h1>
        <label class="search"><span class="visually-hidden">${say('댓글 검색', 'Search comments')}</span>
          <input type="search" placeholder=${say('댓글 검색 (예: 맛있)', 'Search comments')} maxlength="200" onInput=${typed} oncompositionend=${typed} data-testid="comment-search" />
        </label>
      </header>
      ${openId && html`<${OneComment} key=${openId} id=${openId} ...${row} />`}
      <${SentimentFilter} value=${sentiment} onChange=${(value) => setQuery({ sentiment: value })} />
      ${list.error && html`<p class="error" role="alert">${list.error}</p>`}
      <p class="visually-hidden" role="status">${list.loaded && narrowed ? say(`댓글 ${list.items.length}건${list.next ? ' 이상' : ''}`, `${list.items.length}${list.next ? ' or more' : ''} comments`) : ''}</p>
      <div class="waiting" role="status">
        ${list.waiting > 0 && html`<button type="button" class="primary" onClick=${showWaiting} data-testid="comments-waiting">${say(`새 댓글 ${list.waiting}개${list.waitingMore ? ' 이상' : ''} 보기`, `Show ${list.waiting}${list.waitingMore ? ' or more' : ''} new`)}</button>`}
      </div>
      ${!list.error && list.loaded && list.items.length === 0 && html`<p class="empty">${narrowed ? say('맞는 댓글이 없습니다.', 'No comment fits.') : say('아직 댓글이 없습니다.', 'No comments yet.')}</p>`}
      <ol class="rows" ref=${rows} data-testid="comments">
        ${list.items.filter((comment) => comment.id !== openId).map((comment) => html`<${Comment} key=${comment.id} comment=${comment} ...${row} />`)}
      </ol>
      ${list.next && html`<button type="button" class="more" onClick=${() => list.load(list.next)} data-testid="comments-more">${say('더 보기', 'Show more')}</button>`}
    </section>`;
}
