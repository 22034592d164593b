// One post as it will be posted. Used on the staff's page and on the one behind an approval link, which speaks Korean only and imports nothing of ours.
const PLATFORMS = { instagram: 'Instagram', facebook: 'Facebook', youtube: 'YouTube' };
const FORMATS = {
  instagram_image: ['사진', 'image'], instagram_carousel: ['여러 장', 'carousel'], instagram_reel: ['릴스', 'reel'], instagram_story: ['스토리', 'story'], facebook_text: ['글', 'text'],
  facebook_photo: ['사진', 'photo'], facebook_multi_photo: ['사진 여러 장', 'photos'], facebook_video: ['영상', 'video'], facebook_reel: ['릴스', 'reel'], facebook_story: ['스토리', 'story'],
  youtube_video: ['영상', 'video'], youtube_short: ['쇼츠', 'Short'],
};

/** html: the htm of the page it is shown on; say: picks the Korean or the English one of two words. */
export const postPreview = (html, post, say = (korean) => korean) => html`
  <article class="post" key=${post.account_id} data-testid="post-preview" data-platform=${post.platform}>
    <header><strong>${post.account_name}</strong><span>${PLATFORMS[post.platform] ?? post.platform}${FORMATS[post.format] ? ` · ${say(...FORMATS[post.format])}` : ''}</span></header>
    ${post.files.length > 0 && html`
      <ol class=${`files ${post.files.length > 1 ? 'several' : ''}`} tabindex=${post.files.length > 1 ? 0 : undefined} aria-label=${say('파일', 'Files')}>
        ${post.files.map((file, index) => html`<li key=${index}>${file.type.startsWith('video/')
          ? html`<video controls preload="metadata" src=${file.url} aria-label=${say(`${index + 1}번째 영상`, `video ${index + 1}`)}></video>`
          : html`<img src=${file.url} width=${file.width} height=${file.height} alt=${say(`${index + 1}번째 사진`, `picture ${index + 1}`)} />`}</li>`)}
      </ol>`}
    ${post.title && html`<p class="post-title">${post.title}</p>`}
    ${post.text && html`<p class="post-text">${post.text}</p>`}
    ${post.link && html`<p class="post-link">${post.link}</p>`}
    ${post.tags.length > 0 && html`<p class="post-tags">${say('태그', 'Tags')}: ${post.tags.join(', ')}</p>`}
    ${post.first_comment && html`<p class="post-comment"><strong>${say('첫 댓글', 'First comment')}</strong> ${post.first_comment}</p>`}
    ${post.problems.length > 0 && html`<ul class="post-problems">${post.problems.map((problem) => html`<li key=${problem}>${say(...problem.split(' | '))}</li>`)}</ul>`}
  </article>`;
