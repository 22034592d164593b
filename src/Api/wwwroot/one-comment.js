import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { say } from './language.js';
import { get } from './api.js';
import { useLive } from './bus.js';
import { Comment } from './comment.js';
import { go } from './route.js';

/** The comment a link points at, above the list. */
export function OneComment({ id, live, ...row }) {
  const [comment, setComment] = useState(null);
  const [error, setError] = useState('');
  const load = () => get(`/v1/comments/${id}`).then(setComment, (problem) => setError(problem.message));
  useEffect(() => {
    load();
    document.getElementById('comments-title').focus();
  }, [id]);
  useLive(live, { onEvent: (event) => { if (event.comment_id === id) load(); }, onResync: load });
  return html`
    <div class="one" data-testid="one-comment">
      <header><h2>${say('선택한 댓글', 'The chosen comment')}</h2><button type="button" onClick=${() => go('comments')}>${say('목록만 보기', 'Only the list')}</button></header>
      ${error && html`<p class="error" role="alert">${error}</p>`}
      ${comment && html`<ol class="rows"><${Comment} comment=${comment} live=${live} ...${row} onChanged=${load} /></ol>`}
    </div>`;
}
