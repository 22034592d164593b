import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { get } from './api.js';
import { useLive } from './bus.js';
import { BestTimes } from './best-times.js';
import { Modal } from './modal.js';
import { safe } from './publications.js';
import { go } from './route.js';
import { DELIVERY, PLATFORMS, REVIEW, STATES } from './words.js';
import { moment } from './time.js';

/** One content, for who comes from a notification: what it says, and where it stands. */
export function Content({ id, live }) {
  const [content, setContent] = useState(null);
  const [error, setError] = useState('');
  const load = () => get(`/v1/contents/${id}`).then(setContent, (problem) => setError(problem.message));
  useEffect(() => { load(); }, [id]);
  useLive(live, { onEvent: (event) => { if (event.content_id === id) load(); }, onResync: load });

  return html`
    <${Modal} title=${content?.title ?? '콘텐츠'} onClose=${() => go('')} testId="content">
      ${error && html`<p class="error" role="alert">${error}</p>`}
      ${content && html`
        <p class="muted">${REVIEW[content.review_state] ?? content.review_state} · ${DELIVERY[content.delivery_status] ?? content.delivery_status}${content.scheduled_at ? ` · ${moment(content.scheduled_at)}` : ''}</p>
        <p class="said">${content.body}</p>
        <ul class="rows">
          ${content.publications.map((publication) => html`
            <li key=${publication.id} class="comment">
              <span class=${`platform ${publication.platform}`}>${PLATFORMS[publication.platform] ?? publication.platform}</span>
              ${' '}<span class=${`badge ${publication.state}`}>${STATES[publication.state] ?? publication.state}</span>
              ${' '}${safe(publication.post_url) && html`<a href=${publication.post_url} target="_blank" rel="noreferrer">게시물 보기</a>`}
              ${publication.error && publication.state !== 'published' && html`<p class="reason">${publication.error}</p>`}
            </li>`)}
        </ul>
        ${!content.scheduled_at && html`<${BestTimes} accountIds=${content.account_ids} />`}`}
    <//>`;
}
