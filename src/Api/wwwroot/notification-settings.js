// What somebody wants to hear where, where they are reached, and when not.
import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { call, get } from './api.js';
import { inKorean, words } from './language.js';
import { moment } from './time.js';
import { Contact, CHANNELS } from './contact.js';
import { needsStyle } from './view.js';

needsStyle('notification-settings.css');

const t = words({
  title: ['알림 설정', 'Notification settings'],
  where: ['받는 곳', 'Where you are reached'],
  whereHint: ['본인의 것으로 확인된 곳으로만 보냅니다.', 'Nothing is sent anywhere before it is verified to be yours.'],
  what: ['무엇을 어디로', 'What goes where'],
  whatHint: ['화면의 알림은 언제나 옵니다. 여기서 고른 것은 확인된 곳으로도 보냅니다.', 'The page always tells you. What is ticked here is also sent to what is verified.'],
  topic: ['주제', 'Topic'],
  quiet: ['방해 금지 시간', 'Quiet hours'],
  quietHint: ['이 시간에 생긴 알림은 끝날 때 한 번에 보냅니다. 위기 알림은 바로 보냅니다.', 'What happens meanwhile is sent together when they end. A crisis is sent at once.'],
  from: ['시작', 'From'], until: ['끝', 'Until'], save: ['저장', 'Save'], end: ['사용 안 함', 'Switch off'], saved: ['저장했습니다.', 'Saved.'],
  sent: ['최근에 보낸 것', 'Sent lately'], nothingSent: ['아직 보낸 것이 없습니다.', 'Nothing was sent yet.'], notifications: ['알림 {n}건', '{n} notifications'],
});
const STATES = words({
  waiting: ['대기', 'Waiting'], claimed: ['보내는 중', 'Sending'], armed: ['보내는 중', 'Sending'], retrying: ['다시 보낼 예정', 'Will be sent again'], sent: ['보냄', 'Sent'],
  failed: ['실패', 'Failed'], unknown: ['도착 여부 모름', 'May have arrived'], cancelled: ['보내지 않음', 'Not sent'], delivered: ['도착', 'Delivered'], undelivered: ['전달 못 함', 'Not delivered'],
});
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone || 'Asia/Seoul';

export default function NotificationSettings() {
  const [contacts, setContacts] = useState([]);
  const [settings, setSettings] = useState(null);
  const [sent, setSent] = useState([]);
  const [error, setError] = useState('');

  const read = (work) => work.catch((problem) => setError(problem.message));
  const loadContacts = () => read(get('/v1/contacts').then((answer) => setContacts(answer.items)));
  const loadSent = () => read(get('/v1/deliveries?page_size=10').then((answer) => setSent(answer.items)));
  const loadSettings = () => read(get('/v1/notification-settings').then(setSettings));
  useEffect(() => { loadContacts(); loadSettings(); loadSent(); }, []);

  async function choose(topic, channel, enabled) {
    setSettings((before) => ({ ...before, topics: before.topics.map((row) => (row.topic === topic ? { ...row, [channel]: enabled } : row)) }));
    try {
      await call('PUT', '/v1/notification-settings/topics', { topics: [{ topic, channel, enabled }] });
      setError('');
    } catch (problem) {
      setError(problem.message);
      loadSettings();
    }
  }

  return html`
    <div class="settings" data-testid="notification-settings">
      <header class="head"><h1 id="view-title" tabindex="-1">${t('title')}</h1></header>
      ${error && html`<p class="error" role="alert">${error}</p>`}
      <section class="card" aria-labelledby="settings-where">
        <h2 id="settings-where">${t('where')}</h2><p class="muted">${t('whereHint')}</p>
        ${Object.keys(CHANNELS).map((channel) => html`<${Contact} key=${channel} channel=${channel} contacts=${contacts.filter((one) => one.channel === channel)} onChange=${() => { loadContacts(); loadSent(); }} />`)}
      </section>
      ${settings && html`
        <section class="card" aria-labelledby="settings-what">
          <h2 id="settings-what">${t('what')}</h2><p class="muted">${t('whatHint')}</p>
          <${Topics} topics=${settings.topics} onChoose=${choose} />
        </section>
        <section class="card" aria-labelledby="settings-quiet">
          <h2 id="settings-quiet">${t('quiet')}</h2><p class="muted">${t('quietHint')}</p>
          <${Quiet} quiet=${settings.quiet_hours} onChange=${loadSettings} />
        </section>`}
      <section class="card" aria-labelledby="settings-sent">
        <h2 id="settings-sent">${t('sent')}</h2>
        ${sent.length === 0 && html`<p class="muted">${t('nothingSent')}</p>`}
        <ul class="sent">${sent.map((one) => html`
          <li key=${one.id} data-testid="delivery-row" data-state=${one.state}>
            <span>${CHANNELS[one.channel]()} · ${one.subject ?? t('notifications', { n: one.notifications })}</span>
            <span class=${`badge ${one.state === 'sent' ? 'published' : one.state}`}>${STATES(one.receipt ?? one.state)}</span>
            <span class="muted">${moment(one.sent_at ?? one.created_at)}${one.error ? ` · ${one.error}` : ''}</span>
          </li>`)}
        </ul>
      </section>
    </div>`;
}

function Topics({ topics, onChoose }) {
  const channels = Object.keys(CHANNELS);
  return html`
    <div class="scroll"><table class="topics">
      <thead><tr><th scope="col">${t('topic')}</th>${channels.map((channel) => html`<th key=${channel} scope="col">${CHANNELS[channel]()}</th>`)}</tr></thead>
      <tbody>${topics.map((row) => html`
        <tr key=${row.topic}>
          <th scope="row">${inKorean() ? row.name : row.name_en}</th>
          ${channels.map((channel) => html`
            <td key=${channel}><label><input type="checkbox" checked=${row[channel]} onChange=${(event) => onChoose(row.topic, channel, event.currentTarget.checked)} data-testid=${`topic-${row.topic}-${channel}`} />
              <span class="visually-hidden">${inKorean() ? row.name : row.name_en}: ${CHANNELS[channel]()}</span></label></td>`)}
        </tr>`)}
      </tbody>
    </table></div>`;
}

function Quiet({ quiet, onChange }) {
  const [starts, setStarts] = useState(quiet?.starts ?? '22:00');
  const [ends, setEnds] = useState(quiet?.ends ?? '08:00');
  const [said, setSaid] = useState('');

  async function act(work) {
    try {
      await work();
      setSaid(t('saved'));
    } catch (problem) {
      setSaid(problem.message);
    }
    onChange();
  }
  const save = (event) => {
    event.preventDefault();
    act(() => call('PUT', '/v1/notification-settings/quiet-hours', { starts, ends, time_zone: quiet?.time_zone ?? ZONE }));
  };

  return html`
    <form class="actions" onSubmit=${save}>
      <label>${t('from')} <input type="time" required value=${starts} onInput=${(event) => setStarts(event.currentTarget.value)} data-testid="quiet-starts" /></label>
      <label>${t('until')} <input type="time" required value=${ends} onInput=${(event) => setEnds(event.currentTarget.value)} data-testid="quiet-ends" /></label>
      <span class="muted">${quiet?.time_zone ?? ZONE}</span>
      <button class="primary" data-testid="quiet-save">${t('save')}</button>
      ${quiet && html`<button type="button" onClick=${() => act(() => call('DELETE', '/v1/notification-settings/quiet-hours'))} data-testid="quiet-end">${t('end')}</button>`}
      <span role="status" data-testid="quiet-said">${said}</span>
    </form>`;
}
