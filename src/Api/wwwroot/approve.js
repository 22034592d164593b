// The page behind an approval link: what will be posted, and one decision for each of it. Nobody signs in here; the token stands behind the "#",
// which browsers keep to themselves, and goes to the Api in a header.
import { h, render } from './vendor/preact.module.js';
import htm from './vendor/htm.module.js';
import { postPreview } from './post-preview.js';

const html = htm.bind(h);
const root = document.getElementById('approve');
const token = location.hash.slice(1);
// What is asked for stays, for each item, until it has arrived: whatever is sent, pressed or answered meanwhile.
const written = new Map();
const shown = { page: null, problem: '', said: '', doing: null, busy: false };

const STATES = {
  waiting: '승인을 기다립니다', approved: '승인했습니다', staff_first: '담당자가 검토하고 있습니다', being_changed: '담당자가 수정하고 있습니다', expired: '기한이 지났습니다',
};

const when = (time, zone) => new Intl.DateTimeFormat('ko-KR', {
  timeZone: zone ?? 'Asia/Seoul', month: 'long', day: 'numeric', weekday: 'short', hour: 'numeric', minute: '2-digit',
}).format(new Date(time));

async function ask(method, path, body) {
  let response;
  try {
    response = await fetch(`/v1/approval-link${path}`, {
      method, headers: { 'x-approval-token': token, ...(body && { 'content-type': 'application/json' }) }, body: body && JSON.stringify(body), signal: AbortSignal.timeout(15000),
    });
  } catch {
    return { problem: '연결하지 못했습니다. 잠시 뒤에 다시 시도해 주세요.' };
  }
  const answer = await response.json().catch(() => ({}));
  return response.ok ? { page: answer } : { status: response.status, problem: answer.detail ?? '문제가 생겼습니다. 잠시 뒤에 다시 시도해 주세요.' };
}

async function load() {
  const { page, problem, status } = token ? await ask('GET', '') : { problem: '링크가 잘렸습니다. 받은 주소를 처음부터 끝까지 다시 열어 주세요.' };
  if (page) shown.page = page;
  else if (!shown.page || status === 404 || status === 410) Object.assign(shown, { page: null, problem });
  else shown.problem = problem;
  draw();
}

async function decide(item, act, comment) {
  Object.assign(shown, { busy: true, problem: '', said: '' });
  draw();
  const { page, problem } = await ask('POST', `/contents/${item.id}/${act}`, comment === undefined ? { version: item.version } : { version: item.version, comment });
  shown.busy = false;
  // Only what this answer is about is over; a request for changes that was not taken stays to be sent again.
  if (shown.doing?.id === item.id && (page || act === 'approve')) shown.doing = null;
  if (page) {
    written.delete(item.id);
    Object.assign(shown, { page, said: act === 'approve' ? `“${item.title}”을(를) 승인했습니다.` : `“${item.title}”의 수정을 요청했습니다.` });
    draw();
  } else {
    // It may have been changed, or decided on, meanwhile: what is shown must be what is.
    shown.problem = problem;
    await load();
  }
  document.getElementById('news')?.scrollIntoView({ block: 'nearest' });
}

const set = (doing) => { Object.assign(shown, { doing, problem: '', said: '' }); draw(); };

function Decision({ item }) {
  const mine = shown.doing?.id === item.id ? shown.doing : null;
  if (mine?.act === 'approve')
    return html`
      <div class="ask" role="group" aria-label="승인 확인">
        <p>${item.at ? `${when(item.at, item.time_zone)}에 위 모습 그대로 게시됩니다.` : '위 모습 그대로 게시됩니다.'}</p>
        <button type="button" class="yes" disabled=${shown.busy} onClick=${() => decide(item, 'approve')} data-testid="confirm-approve">네, 승인합니다</button>
        <button type="button" disabled=${shown.busy} onClick=${() => set(null)}>취소</button>
      </div>`;
  if (mine?.act === 'changes')
    return html`
      <form class="ask" onSubmit=${(event) => { event.preventDefault(); decide(item, 'request-changes', written.get(item.id)); }}>
        <label for=${`why-${item.id}`}>어떤 점을 고치면 될까요?</label>
        <textarea id=${`why-${item.id}`} rows="4" maxlength="4000" required value=${written.get(item.id) ?? ''} onInput=${(event) => written.set(item.id, event.currentTarget.value)} data-testid="changes-text"></textarea>
        <button type="submit" class="yes" disabled=${shown.busy} data-testid="send-changes">수정 요청 보내기</button>
        <button type="button" disabled=${shown.busy} onClick=${() => set(null)}>취소</button>
      </form>`;
  return html`
    <div class="ask">
      <button type="button" class="yes" onClick=${() => set({ id: item.id, act: 'approve' })} data-testid="approve">승인</button>
      <button type="button" onClick=${() => set({ id: item.id, act: 'changes' })} data-testid="changes">수정 요청</button>
    </div>`;
}

function Item({ item }) {
  return html`
    <section class="item" aria-labelledby=${`title-${item.id}`} data-testid="item" data-state=${item.state}>
      <h2 id=${`title-${item.id}`}>${item.title}</h2>
      <p class=${`state ${item.state}`}>${STATES[item.state] ?? item.state}</p>
      <p class="calm">${item.at ? `게시 예정: ${when(item.at, item.time_zone)}` : '게시 시각은 아직 정해지지 않았습니다.'}</p>
      ${item.state === 'waiting' && item.review_until && html`<p class="calm">${when(item.review_until, item.time_zone)}까지 승인되지 않으면 게시되지 않습니다.</p>`}
      ${item.is_held && html`<p class="held">지금은 게시가 보류되어 있어, 보류가 풀릴 때까지 게시되지 않습니다.</p>`}
      ${item.asked_for && item.state !== 'approved' && html`<p class="calm">요청하신 수정: <q>${item.asked_for}</q></p>`}
      ${item.posts.map((post) => postPreview(html, post))}
      ${item.state === 'waiting' && html`<${Decision} item=${item} />`}
    </section>`;
}

function draw() {
  const { page, problem, said } = shown;
  render(html`
    <header>
      <h1>${page ? `${page.client_name} 게시물 승인` : '게시물 승인'}</h1>
      ${page && html`<p class="calm">${page.recipient}님, 게시될 모습을 확인해 주세요. 이 링크는 ${when(page.expires_at)}까지 열립니다.</p>`}
    </header>
    <div id="news">
      <p role="status" class="said" data-testid="said">${said}</p>
      ${problem && html`<p role="alert" class="problem" data-testid="problem">${problem}</p>`}
    </div>
    ${page?.items.map((item) => html`<${Item} key=${item.id} item=${item} />`)}`, root);
}

root.replaceChildren();
draw();
load();
addEventListener('hashchange', () => location.reload());
