import { useState, useRef } from 'preact/hooks';
import { html } from './html.js';
import { get, newKey, postOnce } from './api.js';
import { useLive } from './bus.js';

const ENGINES = { 'embedded-grammar': '내장 엔진' };

/** Asks about one client's data. The pieces come over the WebSocket; the answer with its SQL and rows is read when they are done. */
export function Questions({ clientId, live }) {
  const [text, setText] = useState('');
  const [question, setQuestion] = useState(null);
  const [written, setWritten] = useState('');
  const [error, setError] = useState('');
  const asked = useRef({ id: null, key: newKey(), conversation: null, client: clientId });
  if (asked.current.client !== clientId) asked.current = { id: null, key: newKey(), conversation: null, client: clientId };

  async function read() {
    if (!asked.current.id) return;
    try {
      const answer = await get(`/v1/questions/${asked.current.id}`);
      if (answer.id === asked.current.id) setQuestion(answer);
    } catch (problem) {
      setError(problem.message);
    }
  }
  useLive(live, {
    onEvent(event) {
      if (event.type !== 'chat_stream' || event.question_id !== asked.current.id) return;
      setWritten((before) => before + event.chunk);
      if (event.done) read();
    },
    onResync: read,
  });

  async function ask(event) {
    event.preventDefault();
    const wanted = text.trim();
    if (!wanted || question?.state === 'waiting') return;
    setError('');
    setWritten('');
    try {
      const made = await postOnce(`/v1/clients/${clientId}/questions`, { text: wanted, conversation_id: asked.current.conversation }, asked.current.key);
      asked.current = { id: made.id, key: newKey(), conversation: made.conversation_id, client: clientId };
      setQuestion(made);
      setText('');
      // The answer may have come before its id was known here.
      await read();
    } catch (problem) {
      setError(problem.message);
    }
  }

  const shown = question?.client_id === clientId ? question : null;
  return html`
    <section class="card questions" aria-labelledby="questions-title">
      <header><h2 id="questions-title">데이터에 묻기</h2><span class="muted">예: 지난주 부정 댓글 몇 개야?</span></header>
      ${!clientId && html`<p class="empty">클라이언트를 하나 고르면 그 데이터에 대해 물을 수 있습니다.</p>`}
      ${clientId && html`
        <form onSubmit=${ask}>
          <input type="text" maxlength="1000" aria-label="질문" data-testid="question-text" value=${text} onInput=${(e) => setText(e.target.value)} />
          <button type="submit" data-testid="question-ask" disabled=${!text.trim() || shown?.state === 'waiting'}>묻기</button>
        </form>`}
      ${error && html`<p class="error" role="alert">${error}</p>`}
      ${shown && html`
        <div data-testid="question-answer" data-state=${shown.state} aria-live="polite">
          <p class="muted">${shown.text}</p>
          <p class="answer">${shown.answer ?? (written || '데이터를 찾고 있습니다 …')}</p>
          ${shown.state === 'answered' && html`
            <p class="muted">${[ENGINES[shown.engine] ?? shown.engine, ...shown.sources.map((s) => `${s.view} ${age(s.age_seconds)}`), ...shown.assumptions].join(' · ')}</p>
            <details><summary>SQL과 표 (${shown.row_count}행${shown.is_cut ? ' 이상' : ''})</summary>
              <pre>${shown.sql}</pre>
              <table><thead><tr>${shown.columns.map((c) => html`<th scope="col">${c}</th>`)}</tr></thead>
                <tbody>${shown.rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell === null ? '–' : String(cell)}</td>`)}</tr>`)}</tbody></table>
            </details>`}
        </div>`}
    </section>`;
}

const age = (seconds) => seconds == null ? '데이터 없음' : seconds < 90 ? '지금' : seconds < 5400 ? `${Math.round(seconds / 60)}분 전` : seconds < 172800 ? `${Math.round(seconds / 3600)}시간 전` : `${Math.round(seconds / 86400)}일 전`;
