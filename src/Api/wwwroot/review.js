import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { call, get } from './api.js';
import { ApprovalLinks } from './approval-links.js';
import { languageNow, say } from './language.js';
import { postPreview } from './post-preview.js';
import { moment } from './time.js';

const SOON = 2 * 3_600_000;
const STEPS = { staff: ['담당자 검토', 'Agency'], client: ['고객 승인', 'Client'] };
const ACTS = {
  submitted: ['검토 요청', 'Submitted'], passed: ['1차 승인', 'Passed on'], approved: ['승인', 'Approved'], changes_requested: ['수정 요청', 'Changes requested'], edited: ['수정', 'Edited'], expired: ['만료', 'Expired'],
};
const WHY = { own: ['내가 쓴 콘텐츠라 승인할 수 없습니다', 'You wrote it, so somebody else approves it'], turn: ['다른 사람의 차례입니다', 'It is somebody else’s turn'] };
const FIELDS = { title: ['제목', 'Title'], body: ['본문', 'Text'], link: ['링크', 'Link'], first_comment: ['첫 댓글', 'First comment'] };
const nameOfField = (field) => (FIELDS[field] ? say(...FIELDS[field]) : field.replace('variants.', '').replace('.', ' · '));

/** One content in review: who waits for whom, and opened: how it will look, what changed, and the decision. */
export function Review({ item, clientName, user, chosen, onChoose, open, onOpen, trouble, onDone }) {
  const late = item.review_until && Date.parse(item.review_until) - Date.now() < SOON;
  return html`
    <li class="review" data-testid="review" data-content-id=${item.content_id}>
      <header>
        <input type="checkbox" aria-label=${say(`“${item.title}” 선택`, `Choose “${item.title}”`)} checked=${chosen} disabled=${!item.may_approve} onChange=${(event) => onChoose(event.currentTarget.checked)} data-testid="review-choose" />
        <div>
          <h3>${item.title}</h3>
          <p class="muted">${clientName} · ${item.author_name} · ${say(...STEPS[item.step])}${item.due_at ? ` · ${say('게시', 'Due')} ${moment(item.due_at)}` : ` · ${say('시각 미정', 'no time yet')}`}</p>
          ${item.review_until && html`<p class=${late ? 'soon' : 'muted'}>${say(`${moment(item.review_until)}까지 승인되지 않으면 게시되지 않습니다`, `Not approved by ${moment(item.review_until)}, it will not be posted`)}</p>`}
          ${item.held_for && html`<p class="reason">${say('보류 중', 'On hold')}: ${item.held_for}</p>`}
          ${item.why && html`<p class="muted">${say(...WHY[item.why])}</p>`}
        </div>
        <button type="button" aria-expanded=${String(open)} onClick=${onOpen} data-testid="review-open">${open ? say('접기', 'Close') : say('보기', 'Open')}</button>
      </header>
      ${open && html`<${Inside} item=${item} user=${user} trouble=${trouble} onDone=${onDone} />`}
    </li>`;
}

function Inside({ item, user, trouble, onDone }) {
  const [seen, setSeen] = useState(null);
  const [comment, setComment] = useState('');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    let gone = false;
    const at = (path) => get(`/v1/contents/${item.content_id}/${path}`);
    Promise.all([at('preview'), at('diff'), at('reviews')]).then(
      ([preview, diff, reviews]) => { if (!gone) { setSeen({ preview, diff, reviews: reviews.items }); setError(''); } },
      (problem) => { if (!gone) setError(problem.message); });
    return () => { gone = true; };
  }, [item.content_id, item.version, item.step]);

  async function decide(act, body) {
    setBusy(true);
    try {
      // The version that was looked at: what somebody changed meanwhile is not what this decision is about.
      await call('POST', `/v1/contents/${item.content_id}/${act}`, body, undefined, { 'if-match': `"${seen.preview.version}"` });
      onDone();
    } catch (problem) {
      onDone(problem.message);
    }
    setBusy(false);
  }

  return html`
    <div class="inside" data-testid="review-inside">
      ${(error || trouble) && html`<p class="error" role="alert" data-testid="review-error">${error || trouble}</p>`}
      ${!seen && !error && html`<p class="muted">${say('불러오는 중…', 'Loading…')}</p>`}
      ${seen && html`
        <div class="posts">${seen.preview.posts.map((one) => postPreview(html, one, say))}</div>
        ${seen.diff.since && html`<${Changed} diff=${seen.diff} />`}
        <details><summary>${say('검토 이력', 'History')} (${seen.reviews.length})</summary>
          <ul>${seen.reviews.map((entry) => html`
            <li key=${entry.id}><span class="muted">${moment(entry.at)}</span> ${say(...ACTS[entry.act])} · ${entry.by_name ?? (entry.by_link ? `${entry.by_link} (${say('링크', 'link')})` : 'SnsOps')}${entry.comment ? ` – ${entry.comment}` : ''}</li>`)}
          </ul>
        </details>
        ${item.may_approve && html`
          <div>
            <label for=${`why-${item.content_id}`}>${say('수정 요청할 때의 이유', 'Why, when asking for changes')}</label>
            <textarea id=${`why-${item.content_id}`} maxlength="4000" value=${comment} onInput=${(event) => setComment(event.currentTarget.value)} data-testid="review-comment"></textarea>
            <div class="actions">
              <button type="button" class="primary" disabled=${busy} onClick=${() => decide('approve')} data-testid="review-approve">${say('승인', 'Approve')}</button>
              <button type="button" disabled=${busy || !comment.trim()} onClick=${() => decide('request-changes', { comment })} data-testid="review-changes">${say('수정 요청', 'Ask for changes')}</button>
            </div>
          </div>`}
        ${user.role !== 'client' && html`<${ApprovalLinks} item=${item} />`}`}
    </div>`;
}

/** What is different from what was decided on last. */
function Changed({ diff }) {
  const nothing = diff.fields.length === 0 && !diff.media && !diff.accounts && !diff.time;
  const since = `${moment(diff.since.at)} ${say(...ACTS[diff.since.act])}`;
  return html`
    <section class="changed" aria-label=${say('바뀐 것', 'Changes')} data-testid="review-diff" lang=${languageNow()}>
      <h4>${say(`마지막 결정(${since}) 뒤 바뀐 것`, `Changed since the last decision (${since})`)}</h4>
      ${nothing && html`<p class="muted">${say('바뀐 것이 없습니다.', 'Nothing has changed.')}</p>`}
      <dl>
        ${diff.fields.map((field) => html`<dt key=${`${field.field}-name`}>${nameOfField(field.field)}</dt><dd key=${field.field}>${field.parts.map((part, index) => (
          part.op === 'added' ? html`<ins key=${index}>${part.text}</ins>` : part.op === 'removed' ? html`<del key=${index}>${part.text}</del>` : part.text))}</dd>`)}
        ${diff.media && html`<dt>${say('파일', 'Files')}</dt><dd>${[
          diff.media.added.length && say(`${diff.media.added.length}개 추가`, `${diff.media.added.length} added`),
          diff.media.removed.length && say(`${diff.media.removed.length}개 제거`, `${diff.media.removed.length} removed`),
          diff.media.reordered && say('순서 바뀜', 'reordered')].filter(Boolean).join(', ')}</dd>`}
        ${diff.accounts && html`<dt>${say('계정', 'Accounts')}</dt><dd>${diff.accounts.added.map((a) => html`<ins key=${a.id}>${a.platform} ${a.name}</ins> `)}${diff.accounts.removed.map((a) => html`<del key=${a.id}>${a.platform} ${a.name}</del> `)}</dd>`}
        ${diff.time && html`<dt>${say('게시 시각', 'Time')}</dt><dd>${diff.time.before && html`<del>${moment(diff.time.before)}</del>`} ${diff.time.after ? html`<ins>${moment(diff.time.after)}</ins>` : say('없음', 'none')}</dd>`}
      </dl>
    </section>`;
}
