import { useState } from 'preact/hooks';
import { html } from './html.js';
import { post } from './api.js';
import { moment } from './time.js';
import { nameIn, say } from './language.js';
import { useLook } from './look.js';
import { Table } from './operations-table.js';

const STATES = { running: ['실행 중', 'Running'], done: ['완료', 'Done'], failed: ['실패', 'Failed'], skipped: ['건너뜀', 'Skipped'] };
const CAUSES = { schedule: ['예정대로', 'as scheduled'], catch_up: ['밀린 실행', 'caught up'], manual: ['사람이 실행', 'by hand'] };

/** Schedules: when they fire, how the last run went, run now, pause; and the items of work that failed for good. */
export function Jobs() {
  const { data, error, load } = useLook('/v1/operations/jobs');
  const [said, setSaid] = useState('');

  async function act(job, what, done) {
    try {
      await post(`/v1/operations/jobs/${job.job}/${what}`);
      setSaid(`${job.job}: ${done}`);
    } catch (problem) {
      setSaid(`${job.job}: ${problem.message}`);
    }
    load();
  }

  function pause(job) {
    if (confirm(say(`'${job.job}' 스케줄을 멈출까요? 다시 시작할 때까지 실행되지 않습니다.`, `Pause '${job.job}'? It will not fire until it is resumed.`))) act(job, 'pause', say('멈췄습니다', 'paused'));
  }

  return html`
    <section class="card" aria-labelledby="jobs-title" data-testid="jobs">
      <header><h2 id="jobs-title">${say('스케줄', 'Schedules')}</h2></header>
      <p role="status" class="muted" data-testid="jobs-said">${said}</p>
      <${Table} rows=${data?.items} error=${error} caption=${say('스케줄과 마지막 실행', 'Schedules and their last runs')} columns=${[
        [say('스케줄', 'Schedule'), (job) => html`<strong>${job.job}</strong>${!job.kept && html`<div class="bad">${say('지키는 프로세스가 없습니다', 'no process keeps it')}</div>`}${
          job.paused_at && html`<div class="bad" data-testid="paused">${say('멈춤', 'Paused')} · ${job.paused_by_name}</div>`}`],
        [say('언제', 'Fires'), (job) => job.fires],
        [say('마지막 실행', 'Last run'), (job) => (job.last_state
          ? html`<span class=${job.last_state === 'failed' ? 'bad' : ''}>${nameIn(STATES, job.last_state)}</span> · ${moment(job.last_started_at)} ${nameIn(CAUSES, job.last_cause)}${
            job.last_error && html`<div class="bad">${job.last_error}</div>`}`
          : say('아직 없음', 'not yet'))],
        [say('실패한 항목', 'Failed items'), (job) => (job.failed_items ? html`<span class="bad">${job.failed_items}</span>` : '0'), 'number'],
        [say('할 일', 'Do'), (job) => html`<div class="actions">
          <button type="button" class="small" onClick=${() => act(job, 'run', say('곧 실행됩니다', 'will run in a moment'))} disabled=${job.last_state === 'running'}
            aria-label=${`${job.job}: ${say('지금 실행', 'run now')}`} data-testid="job-run">${say('지금 실행', 'Run now')}</button>
          ${job.paused_at
            ? html`<button type="button" class="small" onClick=${() => act(job, 'resume', say('다시 시작했습니다', 'resumed'))} aria-label=${`${job.job}: ${say('다시 시작', 'resume')}`} data-testid="job-resume">${say('다시 시작', 'Resume')}</button>`
            : html`<button type="button" class="small" onClick=${() => pause(job)} aria-label=${`${job.job}: ${say('멈춤', 'pause')}`} data-testid="job-pause">${say('멈춤', 'Pause')}</button>`}</div>`],
      ]} />
      <${FailedItems} />
    </section>`;
}

function FailedItems() {
  const { data, error, load } = useLook('/v1/operations/job-items?page_size=20');
  const [said, setSaid] = useState('');
  const retry = (item) => post(`/v1/operations/job-items/${item.id}/retry`).then(() => { setSaid(say('다시 합니다', 'it is done again')); load(); }, (problem) => setSaid(problem.message));
  return html`
    <h3>${say('끝내 실패한 작업', 'Work that failed for good')}</h3>
    <p role="status" class="muted">${said}</p>
    <${Table} rows=${data?.items} error=${error} caption=${say('끝내 실패한 작업', 'Work that failed for good')} columns=${[
      [say('스케줄', 'Schedule'), (item) => item.job],
      [say('언제 것', 'Of'), (item) => moment(item.scheduled_for)],
      [say('이유', 'Reason'), (item) => item.error],
      [say('할 일', 'Do'), (item) => html`<button type="button" class="small" onClick=${() => retry(item)} aria-label=${`${item.job}: ${say('다시 하기', 'do it again')}`}>${say('다시 하기', 'Do it again')}</button>`],
    ]} />`;
}
