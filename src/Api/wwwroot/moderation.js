import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { say } from './language.js';
import { get, newKey, post, postOnce } from './api.js';
import { useLive } from './bus.js';
import { useEvery } from './hooks.js';
import { isOurs } from './sentiment.js';
import { ACTIONS, ACTION_STATES } from './words.js';
import { moment } from './time.js';

const UNDER_WAY = ['due', 'claimed', 'armed', 'retrying', 'unknown'];
const MAY_CANCEL = ['due', 'claimed', 'retrying'];
const LOOK_EVERY = 3_000;

/** Hides a comment, shows it again, deletes it; and tells what was done to it and how that stands. */
export function Moderation({ comment, live, mayModerate, onChanged }) {
  const [error, setError] = useState('');
  const [asking, setAsking] = useState(false);
  const [ban, setBan] = useState(false);
  const [busy, setBusy] = useState(false);
  const key = useRef(newKey());
  const underWay = UNDER_WAY.includes(comment.action_state);
  const possible = mayModerate && !underWay && !comment.deleted_at;

  async function act(action) {
    if (busy) return;
    setBusy(true);
    setError('');
    try {
      const now = await get(`/v1/comments/${comment.id}`);
      if (now.message !== comment.message) setError(say('그사이 댓글이 수정되었습니다. 다시 읽고 결정해 주세요.', 'The comment was edited meanwhile: read it again, then decide.'));
      else await postOnce(`/v1/comments/${comment.id}/${action}`, { seen_version: now.thread_version, ban_author: action === 'delete' && ban }, key.current);
      key.current = newKey();
    } catch (problem) {
      setError(problem.message);
      if (problem.status >= 400 && problem.status < 500 && problem.code !== 'idempotency.in_flight') key.current = newKey();
    }
    setBusy(false);
    setAsking(false);
    onChanged();
  }

  return html`
    ${possible && html`
      <div class="actions moderation">
        ${!isOurs(comment) && !comment.hidden_at && html`<button type="button" class="small" disabled=${busy} onClick=${() => act('hide')} data-testid="comment-hide">${say('숨기기', 'Hide')}</button>`}
        ${comment.hidden_at && html`<button type="button" class="small" disabled=${busy} onClick=${() => act('unhide')} data-testid="comment-unhide">${say('숨김 해제', 'Show again')}</button>`}
        ${!asking && html`<button type="button" class="small" disabled=${busy} onClick=${() => setAsking(true)} data-testid="comment-delete">${say('삭제', 'Delete')}</button>`}
        ${asking && html`
          <span role="alert">${say('플랫폼에서 삭제하며 되돌릴 수 없습니다. 삭제할까요?', 'It is deleted on the platform and cannot be brought back. Delete it?')}</span>
          ${comment.platform === 'youtube' && !isOurs(comment) && html`<label><input type="checkbox" checked=${ban} onChange=${(event) => setBan(event.currentTarget.checked)} /> ${say('작성자도 차단', 'Ban its author, too')}</label>`}
          <button type="button" class="small" disabled=${busy} onClick=${() => act('delete')} data-testid="comment-delete-confirm">${say('삭제', 'Delete')}</button>
          <button type="button" class="small" onClick=${() => setAsking(false)}>${say('그만두기', 'Leave it')}</button>`}
      </div>`}
    ${error && html`<p class="error" role="alert" data-testid="moderation-error">${error}</p>`}
    ${comment.action && html`<${History} comment=${comment} live=${live} mayModerate=${mayModerate} onChanged=${onChanged} />`}`;
}

/** What was done to a comment, and by whom. */
function History({ comment, live, mayModerate, onChanged }) {
  const [items, setItems] = useState([]);
  const [error, setError] = useState('');
  // What cannot be read now is read again with the next event or look.
  const load = () => get(`/v1/comments/${comment.id}/actions`).then((answer) => setItems(answer.items), () => {});
  useEffect(() => { load(); }, [comment.id, comment.action, comment.action_state]);
  useEvery(load, items.some((action) => UNDER_WAY.includes(action.state) && !action.asked) ? LOOK_EVERY : 0);
  useLive(live, { onEvent: (event) => { if (event.action_id && event.comment_id === comment.id) load(); }, onResync: load });

  const tell = (path, body) => post(path, body).then(() => setError(''), (problem) => setError(problem.message)).then(onChanged).then(load);
  return html`
    <ol class="replies" aria-label=${say('댓글에 한 일', 'What was done to the comment')}>
      ${items.map((action) => html`
        <li key=${action.id} class="reply" data-testid="comment-action" data-action=${action.action} data-state=${action.state}>
          <span class="muted">
            <span class=${`badge ${action.state}`} role="status">${ACTIONS[action.action]}: ${stateOf(action)}</span>
            ${' '}${action.created_by_name} · <time datetime=${action.created_at}>${moment(action.created_at)}</time>
            ${action.ban_author && say(' · 작성자 차단', ' · author banned')}${action.in_effect === false && say(' · 다시 확인하니 그대로 있지 않습니다', ' · a later look found it otherwise')}
          </span>
          ${mayModerate && MAY_CANCEL.includes(action.state) && html`<button type="button" class="small" onClick=${() => tell(`/v1/comment-actions/${action.id}/cancel`)} data-testid="action-cancel">${say('취소', 'Cancel')}</button>`}
          ${mayModerate && action.asked && html`
            <div class="actions">
              <span>${say('플랫폼에서 처리되어 있나요?', 'Is it done on the platform?')}</span>
              <button type="button" class="small" onClick=${() => tell(`/v1/comment-actions/${action.id}/resolve`, { done: true })} data-testid="action-done">${say('처리되어 있음', 'It is')}</button>
              <button type="button" class="small" onClick=${() => tell(`/v1/comment-actions/${action.id}/resolve`, { done: false })} data-testid="action-not-done">${say('아님', 'It is not')}</button>
            </div>`}
        </li>`)}
    </ol>
    ${error && html`<p class="error" role="alert" data-testid="action-error">${error}</p>`}`;
}

const stateOf = (action) => {
  if (action.asked) return say('플랫폼에서 확인이 필요합니다', 'Look at the platform');
  return action.state === 'failed' && action.error ? say(`실패: ${action.error}`, `Failed: ${action.error}`) : ACTION_STATES[action.state] ?? action.state;
};
