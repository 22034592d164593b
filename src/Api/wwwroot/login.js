import { useState } from 'preact/hooks';
import { html } from './html.js';
import { signIn } from './api.js';
import { words } from './language.js';
import { LanguageSwitch } from './preferences.js';

const t = words({
  about: ['예약, 게시, 댓글을 한 화면에서.', 'Schedule, publish and answer in one place.'],
  email: ['이메일', 'E-mail'], password: ['비밀번호', 'Password'], checking: ['확인 중…', 'Checking…'], signIn: ['로그인', 'Sign in'],
});

export function Login({ onSignedIn }) {
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);

  async function submit(event) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError('');
    try {
      onSignedIn(await signIn(form.get('email'), form.get('password')));
    } catch (problem) {
      setError(problem.message);
      setBusy(false);
    }
  }

  return html`
    <main class="login">
      <form class="card" onSubmit=${submit}>
        <h1><span class="mark" aria-hidden="true"></span>SnsOps</h1>
        <p class="muted">${t('about')}</p>
        <label>${t('email')}
          <input name="email" type="email" autocomplete="username" required autofocus data-testid="login-email" />
        </label>
        <label>${t('password')}
          <input name="password" type="password" autocomplete="current-password" required data-testid="login-password" />
        </label>
        <p class="error" role="alert" data-testid="login-error">${error}</p>
        <button type="submit" class="primary" disabled=${busy} data-testid="login-submit">${busy ? t('checking') : t('signIn')}</button>
        <${LanguageSwitch} />
      </form>
    </main>`;
}
