import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { post } from './api.js';
import { bodyOf } from './editor-state.js';
import { count, names, say, words } from './language.js';
import { FORMATS, PLATFORMS } from './words.js';

const PAUSE = 400;
const COUNTED = names({
  text: ['본문', 'Text'], text_bytes: ['설명(바이트)', 'Description (bytes)'], hashtags: ['해시태그', 'Hashtags'], mentions: ['언급', 'Mentions'], title: ['제목', 'Title'], tags: ['태그', 'Tags'], first_comment: ['첫 댓글', 'First comment'],
});
const t = words({
  title: ['미리 보기', 'Preview'], none: ['올릴 계정을 고르면 실제로 보낼 모습이 보입니다.', 'Choose accounts to see what would be sent.'], sent: ['실제로 보내는 내용', 'What is really sent'], comment: ['첫 댓글', 'First comment'],
  ok: ['이 플랫폼의 규칙에 맞습니다.', 'It keeps this platform’s rules.'], video: ['영상', 'Video'], field: ['항목', 'Field'], value: ['값', 'Value'], picture: ['미리 보기 이미지 {n}', 'Preview picture {n}'],
});

/** Asks the Api what would be sent, soon after somebody stops typing. */
export function usePreview(draft) {
  const [preview, setPreview] = useState({ items: [], media: new Map(), error: '' });
  const asked = useRef(0);
  const body = draft?.client_id ? JSON.stringify({ client_id: draft.client_id, ...bodyOf(draft) }) : '';
  useEffect(() => {
    if (!body) return undefined;
    const timer = setTimeout(async () => {
      const mine = ++asked.current;
      try {
        const answer = await post('/v1/contents/preview', JSON.parse(body));
        if (mine === asked.current) setPreview({ items: answer.items, media: new Map(answer.media.map((file) => [file.id, file.url])), error: '' });
      } catch (problem) {
        if (mine === asked.current) setPreview((before) => ({ ...before, error: problem.message }));
      }
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [body]);
  return preview;
}

export function Previews({ preview, client, colour }) {
  return html`
    <section class="stack" aria-labelledby="previews-title" data-testid="previews">
      <h2 id="previews-title">${t('title')}</h2>
      ${preview.error && html`<p class="note bad" role="alert">${preview.error}</p>`}
      ${preview.items.length === 0 && html`<p class="card empty">${t('none')}</p>`}
      ${preview.items.map((item) => html`<${Preview} key=${item.account_id} item=${item} pictures=${[...preview.media.values()]} client=${client} colour=${colour} />`)}
    </section>`;
}

function Preview({ item, pictures, client, colour }) {
  const isVideo = /video|reel|short/.test(item.format);
  return html`
    <article class=${`card preview ${item.platform}`} aria-label=${`${PLATFORMS[item.platform]} ${item.account_name}`} data-testid="preview" data-platform=${item.platform} data-broken=${item.broken.length}>
      <header><h3><span class=${`platform ${item.platform}`}>${PLATFORMS[item.platform]}</span> ${item.account_name}</h3><span class="badge">${FORMATS[item.format]}</span></header>
      <span class=${`client-name ${colour}`}>${client}</span>
      ${item.title && html`<p><strong>${item.title}</strong></p>`}
      ${pictures.length > 0 && html`<div class="pictures">${isVideo ? html`<span class="thumb" role="img" aria-label=${t('video')}>▶</span>` : pictures.map((url, place) => html`<img key=${url} src=${url} alt=${t('picture', { n: place + 1 })} />`)}</div>`}
      <p class="said" data-testid="preview-text">${item.text}</p>
      ${item.link && html`<p class="link-box">${item.link}</p>`}
      ${item.first_comment && html`<p class="reply"><span class="muted">${t('comment')}</span> ${item.first_comment}</p>`}
      <ul class="counts">${item.counts.map((one) => html`<li key=${one.what} class=${one.count > one.most ? 'count-over' : 'muted'} data-testid=${`count-${one.what}`}>${COUNTED[one.what]} ${count(one.count)} / ${count(one.most)}</li>`)}</ul>
      ${item.broken.length === 0 ? html`<p class="note">${t('ok')}</p>` : html`<ul class="note bad" data-testid="preview-broken">${item.broken.map((rule) => html`<li key=${rule.text}>${say(rule.text, rule.text_en)}</li>`)}</ul>`}
      ${item.advice.length > 0 && html`<ul class="note warn" data-testid="preview-advice">${item.advice.map((rule) => html`<li key=${rule.text}>${say(rule.text, rule.text_en)}</li>`)}</ul>`}
      ${item.calls.length > 0 && html`
        <details><summary>${t('sent')}</summary>
          ${item.calls.map((call, place) => html`
            <div key=${place} class="table" tabindex="0" role="region" aria-label=${`${call.method} ${call.path}`}><table data-testid="preview-call">
              <caption><code>${call.method} ${call.path}</code></caption>
              <thead><tr><th scope="col">${t('field')}</th><th scope="col">${t('value')}</th></tr></thead>
              <tbody>${call.fields.map((field) => html`<tr key=${field.name}><td><code>${field.name}</code></td><td class="said">${field.value}</td></tr>`)}</tbody>
            </table></div>`)}
        </details>`}
    </article>`;
}
