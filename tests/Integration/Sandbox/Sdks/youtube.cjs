// Drives the simulated YouTube with Google's own SDK: list, upload in one piece and by a resumable session, publish, refuse. Prints what it learnt as JSON.
const fs = require('fs');
const { google } = require('googleapis');

const { SANDBOX, CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN, VIDEO } = process.env;
const auth = new google.auth.OAuth2({ clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, endpoints: { oauth2TokenUrl: `${SANDBOX}/token` } });
auth.setCredentials({ refresh_token: REFRESH_TOKEN });
const host = { rootUrl: `${SANDBOX}/` };       // calls that carry a file want it once more
const youtube = google.youtube({ version: 'v3', auth, ...host });
const hidden = title => ({ snippet: { title, description: '공식 SDK가 올린 영상입니다', tags: ['카페', '가을 메뉴'], categoryId: '22' }, status: { privacyStatus: 'private' } });

// The SDK has no call for resumable sessions: its authorised client sends them.
async function resumable(title) {
    const bytes = fs.readFileSync(VIDEO);
    const opened = await auth.request({
        url: `${SANDBOX}/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status`, method: 'POST', data: hidden(title),
        headers: { 'X-Upload-Content-Length': bytes.length, 'X-Upload-Content-Type': 'video/mp4' },
    });
    const session = opened.headers.location ?? opened.headers.get('location');
    const put = (from, to) => auth.request({
        url: session, method: 'PUT', data: bytes.subarray(from, to), retry: false, validateStatus: status => status < 400,
        headers: { 'Content-Range': `bytes ${from}-${to - 1}/${bytes.length}`, 'Content-Type': 'video/mp4' },
    });
    const first = await put(0, 262144);
    const last = await put(262144, bytes.length);
    return { first: first.status, last: last.status, id: last.data.id };
}

async function run() {
    const channel = (await youtube.channels.list({ part: ['snippet', 'contentDetails', 'statistics'], mine: true })).data.items[0];
    const inserted = (await youtube.videos.insert({ part: ['snippet', 'status'], requestBody: hidden('한 번에 올린 영상'), media: { mimeType: 'video/mp4', body: fs.createReadStream(VIDEO) } }, host)).data;
    const resumed = await resumable('나누어 올린 영상');
    const thumbnail = (await youtube.thumbnails.set({ videoId: resumed.id, media: { mimeType: 'image/png', body: 'png' } }, host)).data.kind;
    const listed = (await youtube.playlistItems.list({ part: ['snippet'], playlistId: channel.contentDetails.relatedPlaylists.uploads, maxResults: 5 })).data.items.map(item => item.snippet.title);
    const published = (await youtube.videos.update({ part: ['status'], requestBody: { id: resumed.id, status: { privacyStatus: 'public' } } })).data.status.privacyStatus;
    const videos = (await youtube.videos.list({ part: ['status', 'snippet'], id: [inserted.id, resumed.id, 'nothing-here'] })).data.items.map(video => video.status.privacyStatus);
    const thread = (await youtube.commentThreads.insert({ part: ['snippet'], requestBody: { snippet: { channelId: channel.id, videoId: resumed.id, topLevelComment: { snippet: { textOriginal: '공식 SDK가 단 댓글' } } } } })).data;
    await youtube.comments.insert({ part: ['snippet'], requestBody: { snippet: { parentId: thread.id, textOriginal: '공식 SDK가 단 답글' } } });
    const held = (await youtube.commentThreads.insert({ part: ['snippet'], requestBody: { snippet: { videoId: resumed.id, topLevelComment: { snippet: { textOriginal: '지울 댓글' } } } } })).data;
    await youtube.comments.update({ part: ['snippet'], requestBody: { id: held.id, snippet: { textOriginal: '고쳤다가 지울 댓글' } } });
    await youtube.comments.delete({ id: held.id });
    const threads = (await youtube.commentThreads.list({ part: ['snippet', 'replies'], videoId: resumed.id, order: 'time', textFormat: 'plainText' })).data.items;
    const comments = threads.flatMap(t => [t.snippet.topLevelComment.snippet.textDisplay, ...t.replies.comments.map(r => r.snippet.textDisplay)]);
    const own = await youtube.comments.setModerationStatus({ id: [thread.id], moderationStatus: 'rejected' }).then(() => null, error => error.errors[0].reason);
    const statistics = (await youtube.videos.list({ part: ['statistics'], id: [resumed.id] })).data.items[0].statistics;
    const report = (await google.youtubeAnalytics({ version: 'v2', auth, ...host }).reports.query({
        ids: 'channel==MINE', startDate: '2026-01-01', endDate: '2026-01-03', metrics: 'views,estimatedMinutesWatched', dimensions: 'day',
    })).data;
    const refused = await youtube.videos.update({ part: ['status'], requestBody: { id: resumed.id, status: { privacyStatus: 'private', publishAt: '2099-01-01T00:00:00Z' } } })
        .then(() => null, error => error.errors[0].reason);
    return { channel: channel.snippet.title, tags: inserted.snippet.tags, resumed, thumbnail, listed, published, videos, refused, comments, own, statistics, subscribers: channel.statistics.subscriberCount, report };
}

run().then(learnt => console.log(JSON.stringify(learnt))).catch(error => { console.error(error.stack, JSON.stringify(error.response?.data)); process.exitCode = 1; });
