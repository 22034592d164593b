import { useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { call } from './api.js';
import { words } from './language.js';

const TYPES = ['image/jpeg', 'image/png', 'video/mp4', 'video/quicktime'];
const t = words({
  files: ['이미지와 영상', 'Pictures and videos'], add: ['파일 올리기', 'Add files'], adding: ['올리는 중…', 'Uploading…'], remove: ['빼기', 'Take out'], first: ['앞으로', 'Earlier'],
  kinds: ['JPEG, PNG, MP4, MOV. 순서대로 실립니다.', 'JPEG, PNG, MP4, MOV; shown in this order.'], file: ['파일 {n}', 'File {n}'], seconds: ['{n}초', '{n} s'],
});

/** The files of a content, in their order. */
export function Media({ clientId, media, urls, onChange, mayWrite }) {
  const [busy, setBusy] = useState(0);
  const [error, setError] = useState('');
  const input = useRef(null);

  async function add(files) {
    setBusy((runs) => runs + 1);
    setError('');
    const added = [];
    for (const file of files) {
      try {
        if (!TYPES.includes(file.type)) throw new Error(`${file.name}: ${t('kinds')}`);
        added.push(await call('POST', `/v1/clients/${clientId}/media?file_name=${encodeURIComponent(file.name)}`, file, undefined, { 'content-type': file.type }));
      } catch (problem) {
        setError(problem.message);
      }
    }
    onChange((now) => [...now, ...added.filter((file) => !now.some((one) => one.id === file.id))]);
    if (input.current) input.current.value = '';
    setBusy((runs) => runs - 1);
  }

  const earlier = (id) => onChange((now) => {
    const next = [...now];
    const place = now.findIndex((one) => one.id === id);
    if (place > 0) next.splice(place - 1, 0, ...next.splice(place, 1));
    return next;
  });
  return html`
    <div class="card stack media" role="group" aria-label=${t('files')} onDragOver=${(event) => event.preventDefault()} onDrop=${(event) => { event.preventDefault(); if (mayWrite) add([...event.dataTransfer.files]); }}>
      <h2>${t('files')}</h2>
      <ol class="files">${media.map((file, place) => html`
        <li key=${file.id} data-testid="editor-file">
          ${file.type.startsWith('image/') && urls.get(file.id) ? html`<img src=${urls.get(file.id)} alt=${t('file', { n: place + 1 })} />` : html`<span class="thumb" aria-hidden="true">${file.type.startsWith('video/') ? '▶' : '…'}</span>`}
          <span class="muted">${place + 1}. ${file.file_name ? `${file.file_name} · ` : ''}${file.type.split('/')[1].toUpperCase()} ${file.width}×${file.height} · ${(file.bytes / 1048576).toFixed(1)} MB${file.duration_ms ? ` · ${t('seconds', { n: Math.round(file.duration_ms / 1000) })}` : ''}</span>
          ${mayWrite && html`<span class="actions">
            ${place > 0 && html`<button type="button" class="small" onClick=${() => earlier(file.id)}>${t('first')}<span class="visually-hidden">: ${t('file', { n: place + 1 })}</span></button>`}
            <button type="button" class="small" onClick=${() => onChange((now) => now.filter((one) => one.id !== file.id))}>${t('remove')}<span class="visually-hidden">: ${t('file', { n: place + 1 })}</span></button></span>`}
        </li>`)}</ol>
      ${mayWrite && html`<label class="field"><span>${busy ? t('adding') : t('add')}</span>
        <input ref=${input} type="file" multiple accept=${TYPES.join(',')} disabled=${busy > 0} onChange=${(event) => add([...event.currentTarget.files])} data-testid="editor-upload" /></label><p class="muted">${t('kinds')}</p>`}
      ${error && html`<p class="note bad" role="alert">${error}</p>`}
    </div>`;
}
