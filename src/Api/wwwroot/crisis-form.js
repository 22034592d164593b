import { useState } from 'preact/hooks';
import { html } from './html.js';
import { post } from './api.js';
import { words } from './language.js';
import { SEVERITIES } from './words.js';

const t = words({
  new: ['새 규칙', 'New rule'], client: ['클라이언트', 'Client'], name: ['이름', 'Name'], least: ['부정 댓글, 적어도', 'Negatives, at least'], ratio: ['평소 비율의 몇 배부터', 'Times the usual share'], cool: ['다시 알리기까지 (분)', 'Minutes until it is told again'],
  escalate: ['아무도 안 맡으면 다시 알림 (분, 쉼표)', 'Told again if nobody takes it (minutes, with commas)'], hold: ['예약 게시', 'Scheduled posts'], off: ['그대로 둠', 'Left alone'], propose: ['보류를 제안', 'A hold is proposed'], apply: ['바로 보류', 'Held at once'],
  severity: ['보류하는 때', 'From'], make: ['초안으로 만들기', 'Make it as a draft'],
});

/** Writes a rule; it is a draft until it was tried and switched on. */
export function RuleForm({ clientId, clients, onMade }) {
  const [error, setError] = useState('');
  async function make(event) {
    event.preventDefault();
    const form = event.currentTarget;
    const said = new FormData(form);
    try {
      await post('/v1/crisis-rules', {
        client_id: said.get('client'), name: said.get('name'), least_negatives: Number(said.get('least')), least_ratio: Number(said.get('ratio')), cool_down_minutes: Number(said.get('cool')),
        escalate_minutes: said.get('escalate').split(',').map(Number).filter(Boolean), hold: said.get('hold'), hold_severity: said.get('severity'),
      });
      form.reset();
      setError('');
      onMade();
    } catch (problem) {
      setError(problem.message);
    }
  }
  const number = (name, value, least, most, step = 1) => html`<label class="field"><span>${t(name)}</span><input name=${name} type="number" required min=${least} max=${most} step=${step} defaultValue=${value} /></label>`;
  return html`
    <form class="card stack" onSubmit=${make} aria-labelledby="rule-title">
      <h2 id="rule-title">${t('new')}</h2>
      <label class="field"><span>${t('client')}</span><select name="client" required>${clients.filter((one) => !clientId || one.id === clientId).map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</select></label>
      <label class="field"><span>${t('name')}</span><input name="name" required maxlength="200" /></label>
      ${number('least', 6, 1, 10_000)}${number('ratio', 1.75, 1, 100, 0.05)}${number('cool', 360, 0, 10_080)}
      <label class="field"><span>${t('escalate')}</span><input name="escalate" pattern="[0-9, ]*" defaultValue="15, 60" /></label>
      <label class="field"><span>${t('hold')}</span><select name="hold"><option value="propose">${t('propose')}</option><option value="off">${t('off')}</option><option value="apply">${t('apply')}</option></select></label>
      <label class="field"><span>${t('severity')}</span><select name="severity"><option value="critical">${SEVERITIES.critical}</option><option value="high">${SEVERITIES.high}</option></select></label>
      <div class="actions"><button type="submit" class="primary">${t('make')}</button></div>
      ${error && html`<p class="note bad" role="alert">${error}</p>`}
    </form>`;
}
