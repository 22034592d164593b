import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { get, newKey, postOnce } from './api.js';
import { Answer } from './answer.js';
import { useLive } from './bus.js';
import { useRead } from './hooks.js';
import { say, words } from './language.js';
import { addressOf, go } from './route.js';
import { moment } from './time.js';
import { Head, needsStyle } from './view.js';
import { viewOf } from './views.js';

needsStyle('ask.css');

const t = words({
  hint: ['한국어로 물으면 저장된 데이터에서 SQL로 찾아 답합니다. 근거와 표를 함께 보여 줍니다.', 'Ask in Korean: the answer comes from the stored data by SQL, with what it rests on.'],
  choose: ['클라이언트를 하나 고르면 그 데이터에 대해 물을 수 있습니다.', 'Choose one client to ask about its data.'], question: ['질문', 'Question'], ask: ['묻기', 'Ask'], conversations: ['지난 대화', 'Conversations'], new: ['새 대화', 'New conversation'],
  none: ['아직 대화가 없습니다.', 'No conversations yet.'], example: ['예: {text}', 'For example: {text}'],
});
const EXAMPLES = [['지난주 부정 댓글 몇 개야?', '지난주 부정 댓글 몇 개야?'], ['이번 달 도달이 가장 높은 날은?', '이번 달 도달이 가장 높은 날은?']];

/** Asks about one client's data. The pieces come over the WebSocket; an answer with its SQL and rows is read when they are done. */
export default function Ask({ route, clientId, clients, live }) {
  const client = clientId || (clients.length === 1 ? clients[0].id : '');
  const [conversations, setConversations] = useState([]);
  const [questions, setQuestions] = useState([]);
  const [pieces, setPieces] = useState({ id: '', text: '' });
  const [text, setText] = useState('');
  const [error, setError] = useState('');
  const key = useRef(newKey());
  const end = useRef(null);
  const asking = useRef(false);
  const conversation = route.id;
  // Where somebody is when an answer comes, which is not always where it was asked for; nowhere, once the view is left.
  const at = useRef('');
  at.current = `${client} ${conversation}`;
  useEffect(() => () => { at.current = ''; }, []);
  const waiting = questions.some((question) => question.state === 'waiting');

  // The list stays as it was until it can be read again.
  const loadConversations = useRead(() => get(`/v1/conversations?page_size=50${client && `&client_id=${client}`}`), (page) => setConversations(page.items), () => {});
  const loadQuestions = useRead(() => conversation && get(`/v1/conversations/${conversation}/questions?page_size=100`),
    (page) => { setQuestions(page ? page.items.reverse() : []); setError(''); }, (problem) => setError(problem.message));
  useEffect(() => { setConversations([]); loadConversations(); }, [client]);
  useEffect(() => {
    // A question that has just begun this conversation stays.
    setQuestions((before) => before.filter((one) => one.conversation_id === conversation));
    loadQuestions();
  }, [conversation]);
  useEffect(() => { end.current?.scrollIntoView({ block: 'nearest' }); }, [questions.length, pieces.text]);
  const read = async (id) => {
    const from = at.current;
    const question = await get(`/v1/questions/${id}`).catch((problem) => { if (at.current === from) setError(problem.message); return null; });
    if (question) setQuestions((before) => (before.some((one) => one.id === id) ? before.map((one) => (one.id === id ? question : one)) : before));
  };
  useLive(live, {
    onEvent(event) {
      if (event.type !== 'chat_stream') return;
      setPieces((before) => (before.id === event.question_id ? { ...before, text: before.text + event.chunk } : { id: event.question_id, text: event.chunk }));
      if (event.done) { read(event.question_id); loadConversations(); }
    },
    onResync() { loadQuestions(); loadConversations(); },
  });

  async function ask(event) {
    event.preventDefault();
    const wanted = text.trim();
    // A second Enter comes before the button is drawn as disabled.
    if (!wanted || waiting || asking.current) return;
    asking.current = true;
    const from = at.current;
    setError('');
    try {
      const made = await postOnce(`/v1/clients/${client}/questions`, { text: wanted, conversation_id: conversation || null }, key.current);
      key.current = newKey();
      setText((now) => (now.trim() === wanted ? '' : now));
      if (at.current === from) {
        setQuestions((before) => (before.some((one) => one.id === made.id) ? before : [...before, made]));
        if (!conversation) go(`ask/${made.conversation_id}`, { client });
        // The answer may have come before its id was known here.
        read(made.id);
      } else loadConversations();
    } catch (problem) {
      if (problem.status) key.current = newKey();
      setError(problem.message);
    }
    asking.current = false;
  }

  return html`
    <${Head} view=${viewOf('ask')} hint=${t('hint')} />
    ${!client && html`<p class="card empty">${t('choose')}</p>`}
    ${client && html`
      <div class="ask">
        <aside class="card" aria-labelledby="conversations-title">
          <header><h2 id="conversations-title">${t('conversations')}</h2><a class="button small" href=${addressOf('ask')} data-testid="ask-new">${t('new')}</a></header>
          ${conversations.length === 0 && html`<p class="muted">${t('none')}</p>`}
          <ul data-testid="conversations">${conversations.map((one) => html`
            <li key=${one.id}><a class="entry" href=${addressOf(`ask/${one.id}`)} aria-current=${one.id === conversation ? 'true' : undefined}><strong>${one.title}</strong><span class="muted">${moment(one.updated_at)} · ${one.questions}</span></a></li>`)}</ul>
        </aside>
        <section class="card talk" aria-label=${t('question')}>
          ${questions.length === 0 && html`<ul class="examples">${EXAMPLES.map((example) => html`<li key=${example[0]}><button type="button" onClick=${() => setText(say(...example))}>${t('example', { text: say(...example) })}</button></li>`)}</ul>`}
          <ol class="talked">${questions.map((question) => html`<${Answer} key=${question.id} question=${question} written=${pieces.id === question.id ? pieces.text : ''} newest=${question === questions.at(-1)} />`)}</ol>
          <span ref=${end}></span>
          ${error && html`<p class="note bad" role="alert">${error}</p>`}
          <form onSubmit=${ask}>
            <label class="visually-hidden" for="question-text">${t('question')}</label>
            <input id="question-text" type="text" maxlength="1000" lang="ko" autocomplete="off" data-testid="question-text" value=${text} onInput=${(event) => setText(event.currentTarget.value)} />
            <button type="submit" class="primary" data-testid="question-ask" disabled=${!text.trim() || waiting}>${t('ask')}</button>
          </form>
        </section>
      </div>`}`;
}
