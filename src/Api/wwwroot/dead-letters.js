import { useState } from 'preact/hooks';
import { html } from './html.js';
import { post } from './api.js';
import { moment } from './time.js';
import { nameIn, say } from './language.js';
import { useLook } from './look.js';
import { Table } from './operations-table.js';

const STATES = {
  ready: ['보낼 수 있음', 'Can be sent'], sent: ['보냈음', 'Sent'], already_redriven: ['이미 보냄', 'Sent before'], still_unreadable: ['여전히 읽을 수 없음', 'Still unreadable'],
  broker_away: ['브로커에 연결할 수 없음', 'No broker'], unknown: ['없는 메시지', 'Unknown'],
};

/** Messages nobody could read: first tried dry, then sent again. */
export function DeadLetters() {
  const { data, error, load } = useLook('/v1/operations/dead-letters?waiting=true&page_size=100');
  const [plan, setPlan] = useState(null);
  const [problem, setProblem] = useState('');
  const letters = data?.items ?? [];

  async function redrive(ids, dryRun) {
    try {
      setPlan(await post('/v1/operations/dead-letters/redrive', { ids, dry_run: dryRun }));
      setProblem('');
      if (!dryRun) load();
    } catch (failure) {
      setProblem(failure.message);
    }
  }

  const ready = plan?.dry_run ? plan.items.filter((item) => item.state === 'ready').map((item) => item.id) : [];
  return html`
    <section class="card" aria-labelledby="letters-title" data-testid="dead-letters">
      <header><h2 id="letters-title">${say('데드 레터', 'Dead letters')}</h2>
        <div class="actions">
          ${letters.length > 0 && html`<button type="button" class="small" onClick=${() => redrive(letters.map((letter) => letter.id), true)} data-testid="redrive-dry">${say('다시 보내면 어떻게 될지 보기', 'See what sending again would do')}</button>`}
          ${ready.length > 0 && html`<button type="button" class="small" onClick=${() => redrive(ready, false)} data-testid="redrive">${say(`${ready.length}개 다시 보내기`, `Send ${ready.length} again`)}</button>`}
        </div></header>
      ${problem && html`<p class="error" role="alert">${problem}</p>`}
      ${plan && html`
        <p role="status" data-testid="redrive-plan">${plan.dry_run ? say('시험', 'Dry run') : say('결과', 'Outcome')}: ${say(`${plan.items.length}개 가운데 ${plan.good}개`, `${plan.good} of ${plan.items.length}`)}</p>`}
      <${Table} rows=${data && letters} error=${error} caption=${say('읽지 못한 메시지', 'Messages nobody could read')} columns=${[
        [say('레인', 'Lane'), (letter) => letter.topic],
        [say('종류', 'Kind'), (letter) => letter.kind ?? ''],
        [say('이유', 'Reason'), (letter) => letter.reason],
        [say('언제', 'When'), (letter) => moment(letter.created_at)],
        [say('다시 보내면', 'Sent again'), (letter) => stateOf(plan, letter)],
      ]} />
    </section>`;
}

function stateOf(plan, letter) {
  const item = plan?.items.find((one) => one.id === letter.id);
  return item ? `${nameIn(STATES, item.state)}${item.fault ? ` – ${item.fault}` : ''}` : '';
}
