// One way to be reached: entered, shown to be one's own by a link or six digits, taken away.
import { useState } from 'preact/hooks';
import { html } from './html.js';
import { call, post } from './api.js';
import { words } from './language.js';

const t = words({
  email: ['이메일', 'E-mail'], sms: ['문자', 'Text message'], slack: ['Slack', 'Slack'],
  emailField: ['이메일 주소', 'E-mail address'], smsField: ['휴대전화 번호', 'Mobile number'], slackField: ['Slack Incoming Webhook 주소', 'Address of an incoming webhook of Slack'],
  add: ['등록', 'Enter'], replace: ['바꾸기', 'Replace'], remove: ['삭제', 'Remove'], again: ['다시 보내기', 'Send again'], verify: ['확인', 'Verify'],
  code: ['인증번호 6자리', 'Six digits'],
  verified: ['확인됨', 'Verified'], waiting: ['확인 대기', 'Not verified yet'], broken: ['보낼 수 없음', 'Cannot be reached'],
  openLink: ['메일에 있는 링크를 열어 확인해 주세요.', 'Open the link in the mail to verify it.'],
  enterCode: ['보내 드린 인증번호를 3분 안에 입력해 주세요.', 'Enter the digits that were sent within three minutes.'],
  done: ['확인되었습니다.', 'Verified.'], sentAgain: ['다시 보냈습니다.', 'Sent again.'],
});

/** What a channel is called, in the language of now. */
export const CHANNELS = { email: () => t('email'), sms: () => t('sms'), slack: () => t('slack') };
const TYPES = { email: 'email', sms: 'tel', slack: 'url' };
const AUTOCOMPLETE = { email: 'email', sms: 'tel', slack: 'off' };

export function Contact({ channel, contacts, onChange }) {
  const [address, setAddress] = useState('');
  const [said, setSaid] = useState('');
  const [wrong, setWrong] = useState('');

  async function act(work, done = '') {
    setSaid('');
    setWrong('');
    try {
      await work();
      setSaid(done);
    } catch (problem) {
      setWrong(problem.message);
    }
    onChange();
  }

  function add(event) {
    event.preventDefault();
    act(async () => {
      await post('/v1/contacts', { channel, address });
      setAddress('');
    });
  }

  return html`
    <div class="contact" data-testid=${`contact-${channel}`}>
      <h3>${t(channel)}</h3>
      ${contacts.map((one) => html`<${One} key=${one.id} one=${one} act=${act} />`)}
      <form class="actions" onSubmit=${add}>
        <label><span class="visually-hidden">${t(`${channel}Field`)}</span>
          <input type=${TYPES[channel]} required maxlength="300" autocomplete=${AUTOCOMPLETE[channel]} placeholder=${t(`${channel}Field`)} value=${address}
            onInput=${(event) => setAddress(event.currentTarget.value)} data-testid=${`contact-${channel}-address`} /></label>
        <button data-testid=${`contact-${channel}-add`}>${t(contacts.length ? 'replace' : 'add')}</button>
      </form>
      <p role="status" class="muted">${said}</p>
      ${wrong && html`<p class="error" role="alert" data-testid=${`contact-${channel}-error`}>${wrong}</p>`}
    </div>`;
}

function One({ one, act }) {
  const [code, setCode] = useState('');
  const state = one.broken_at ? 'broken' : one.verified_at ? 'verified' : 'waiting';

  function verify(event) {
    event.preventDefault();
    act(() => post(`/v1/contacts/${one.id}/verify`, { code }), t('done'));
  }

  return html`
    <div class="one" data-testid="contact-row" data-state=${state}>
      <span class="address">${one.address}</span>
      <span class=${`badge ${{ verified: 'published', broken: 'failed', waiting: 'unknown' }[state]}`}>${t(state)}</span>
      <button type="button" class="small" onClick=${() => act(() => call('DELETE', `/v1/contacts/${one.id}`))} data-testid="contact-remove">${t('remove')}<span class="visually-hidden">: ${one.address}</span></button>
      ${one.broken_reason && html`<p class="reason">${one.broken_reason}</p>`}
      ${state === 'waiting' && html`
        <p class="muted">${t(one.channel === 'email' ? 'openLink' : 'enterCode')}</p>
        <div class="actions">
          ${one.channel !== 'email' && html`
            <form class="actions" onSubmit=${verify}>
              <label><span class="visually-hidden">${t('code')}</span>
                <input inputmode="numeric" pattern="[0-9]{6}" maxlength="6" required autocomplete="one-time-code" placeholder=${t('code')} value=${code} onInput=${(event) => setCode(event.currentTarget.value)} data-testid="contact-code" /></label>
              <button class="primary" data-testid="contact-verify">${t('verify')}</button>
            </form>`}
          <button type="button" onClick=${() => act(() => post(`/v1/contacts/${one.id}/ask-again`), t('sentAgain'))} data-testid="contact-again">${t('again')}</button>
        </div>`}
    </div>`;
}
