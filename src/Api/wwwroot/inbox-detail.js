import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { get, post, postOnce, newKey } from './api.js';
import { useLive } from './bus.js';
import { useEvery } from './hooks.js';
import { Correction } from './correction.js';
import { Moderation } from './moderation.js';
import { Replies } from './replies.js';
import { SentimentChip, isOurs } from './sentiment.js';
import { AnswerBox } from './inbox-answer.js';
import { keptOf } from './kept.js';
import { Notes } from './inbox-notes.js';
import { inHours, monday, tomorrow } from './inbox-time.js';
import { INBOX_STATES, t } from './inbox-words.js';
import { HIDDEN, PLATFORMS } from './words.js';
import { moment } from './time.js';

const LOOK_EVERY = 5_000;
const safe = (address) => (/^https?:\/\//.test(address ?? '') ? address : null);

/** The comment that is worked on: what it stands below, what was said, our answer, notes. */
export function InboxDetail({ id, user, live, offset, nameOf, handle, onBack, onChange, onSettle, onMoved }) {
  // Going to another comment and back loses nothing.
  const drafts = keptOf(user, 'answers');
  const [detail, setDetail] = useState(null);
  const [people, setPeople] = useState([]);
  const [writing, setWriting] = useState(() => drafts.has(id));
  const [sent, setSent] = useState(null);
  const [told, setTold] = useState('');
  const [error, setError] = useState('');
  const note = useRef(null);
  const opener = useRef(null);
  const undoing = useRef(false);
  const entry = detail?.entry;
  const comment = entry?.comment;

  const load = () => get(`/v1/inbox/${id}`).then((answer) => { setDetail(answer); setError(''); }, (problem) => setError(problem.message));
  const moved = () => { load(); onMoved(); };
  useEffect(() => {
    load();
    return () => { if (handle.current?.id === id) handle.current = null; };
  }, [id]);
  useEffect(() => { if (comment) get(`/v1/inbox/people?client_id=${comment.client_id}`).then((answer) => setPeople(answer.items), () => {}); }, [comment?.client_id]);
  useEvery(load, LOOK_EVERY);
  useLive(live, { onEvent: (event) => { if (event.comment_id === id) load(); }, onResync: load });

  const mayAnswer = comment && !isOurs(comment) && !comment.deleted_at && !comment.hidden_at;
  async function undo() {
    // A second press comes before the bar is gone.
    if (!sent || undoing.current) return;
    undoing.current = true;
    try {
      await post(`/v1/replies/${sent.reply.id}/cancel`);
      drafts.set(id, { ...sent.draft, key: newKey() });
      setTold(t('undone'));
      setSent(null);
      setWriting(true);
    } catch (problem) {
      setTold(problem.message);
      // Only a refusal is final: what did not get through can be tried again while there is time.
      if (problem.status >= 400 && problem.status < 500) setSent(null);
    }
    undoing.current = false;
    moved();
  }
  async function hide() {
    if (!mayAnswer) return;
    try {
      await postOnce(`/v1/comments/${id}/hide`, { seen_version: comment.thread_version }, newKey());
      setTold('');
    } catch (problem) {
      // Said where reading it anew does not wipe it away.
      setTold(problem.message);
    }
    moved();
  }
  handle.current = { id, entry: () => entry, reload: load, reply: () => { if (mayAnswer) setWriting(true); }, note: () => note.current?.focus(), undo, hide };

  if (!entry) return html`<p class=${error ? 'error' : 'empty'} role=${error ? 'alert' : undefined}>${error || '…'}</p>`;
  const settled = ['done', 'answered'].includes(entry.state);
  const fate = comment.deleted_at ? t('gone') : HIDDEN[comment.hidden_as];
  return html`
    <article class="detail" aria-labelledby="inbox-open" data-testid="inbox-detail" data-state=${entry.state}>
      <header>
        <button type="button" class="small back" onClick=${onBack} data-testid="inbox-back">← ${t('back')}</button>
        <h3 id="inbox-open">${comment.author || t('noName')}</h3>
        <span class="muted"><span class=${`platform ${comment.platform}`}>${PLATFORMS[comment.platform]}</span> ${[nameOf(comment.client_id), entry.account_name].filter(Boolean).join(' · ')} · <time datetime=${comment.posted_at}>${moment(comment.posted_at)}</time></span>
      </header>
      <p class="said big" data-testid="inbox-message">${comment.message}</p>
      <div class="about">
        <${SentimentChip} comment=${comment} />
        <span class="badge" data-testid="inbox-state-now">${entry.snoozed_until ? t('snoozedUntil', { time: moment(entry.snoozed_until) }) : INBOX_STATES[entry.state]}</span>
        ${fate && html`<span class="fate">${fate}</span>`}
        ${entry.answered_elsewhere_at && html`<span class="badge">${t('elsewhere', { time: moment(entry.answered_elsewhere_at) })}</span>`}
        ${entry.answering_by && entry.answering_by !== user.id && html`<span class="answering" role="status">${t('answering', { name: entry.answering_name })}</span>`}
      </div>
      <div class="actions">
        ${mayAnswer && html`<button ref=${opener} type="button" class="primary" aria-expanded=${String(writing)} onClick=${() => setWriting(!writing)} data-testid="inbox-reply">${t('reply')} <kbd>r</kbd></button>`}
        <button type="button" onClick=${onSettle} data-testid="inbox-done">${t(settled ? 'reopen' : 'done')} <kbd>e</kbd></button>
        <label><span class="visually-hidden">${t('snooze')}</span>
          <select value="" onChange=${(event) => onChange('state', { state: 'snoozed', until: event.currentTarget.value })} data-testid="inbox-snooze">
            <option value="" disabled>${t('snooze')}</option>
            <option value=${inHours(Date.now() + offset.current, 3)}>${t('threeHours')}</option>
            <option value=${tomorrow(Date.now() + offset.current)}>${t('tomorrow')}</option>
            <option value=${monday(Date.now() + offset.current)}>${t('monday')}</option>
          </select>
        </label>
        <label><span class="visually-hidden">${t('who')}</span>
          <select value=${entry.assignee_id ?? ''} onChange=${(event) => onChange('assignee', { user_id: event.currentTarget.value || null })} data-testid="inbox-assign">
            <option value="">${t('nobodys')}</option>
            ${people.map((person) => html`<option key=${person.id} value=${person.id}>${person.name}</option>`)}
          </select>
        </label>
        ${entry.assignee_id !== user.id && html`<button type="button" onClick=${() => onChange('assignee', { user_id: user.id })} data-testid="inbox-take">${t('assignMe')} <kbd>a</kbd></button>`}
      </div>
      ${error && html`<p class="error" role="alert">${error}</p>`}
      <p class="told" role="status" data-testid="inbox-told">${told}</p>
      ${sent && html`<${Undo} reply=${sent.reply} offset=${offset} onUndo=${undo} onOver=${() => setSent(null)} />`}
      ${writing && html`<${AnswerBox} entry=${entry} version=${comment.thread_version} user=${user} drafts=${drafts} onClose=${() => { setWriting(false); opener.current?.focus(); }}
        onSent=${(reply, draft) => { setTold(''); setSent({ reply, draft }); setWriting(false); moved(); }} onMoved=${load} />`}
      ${comment.reply_state && html`<${Replies} comment=${comment} live=${live} mayReply=${true} onAgain=${(text) => { drafts.set(id, { text, key: newKey() }); setWriting(true); }} />`}
      <${Moderation} comment=${comment} live=${live} mayModerate=${true} onChanged=${moved} />
      ${!isOurs(comment) && html`<${Correction} comment=${comment} mayCorrect=${true} onChanged=${moved} />`}
      <${Post} post=${detail.post} />
      ${detail.thread.length > 1 && html`
        <h4>${t('thread')}</h4>
        <ol class="thread" data-testid="inbox-thread">
          ${detail.thread.map((said) => html`
            <li key=${said.id} class=${`${said.is_own ? 'own' : ''} ${said.id === id ? 'this' : ''}`}>
              <span class="muted">${said.is_own ? t('ours') : said.author || t('noName')} · ${moment(said.posted_at)}${said.is_gone ? ` · ${t('gone')}` : ''}</span><p class="said">${said.message}</p>
            </li>`)}
        </ol>`}
      <${Notes} id=${id} written=${keptOf(user, 'notes')} notes=${detail.notes} area=${note} onWritten=${moved} />
    </article>`;
}

function Post({ post }) {
  if (!post) return html`<p class="muted">${t('post')}: ${t('noPost')}</p>`;
  return html`
    <section class="post" aria-label=${t('post')} data-testid="inbox-post">
      <span class="muted">${t('post')}: <strong>${post.title}</strong>${post.published_at && ` · ${moment(post.published_at)}`}${safe(post.post_url) && html` · <a href=${post.post_url} target="_blank" rel="noreferrer">${t('open')}</a>`}</span>
      <p class="said">${post.text}</p>
    </section>`;
}

/** An answer that is not sent yet can be called off. */
function Undo({ reply, offset, onUndo, onOver }) {
  const left = () => Math.ceil((Date.parse(reply.sends_at) - Date.now() - offset.current) / 1000);
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    if (seconds <= 0) { onOver(); return undefined; }
    const timer = setInterval(() => {
      setSeconds(left());
      if (left() <= 0) onOver();
    }, 250);
    return () => clearInterval(timer);
  }, []);
  return html`
    <div class="undo" role="status" data-testid="inbox-undo-bar">
      <span>${t('undoWaits', { n: Math.max(0, seconds) })}</span>
      <button type="button" class="small" onClick=${onUndo} data-testid="inbox-undo">${t('undo')} <kbd>z</kbd></button>
    </div>`;
}
