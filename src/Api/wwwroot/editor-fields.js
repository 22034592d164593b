import { useState } from 'preact/hooks';
import { html } from './html.js';
import { count, words } from './language.js';
import { withVariant } from './editor-state.js';
import { ACCOUNT_STATES, FORMATS, PLATFORMS } from './words.js';

const t = words({
  title: ['제목 (안에서만 씁니다. YouTube에서는 영상 제목)', 'Title (for us; on YouTube the video’s title)'], body: ['본문', 'Text'], link: ['링크 (Facebook 글)', 'Link (Facebook texts)'], comment: ['첫 댓글', 'First comment'],
  targets: ['올릴 계정', 'Accounts'], noAccounts: ['연결된 계정이 없습니다.', 'No accounts are connected.'],
  own: ['{platform} 따로 쓰기', 'Differently on {platform}'], format: ['형식', 'Format'], auto: ['파일에 맞게', 'As the files fit'], ownText: ['{platform} 본문 (비우면 공통 본문)', 'Text on {platform} (empty: the common text)'],
  ownComment: ['{platform} 첫 댓글 (비우면 공통)', 'First comment on {platform} (empty: the common one)'], videoTitle: ['영상 제목 (비우면 위의 제목)', 'Video title (empty: the title above)'], tags: ['태그 (쉼표로 구분)', 'Tags (with commas)'],
  privacy: ['공개 범위', 'Who may see it'], public: ['전체 공개', 'Public'], unlisted: ['일부 공개', 'Unlisted'], kids: ['아동용', 'Made for kids'], handOver: ['YouTube가 시각을 지키게 하기', 'Let YouTube keep the second'],
  limit: ['{n} / {most}자', '{n} / {most} characters'], bytes: ['{n} / {most}바이트', '{n} / {most} bytes'],
});

export function Fields({ draft, onChange }) {
  return html`
    <div class="card stack">
      <label class="field"><span>${t('title')}</span><input required maxlength="300" value=${draft.title} onInput=${(event) => onChange({ title: event.currentTarget.value })} data-testid="editor-title" /></label>
      <label class="field"><span>${t('body')}</span><textarea rows="8" value=${draft.body} onInput=${(event) => onChange({ body: event.currentTarget.value })} data-testid="editor-body"></textarea></label>
      <label class="field"><span>${t('comment')}</span><textarea rows="2" value=${draft.first_comment} onInput=${(event) => onChange({ first_comment: event.currentTarget.value })}></textarea></label>
      <label class="field"><span>${t('link')}</span><input type="url" maxlength="2000" value=${draft.link} onInput=${(event) => onChange({ link: event.currentTarget.value })} /></label>
    </div>`;
}

export function Targets({ draft, accounts, onChange }) {
  const toggle = (id) => onChange({ account_ids: draft.account_ids.includes(id) ? draft.account_ids.filter((one) => one !== id) : [...draft.account_ids, id] });
  return html`
    <fieldset class="card"><legend class="visually-hidden">${t('targets')}</legend>
      <h2 aria-hidden="true">${t('targets')}</h2>
      ${accounts.length === 0 && html`<p class="muted">${t('noAccounts')}</p>`}
      <div class="targets">${accounts.map((account) => html`
        <label key=${account.id} class="target"><input type="checkbox" checked=${draft.account_ids.includes(account.id)} disabled=${account.state === 'disabled'} onChange=${() => toggle(account.id)} data-testid="editor-target" />
          ${' '}<span class=${`platform ${account.platform}`}>${PLATFORMS[account.platform]}</span> ${account.name}${account.state !== 'active' && html` <span class="badge missed">${ACCOUNT_STATES[account.state]}</span>`}</label>`)}</div>
    </fieldset>`;
}

/** How platforms count: letters as people see them (an emoji is one), or bytes. */
export const lettersIn = (text) => [...text].length;
export const bytesIn = (text) => new TextEncoder().encode(text).length;

/** What differs on one platform. */
export function Variant({ platform, draft, formats, text, onChange }) {
  const variant = draft.variants[platform] ?? {};
  const name = PLATFORMS[platform];
  const set = (changes) => onChange(withVariant(draft, platform, changes));
  const rule = formats.find((format) => format.format === variant.format) ?? formats.find((format) => format.platform === platform);
  const inBytes = rule?.most_text_bytes != null;
  const [length, most] = rule ? inBytes ? [bytesIn(text), rule.most_text_bytes] : [lettersIn(text), rule.most_text] : [0, 0];
  return html`
    <details class="card variant" open=${Object.values(variant).some((value) => value)} data-testid=${`variant-${platform}`}>
      <summary><span class=${`platform ${platform}`}>${t('own', { platform: name })}</span>
        ${rule && html` <span class=${length > most ? 'count-over' : 'muted'} data-testid=${`length-${platform}`}>${t(inBytes ? 'bytes' : 'limit', { n: count(length), most: count(most) })}</span>`}</summary>
      <div class="stack">
        <label class="field"><span>${t('format')}</span><select value=${variant.format ?? ''} onChange=${(event) => set({ format: event.currentTarget.value || null })} data-testid=${`format-${platform}`}>
          <option value="">${t('auto')}</option>${formats.filter((format) => format.platform === platform).map((format) => html`<option key=${format.format} value=${format.format}>${FORMATS[format.format]}</option>`)}</select></label>
        <label class="field"><span>${t('ownText', { platform: name })}</span><textarea rows="5" value=${variant.body ?? ''} onInput=${(event) => set({ body: event.currentTarget.value })} data-testid=${`body-${platform}`}></textarea></label>
        <label class="field"><span>${t('ownComment', { platform: name })}</span><textarea rows="2" value=${variant.first_comment ?? ''} onInput=${(event) => set({ first_comment: event.currentTarget.value })}></textarea></label>
        ${platform === 'youtube' && html`
          <label class="field"><span>${t('videoTitle')}</span><input maxlength="300" value=${variant.title ?? ''} onInput=${(event) => set({ title: event.currentTarget.value })} /></label>
          <${Tags} tags=${variant.tags ?? []} onChange=${(tags) => set({ tags })} />
          <label class="field"><span>${t('privacy')}</span><select value=${variant.privacy ?? ''} onChange=${(event) => set({ privacy: event.currentTarget.value || null })}><option value="">${t('public')}</option><option value="unlisted">${t('unlisted')}</option></select></label>
          <label><input type="checkbox" checked=${variant.made_for_kids ?? false} onChange=${(event) => set({ made_for_kids: event.currentTarget.checked })} /> ${t('kids')}</label>
          <label><input type="checkbox" checked=${variant.publish_at_platform ?? false} onChange=${(event) => set({ publish_at_platform: event.currentTarget.checked })} /> ${t('handOver')}</label>`}
      </div>
    </details>`;
}

const tagsIn = (text) => text.split(',').map((tag) => tag.trim()).filter(Boolean);

/** Tags as they are typed, commas and blanks and all, for as long as they mean what is kept. */
function Tags({ tags, onChange }) {
  const [text, setText] = useState('');
  const typed = (event) => { setText(event.currentTarget.value); onChange(tagsIn(event.currentTarget.value)); };
  return html`<label class="field"><span>${t('tags')}</span><input value=${String(tagsIn(text)) === String(tags) ? text : tags.join(', ')} onInput=${typed} data-testid="editor-tags" /></label>`;
}
