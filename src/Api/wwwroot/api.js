import { inKorean, words } from './language.js';

// Calls to the Api. The access token lives in memory only; the refresh token in local storage, shared by tabs.
const STORE = 'snsops.session';
let accessToken = null;
let onSignedOut = () => {};

const t = words({ offline: ['서버에 연결할 수 없습니다.', 'The server cannot be reached.'], signIn: ['로그인이 필요합니다.', 'Please sign in.'] });

export class ApiError extends Error {
  constructor(status, problem) {
    super((inKorean() ? problem?.detail : problem?.detail_en ?? problem?.detail) ?? t('offline'));
    this.status = status;
    this.code = problem?.code ?? 'network';
    this.errors = problem?.errors;
  }
}

const stored = () => JSON.parse(localStorage.getItem(STORE) ?? 'null');

// Whose page this window shows: another window may have signed in somebody else meanwhile.
let whose = stored()?.user?.id;

function keep(answer) {
  whose = answer.user.id;
  accessToken = answer.access_token;
  localStorage.setItem(STORE, JSON.stringify({ refresh_token: answer.refresh_token, user: answer.user }));
  return answer.user;
}

async function send(method, path, body, token, key, extra) {
  let response, text;
  try {
    response = await fetch(path, {
      method,
      headers: {
        ...(body && !(body instanceof Blob) ? { 'content-type': 'application/json' } : {}), ...(token ? { authorization: `Bearer ${token}` } : {}), ...(key ? { 'idempotency-key': key } : {}), ...extra,
      },
      body: body instanceof Blob ? body : body ? JSON.stringify(body) : undefined,
      signal: AbortSignal.timeout(body instanceof Blob ? 120_000 : 15_000),
    });
    text = await response.text();
  } catch {
    throw new ApiError(0, null);
  }
  const data = text && response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : null;
  if (!response.ok) throw new ApiError(response.status, data);
  return data ?? text;
}

const isOthers = (session) => whose !== undefined && session?.user.id !== whose;

/** Nothing that was begun here is done in the name of whoever has signed in since: the page becomes theirs. */
function giveWay() {
  location.reload();
  throw new ApiError(0, null);
}

// A refresh token is good for one use: tabs take turns, and each reads what the one before has stored.
const inTurn = (work) => navigator.locks ? navigator.locks.request('snsops.refresh', work) : work();
let refreshing = null;

export function refresh() {
  refreshing ??= inTurn(async () => {
    const session = stored();
    if (!session) throw new ApiError(401, { code: 'auth.required', detail: t('signIn'), detail_en: t('signIn') });
    if (isOthers(session)) giveWay();
    const answer = await send('POST', '/v1/auth/refresh', { refresh_token: session.refresh_token });
    if (isOthers(stored())) giveWay();
    keep(answer);
  }).catch((error) => {
    if (error.status === 401 && stored() && isOthers(stored())) giveWay();
    if (error.status === 401) forget();
    throw error;
  }).finally(() => { refreshing = null; });
  return refreshing;
}

export async function call(method, path, body, key, extra) {
  if (!accessToken) await refresh();
  try {
    return await send(method, path, body, accessToken, key, extra);
  } catch (error) {
    if (error.status !== 401) throw error;
    await refresh();
    return send(method, path, body, accessToken, key, extra);
  }
}

export const get = (path) => call('GET', path);
export const post = (path, body) => call('POST', path, body);

/** An edit of the version one has seen; refused when somebody else was quicker. */
export const patch = (path, body, version) => call('PATCH', path, body, undefined, { 'if-match': `"${version}"` });

/** Happens once, however often it is called with the same key and body. */
export const postOnce = (path, body, key) => call('POST', path, body, key);
export const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** A file, however long it takes. */
export async function download(path) {
  if (!accessToken) await refresh();
  const fetched = () => fetch(path, { headers: { authorization: `Bearer ${accessToken}` } }).catch(() => { throw new ApiError(0, null); });
  let response = await fetched();
  if (response.status === 401) {
    await refresh();
    response = await fetched();
  }
  if (!response.ok) throw new ApiError(response.status, await response.json().catch(() => null));
  return response.blob();
}

export const currentUser = () => stored()?.user ?? null;
export const whenSignedOut = (callback) => { onSignedOut = callback; };

export async function signIn(email, password) {
  return keep(await send('POST', '/v1/auth/login', { email, password }));
}

export async function signOut() {
  const session = stored();
  if (session && isOthers(session)) {
    location.reload();
    return;
  }
  forget();
  if (session) await send('POST', '/v1/auth/logout', { refresh_token: session.refresh_token }).catch(() => {});
}

function forget() {
  accessToken = null;
  whose = undefined;
  localStorage.removeItem(STORE);
  onSignedOut();
}

/** A file, such as a PDF, as a blob. */
export async function getFile(path) {
  if (!accessToken) await refresh();
  const fetchIt = () => fetch(path, { headers: { authorization: `Bearer ${accessToken}` }, signal: AbortSignal.timeout(30000) }).catch(() => { throw new ApiError(0, null); });
  let response = await fetchIt();
  if (response.status === 401) {
    await refresh();
    response = await fetchIt();
  }
  if (!response.ok) throw new ApiError(response.status, await response.json().catch(() => null));
  return response.blob();
}
