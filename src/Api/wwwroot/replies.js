import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { say } from './language.js';
import { get, post } from './api.js';
import { useLive } from './bus.js';
import { useEvery, useSeen } from './hooks.js';
import { REPLY_STATES, engineName } from './words.js';
import { moment } from './time.js';

const UNDER_WAY = ['due', 'claimed', 'armed', 'retrying', 'unknown'];
const LOOK_EVERY = 3_000;

/** Our answers to a comment, and how each one stands. */
export function Replies({ comment, live, mayReply, onAgain }) {
  const [items, setItems] = useState([]);
  const element = useRef(null);
  const seen = useSeen(element);
  // What cannot be read now is read again with the next event or look.
  const load = () => get(`/v1/comments/${comment.id}/replies`).then((answer) => setItems(answer.items), () => {});
  useEffect(() => { if (seen) load(); }, [seen, comment.reply_state, comment.replied_at]);
  useEvery(load, seen && items.some((reply) => UNDER_WAY.includes(reply.state) && !reply.asked) ? LOOK_EVERY : 0);
  useLive(live, { onEvent: (event) => { if (seen && event.reply_id && event.comment_id === comment.id) load(); }, onResync: () => { if (seen) load(); } });

  const newest = items.at(-1);
  return html`
    <ol class="replies" ref=${element} aria-label=${say('우리 답글', 'Our replies')}>
      ${items.map((reply) => html`
        <li key=${reply.id} class="reply" data-testid="reply" data-state=${reply.state}>
          <p class="said">${reply.text}</p>
          <span class="muted">
            <span class=${`badge ${reply.state}`} role="status" data-testid="reply-state">${stateOf(reply)}</span>
            ${' '}${reply.created_by_name} · <time datetime=${reply.created_at}>${moment(reply.created_at)}</time>
            ${reply.draft_engine && ` · ${say(`${engineName(reply.draft_engine)} 초안으로 시작`, `begun from a draft by the ${engineName(reply.draft_engine)}`)}`}
          </span>
          ${mayReply && reply.asked && html`<${Resolve} reply=${reply} onResolved=${load} />`}
          ${mayReply && reply === newest && reply.state === 'failed' && html`<button type="button" class="small" onClick=${() => onAgain(reply.text)} data-testid="reply-again">${say('다시 쓰기', 'Write again')}</button>`}
        </li>`)}
    </ol>`;
}

const stateOf = (reply) => {
  if (reply.asked) return say('플랫폼에서 확인이 필요합니다', 'Look at the platform');
  return reply.state === 'failed' && reply.error ? say(`실패: ${reply.error}`, `Failed: ${reply.error}`) : REPLY_STATES[reply.state] ?? reply.state;
};

/** Nobody but a person can say whether it is there. */
function Resolve({ reply, onResolved }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  async function answer(posted) {
    setBusy(true);
    try {
      await post(`/v1/replies/${reply.id}/resolve`, { posted });
    } catch (problem) {
      setError(problem.message);
    }
    setBusy(false);
    onResolved();
  }
  return html`
    <div class="actions">
      <span>${say('플랫폼에 이 답글이 있나요?', 'Is this reply on the platform?')}</span>
      <button type="button" class="small" disabled=${busy} onClick=${() => answer(true)} data-testid="reply-posted">${say('게시되어 있음', 'It is there')}</button>
      <button type="button" class="small" disabled=${busy} onClick=${() => answer(false)} data-testid="reply-absent">${say('없음', 'It is not')}</button>
      ${error && html`<p class="error" role="alert">${error}</p>`}
    </div>`;
}
