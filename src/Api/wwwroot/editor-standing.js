import { useState } from 'preact/hooks';
import { html } from './html.js';
import { call, post } from './api.js';
import { useServerNow } from './hooks.js';
import { words } from './language.js';
import { MoveDialog } from './move.js';
import { safe } from './publications.js';
import { addressOf } from './route.js';
import { ZONE, moment } from './time.js';
import { DELIVERY, PLATFORMS, REVIEW, STATES } from './words.js';

const t = words({
  standing: ['상태', 'Where it stands'], submit: ['검토 요청', 'Ask for review'], approve: ['승인', 'Approve'], changes: ['수정 요청', 'Ask for changes'], why: ['무엇을 고칠까요?', 'What is to be changed?'], schedule: ['예약하기', 'Schedule'], move: ['시간 바꾸기', 'Change the time'],
  cancel: ['예약 취소', 'Call it off'], hold: ['보류', 'Hold'], holdWhy: ['보류하는 이유', 'Why it is held'], scheduled: ['예약: {time}', 'Scheduled: {time}'], notYet: ['아직 시간이 없습니다.', 'It has no time yet.'], story: ['기록', 'What happened'],
  first: ['먼저 저장하세요.', 'Save it first.'], see: ['게시물 보기', 'See the post'], never: ['자기 글은 스스로 승인할 수 없습니다.', 'Nobody approves their own.'],
});

/** Where a content stands, and what may be done with it next. */
export function Standing({ content, dirty, offset, user, accounts, onContent }) {
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const [moving, setMoving] = useState(false);
  const [asking, setAsking] = useState('');
  const now = useServerNow(offset, 5_000);
  const staff = user.role !== 'client';
  const reviewer = user.role !== 'operator';
  const own = content.created_by === user.id;
  const nameOf = (id) => accounts.find((account) => account.id === id)?.name ?? '';

  async function act(path, body, version) {
    setBusy(true);
    setError('');
    try {
      const answer = await (version ? call('POST', path, body, undefined, { 'if-match': `"${version}"` }) : post(path, body));
      if (answer?.review_state) onContent(answer);
      setAsking('');
      setBusy(false);
      return '';
    } catch (problem) {
      setError(problem.message);
      setBusy(false);
      return problem.message;
    }
  }
  const step = (name, body) => act(`/v1/contents/${content.id}/${name}`, body);
  const schedule = (time) => step('schedule', { scheduled_at: new Date(time).toISOString(), time_zone: content.time_zone ?? ZONE, ...(content.scheduled_at && { moved_from: content.scheduled_at }) })
    .then((failed) => { if (!failed) setMoving(false); return failed; });
  const said = (event) => {
    event.preventDefault();
    const text = new FormData(event.currentTarget).get('text');
    if (asking === 'changes') step('request-changes', { comment: text });
    else act('/v1/holds', { client_id: content.client_id, content_id: content.id, reason: text });
  };

  const buttons = [
    staff && ['draft', 'changes_requested', 'expired'].includes(content.review_state) && ['submit', () => step('submit'), true],
    reviewer && content.review_state === 'in_review' && !own && ['approve', () => act(`/v1/contents/${content.id}/approve`, undefined, content.version), true],
    reviewer && content.review_state === 'in_review' && ['changes', () => setAsking('changes')],
    staff && content.review_state === 'approved' && ['not_scheduled', 'cancelled', 'scheduled', 'missed'].includes(content.delivery_status) && [content.scheduled_at ? 'move' : 'schedule', () => setMoving(true), !content.scheduled_at],
    staff && ['scheduled', 'missed'].includes(content.delivery_status) && ['cancel', () => step('cancel')],
    staff && content.scheduled_at && content.delivery_status === 'scheduled' && ['hold', () => setAsking('hold')],
  ].filter(Boolean);
  return html`
    <section class="card stack standing" aria-labelledby="standing-title" data-testid="standing" data-review=${content.review_state} data-delivery=${content.delivery_status}>
      <header><h2 id="standing-title">${t('standing')}</h2><span><span class=${`badge ${content.review_state}`}>${REVIEW[content.review_state]}</span> <span class=${`badge ${content.delivery_status}`}>${DELIVERY[content.delivery_status]}</span></span></header>
      <p>${content.scheduled_at ? t('scheduled', { time: moment(content.scheduled_at) }) : t('notYet')}</p>
      ${content.publications.length > 0 && html`<ul class="entry-list">${content.publications.map((publication) => html`
        <li key=${publication.id}><span class=${`platform ${publication.platform}`}>${PLATFORMS[publication.platform]}</span> ${nameOf(publication.account_id)} <span class=${`badge ${publication.state}`}>${STATES[publication.state]}</span>
          ${safe(publication.post_url) && html` <a href=${publication.post_url} target="_blank" rel="noreferrer">${t('see')}</a>`} <a href=${addressOf(`failed/${publication.id}`)}>${t('story')}<span class="visually-hidden">: ${PLATFORMS[publication.platform]}</span></a>
          ${publication.error && publication.state !== 'published' && html`<p class="reason">${publication.error}</p>`}</li>`)}</ul>`}
      ${dirty && html`<p class="muted">${t('first')}</p>`}
      ${own && reviewer && content.review_state === 'in_review' && html`<p class="muted">${t('never')}</p>`}
      <div class="actions">${buttons.map(([name, work, primary]) => html`<button key=${name} type="button" class=${primary ? 'primary' : ''} disabled=${busy || dirty} onClick=${work} data-testid=${`content-${name}`}>${t(name)}</button>`)}</div>
      ${asking && html`<form class="stack" onSubmit=${said}><label class="field"><span>${t(asking === 'changes' ? 'why' : 'holdWhy')}</span><textarea name="text" required rows="3" maxlength="1000"></textarea></label>
        <div class="actions"><button type="submit" class="primary" disabled=${busy}>${t(asking)}</button></div></form>`}
      ${error && html`<p class="note bad" role="alert" data-testid="standing-error">${error}</p>`}
      ${moving && html`<${MoveDialog} item=${content} now=${now} onMove=${schedule} onClose=${() => setMoving(false)} />`}
    </section>`;
}
