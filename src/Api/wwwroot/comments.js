import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { get } from './api.js';
import { PLATFORMS } from './words.js';
import { moment } from './time.js';

const SEARCH_PAUSE = 250;
const REFRESH_EVERY = 15_000;

export function Comments({ clientId, refreshKey }) {
  const [query, setQuery] = useState('');
  const [page, setPage] = useState({ items: [], next_page_token: null, loaded: false });
  const [error, setError] = useState('');
  const asked = useRef(0);

  const load = useCallback(async (token) => {
    const mine = ++asked.current;
    const parameters = new URLSearchParams({ page_size: '50' });
    if (query.trim()) parameters.set('q', query.trim());
    if (clientId) parameters.set('client_id', clientId);
    if (token) parameters.set('page_token', token);
    try {
      const answer = await get(`/v1/comments?${parameters}`);
      // An answer that comes after a newer question is out of date.
      if (mine !== asked.current) return;
      setPage((before) => ({ ...answer, items: token ? [...before.items, ...answer.items] : answer.items, loaded: true, more: Boolean(token) }));
      setError('');
    } catch (problem) {
      if (mine === asked.current) setError(problem.message);
    }
  }, [query, clientId]);

  useEffect(() => {
    const timer = setTimeout(() => load(), query ? SEARCH_PAUSE : 0);
    return () => clearTimeout(timer);
  }, [load, refreshKey]);

  useEffect(() => {
    const timer = setInterval(() => { if (!document.hidden && !page.more) load(); }, REFRESH_EVERY);
    return () => clearInterval(timer);
  }, [load, page.more]);

  // A Korean syllable under construction is not a search yet.
  const typed = (event) => { if (!event.isComposing) setQuery(event.currentTarget.value); };

  return html`
    <section class="card comments" aria-labelledby="comments-title">
      <header>
        <h2 id="comments-title">댓글</h2>
        <label class="search"><span class="visually-hidden">댓글 검색</span>
          <input type="search" placeholder="댓글 검색 (예: 맛있)" maxlength="200" onInput=${typed} oncompositionend=${typed} data-testid="comment-search" />
        </label>
      </header>
      ${error && html`<p class="error" role="alert">${error}</p>`}
      <p class="visually-hidden" role="status">${page.loaded && query ? `검색 결과 ${page.items.length}건${page.next_page_token ? ' 이상' : ''}` : ''}</p>
      ${!error && page.loaded && page.items.length === 0 && html`<p class="empty">${query ? `“${query}”와 맞는 댓글이 없습니다.` : '아직 댓글이 없습니다.'}</p>`}
      <ol class="rows" data-testid="comments">
        ${page.items.map((comment) => html`
          <li key=${comment.id} class="comment" data-testid="comment-row" data-comment-id=${comment.id}>
            <p>${comment.message}</p>
            <span class="muted"><span class=${`platform ${comment.platform}`}>${PLATFORMS[comment.platform]}</span> ${comment.author || '이름 없음'} · <time datetime=${comment.posted_at}>${moment(comment.posted_at)}</time></span>
          </li>`)}
      </ol>
      ${page.next_page_token && html`<button type="button" class="more" onClick=${() => load(page.next_page_token)} data-testid="comments-more">더 보기</button>`}
    </section>`;
}
