import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { say } from './language.js';
import { Correction } from './correction.js';
import { Moderation } from './moderation.js';
import { Replies } from './replies.js';
import { ReplyBox } from './reply-box.js';
import { SentimentChip, isOurs } from './sentiment.js';
import { HIDDEN, PLATFORMS, REPLY_LIMITS, authorOf } from './words.js';
import { moment } from './time.js';

/** One comment: what was written, its tone, our answers, and a box to write one. */
export function Comment({ comment, live, mayReply, nameOf, drafts, onReplying, onChanged }) {
  const [writing, setWriting] = useState(false);
  const opener = useRef(null);
  const box = `reply-to-${comment.id}`;
  const author = authorOf(comment);
  const ours = isOurs(comment);
  const fate = comment.deleted_at ? say('삭제됨', 'Deleted') : HIDDEN[comment.hidden_as];

  useEffect(() => () => onReplying(comment.id, false), [comment.id]);

  function write(open) {
    setWriting(open);
    onReplying(comment.id, open);
    if (!open) opener.current?.focus();
  }

  function again(text) {
    drafts.set(comment.id, { ...drafts.get(comment.id), text });
    write(true);
  }

  return html`
    <li class=${`comment ${fate ? 'unseen' : ''}`} data-testid="comment-row" data-comment-id=${comment.id}>
      <p class="said">${comment.message}</p>
      <div class="about">
        <${SentimentChip} comment=${comment} />
        ${fate && html`<span class="fate" data-testid="comment-fate">${fate}</span>`}
        <span class="muted"><span class=${`platform ${comment.platform}`}>${PLATFORMS[comment.platform]}</span> ${[nameOf(comment.client_id), author].filter(Boolean).join(' · ')} · <time datetime=${comment.posted_at}>${moment(comment.posted_at)}</time></span>
        ${mayReply && !ours && !fate && REPLY_LIMITS[comment.platform] && html`
          <button ref=${opener} type="button" class="small" aria-expanded=${String(writing)} aria-controls=${box} onClick=${() => write(!writing)} data-testid="reply-open">
            ${say('답글', 'Reply')}<span class="visually-hidden">: ${author}</span>
          </button>`}
      </div>
      ${!ours && html`<${Correction} comment=${comment} mayCorrect=${mayReply} onChanged=${() => onChanged(comment.id)} />`}
      <${Moderation} comment=${comment} live=${live} mayModerate=${mayReply} onChanged=${() => onChanged(comment.id)} />
      ${comment.reply_state && html`<${Replies} comment=${comment} live=${live} mayReply=${mayReply} onAgain=${again} />`}
      ${writing && html`<${ReplyBox} id=${box} comment=${comment} drafts=${drafts} onClose=${() => write(false)} onSent=${() => onChanged(comment.id)} />`}
    </li>`;
}
