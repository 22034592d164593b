import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { get } from './api.js';
import { useLive } from './bus.js';
import { names, words } from './language.js';
import { safe } from './publications.js';
import { Resolve } from './resolve.js';
import { addressOf } from './route.js';
import { clock, moment } from './time.js';
import { PLATFORMS, STATES } from './words.js';

const KINDS = names({
  scheduled: ['예약', 'Scheduled'], cancelled: ['취소', 'Cancelled'], retried: ['다시 보내기', 'Sent again'], due: ['준비 시작', 'Preparing'], preparation: ['준비', 'Preparation'], armed: ['보냄', 'Sent'],
  doubted: ['결과를 알 수 없음', 'In doubt'], missed: ['시간 놓침', 'Missed'],
  outcome: ['결과', 'Outcome'], person_verdict: ['사람의 확인', 'A person’s word'], asked: ['확인 요청', 'Asked'], hold_set: ['보류', 'Held'], hold_lifted: ['보류 해제', 'Released'], read_back: ['다시 확인', 'Looked again'],
});
const t = words({
  title: ['게시 기록', 'What happened'], close: ['닫기', 'Close'], attempts: ['시도', 'Attempts'], number: ['차례', 'No.'], verdict: ['판정', 'Verdict'], at: ['시각', 'Time'], answer: ['원본 응답', 'Raw answer'],
  see: ['게시물 보기', 'See the post'], loading: ['불러오는 중…', 'Loading…'],
  looks: ['조회 {n}번', 'looked {n} times'], firstComment: ['첫 댓글', 'First comment'],
});

/** One publication with all that was done to it, in order. */
export function Story({ id, client, live, mayAct }) {
  const [story, setStory] = useState(null);
  const [error, setError] = useState('');
  const load = () => get(`/v1/publications/${id}`).then(setStory, (problem) => setError(problem.message));
  useEffect(() => { load(); }, [id]);
  useLive(live, { onEvent: (event) => { if (event.content_id && event.content_id === story?.publication.content_id) load(); }, onResync: load });
  const publication = story?.publication;
  return html`
    <section class="card story" aria-labelledby="story-title" data-testid="story">
      <header><h2 id="story-title">${publication?.title ?? t('title')}</h2><a class="button small" href=${addressOf('failed')}>${t('close')}</a></header>
      ${error && html`<p class="note bad" role="alert">${error}</p>`}
      ${!story && !error && html`<p class="loading" role="status">${t('loading')}</p>`}
      ${story && html`
        <p>${client(publication.client_id)} · <span class=${`platform ${publication.platform}`}>${PLATFORMS[publication.platform]}</span> ${publication.account_name} · ${moment(publication.scheduled_at)} <span class=${`badge ${publication.state}`}>${STATES[publication.state]}</span>
          ${safe(publication.post_url) && html` <a href=${publication.post_url} target="_blank" rel="noreferrer">${t('see')}</a>`}</p>
        ${publication.error && publication.state !== 'published' && html`<p class="reason">${publication.error}</p>`}
        ${mayAct && publication.asked_at && publication.state === 'unknown' && html`<${Resolve} publication=${publication} onResolved=${load} />`}
        <ol class="timeline">${story.timeline.map((line, place) => html`
          <li key=${place}><time datetime=${line.at}>${moment(line.at).split(' ').slice(0, -1).join(' ')} ${clock(line.at)}</time>
            <span><strong>${line.step === 'first_comment' && `${t('firstComment')} `}${KINDS[line.kind] ?? line.kind}</strong>${[line.status && (STATES[line.status] ?? line.status), line.by, line.text, line.code && `(${line.code})`, line.lookups > 0 && t('looks', { n: line.lookups })].filter(Boolean).map((part) => ` · ${part}`)}</span></li>`)}</ol>
        ${story.publishing_logs.length > 0 && html`
          <details><summary>${t('attempts')} (${story.publishing_logs.length})</summary>
            <div class="table" tabindex="0" role="region" aria-label=${t('attempts')}><table>
              <thead><tr><th scope="col">${t('number')}</th><th scope="col">${t('at')}</th><th scope="col">${t('verdict')}</th><th scope="col">${t('answer')}</th></tr></thead>
              <tbody>${story.publishing_logs.map((log) => html`<tr key=${`${log.attempt_id}`}><td>${log.number}</td><td>${clock(log.armed_at)}</td><td>${STATES[log.status] ?? log.status} ${log.error_code ?? ''}</td><td><code>${(log.unknown_response ?? log.response ?? '').slice(0, 400)}</code></td></tr>`)}</tbody>
            </table></div></details>`}`}
    </section>`;
}
