import { useState } from 'preact/hooks';
import { html } from './html.js';
import { words } from './language.js';
import { Modal } from './modal.js';
import { instantOf, localOf, zoneName } from './time.js';

const HOUR = 3_600_000;
const t = words({ title: ['시간 바꾸기', 'Change the time'], when: ['날짜와 시각', 'Date and time'], move: ['옮기기', 'Move'], moving: ['옮기는 중…', 'Moving…'] });

/** The way to move a content without dragging it. */
export function MoveDialog({ item, now, onMove, onClose }) {
  const [local, setLocal] = useState(localOf(item.scheduled_at ?? new Date(Math.ceil((now + HOUR) / HOUR) * HOUR).toISOString()));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  async function submit(event) {
    event.preventDefault();
    setBusy(true);
    setError(await onMove(Date.parse(instantOf(local))));
    setBusy(false);
  }
  return html`
    <${Modal} title=${t('title')} onClose=${onClose} testId="move">
      <form class="stack" onSubmit=${submit}>
        <p><strong>${item.title}</strong></p>
        <label class="field"><span>${t('when')} (${zoneName()})</span>
          <input type="datetime-local" required value=${local} onInput=${(event) => setLocal(event.currentTarget.value)} data-testid="move-time" /></label>
        ${error && html`<p class="note bad" role="alert">${error}</p>`}
        <div class="actions"><button type="submit" class="primary" disabled=${busy} data-testid="move-submit">${busy ? t('moving') : t('move')}</button></div>
      </form>
    <//>`;
}
