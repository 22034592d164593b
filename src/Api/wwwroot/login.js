import { useState } from 'preact/hooks';
import { html } from './html.js';
import { signIn } from './api.js';

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
        <p class="muted">예약, 게시, 댓글을 한 화면에서.</p>
        <label>이메일
          <input name="email" type="email" autocomplete="username" required autofocus data-testid="login-email" />
        </label>
        <label>비밀번호
          <input name="password" type="password" autocomplete="current-password" required data-testid="login-password" />
        </label>
        <p class="error" role="alert" data-testid="login-error">${error}</p>
        <button type="submit" class="primary" disabled=${busy} data-testid="login-submit">${busy ? '확인 중…' : '로그인'}</button>
      </form>
    </main>`;
}
