// Drives the simulated Graph API with Meta's own SDK: publish, list, upload, comment, refuse. Prints what it learnt as JSON.
const fs = require('fs');
const sdk = require('facebook-nodejs-business-sdk');

const { SANDBOX, PAGE, PAGE_TOKEN, INSTAGRAM, INSTAGRAM_TOKEN, PHOTO, VIDEO } = process.env;
// The SDK has no setting for its host.
Object.defineProperty(sdk.FacebookAdsApi, 'GRAPH', { get: () => SANDBOX });

async function facebook() {
    const api = sdk.FacebookAdsApi.init(PAGE_TOKEN, 'ko_KR', false);
    const page = new sdk.Page(PAGE);
    const text = await page.createFeed([], { message: '공식 SDK가 쓴 글' });
    const photo = await page.createPhoto([], { url: PHOTO, caption: '공식 SDK가 올린 사진' });
    const listed = await page.getPublishedPosts(['id', 'message', 'permalink_url', 'created_time'], { limit: 1 });
    const first = listed.map(post => post.message);
    const second = (await listed.next()).map(post => post.message);
    const comment = await new sdk.PagePost(text.id).createComment([], { message: '공식 SDK가 단 댓글' });
    const comments = (await new sdk.PagePost(text.id).getComments(['id', 'message'])).map(found => found.message);

    const bytes = fs.readFileSync(VIDEO);
    const session = await api.call('POST', [PAGE, 'videos'], { upload_phase: 'start', file_size: bytes.length });
    // Version 24 of the SDK drops every multipart body on its way to axios, so the one piece goes as the SDK means to send it.
    const piece = new FormData();
    piece.set('upload_phase', 'transfer');
    piece.set('upload_session_id', session.upload_session_id);
    piece.set('start_offset', session.start_offset);
    piece.set('video_file_chunk', new Blob([bytes]), 'video.mp4');
    const sent = await fetch(`${SANDBOX}/${sdk.FacebookAdsApi.VERSION}/${PAGE}/videos?access_token=${PAGE_TOKEN}`, { method: 'POST', body: piece });
    const { start_offset, end_offset } = await sent.json();
    const finished = await api.call('POST', [PAGE, 'videos'],
        { upload_phase: 'finish', upload_session_id: session.upload_session_id, description: '공식 SDK가 올린 영상' });
    const video = await api.call('GET', [session.video_id], { fields: 'status' });

    const insights = (await page.getInsights([], { metric: 'page_post_engagements,page_media_view', period: 'day' })).map(found => found.name);
    const views = (await new sdk.PagePost(text.id).getInsights([], { metric: ['post_media_view'] }))[0].values[0].value;
    const retired = await page.getInsights([], { metric: 'page_impressions', period: 'day' }).then(() => null, error => error.response.message);
    const refused = await page.createFeed([], { message: '' }).then(() => null, error => error.response);
    return { text: text.id, photo: photo.id, first, second, comment: comment.id, comments, finished, left: end_offset - start_offset, video: video.status, insights, views, retired, refused };
}

async function instagram() {
    const api = sdk.FacebookAdsApi.init(INSTAGRAM_TOKEN, 'ko_KR', false);
    const account = new sdk.IGUser(INSTAGRAM);
    const container = await account.createMedia([], { image_url: PHOTO, caption: '공식 SDK가 올린 인스타그램 사진' });
    let status;
    do {
        status = (await api.call('GET', [container.id], { fields: 'status_code' })).status_code;
    } while (status === 'IN_PROGRESS');
    const media = await account.createMediaPublish([], { creation_id: container.id });
    const listed = (await account.getMedia(['id', 'caption'])).map(found => found.caption);
    const limit = (await account.getContentPublishingLimit(['quota_usage', 'config']))[0];
    const written = await new sdk.IGMedia(media.id).createComment([], { message: '공식 SDK가 단 인스타그램 댓글' });
    const comments = (await new sdk.IGMedia(media.id).getComments(['id', 'text', 'username', 'timestamp', 'hidden'])).map(found => `${found.text} ${found.hidden}`);
    const reach = (await account.getInsights([], { metric: 'reach', period: 'day', metric_type: 'time_series' })).map(found => found.values.length);
    const saved = (await new sdk.IGMedia(media.id).getInsights([], { metric: 'saved' }))[0].values[0].value;
    return { status, media: media.id, listed, used: limit.quota_usage, reach, saved, written: written.id, comments };
}

(async () => console.log(JSON.stringify({ facebook: await facebook(), instagram: await instagram() })))()
    .catch(error => { console.error(error.stack, JSON.stringify(error.response)); process.exitCode = 1; });
