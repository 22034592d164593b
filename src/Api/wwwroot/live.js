// The WebSocket: resumes from the last event seen, backs off when it fails, and knows when it is stale.
import { post, refresh } from './api.js';

const PING_EVERY = 30_000;
const ANSWER_WITHIN = 10_000;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
const MOST_REMEMBERED = 2000;

export class LiveFeed {
  #socket = null;
  #since = null;
  #seen = new Set();
  #wait = FIRST_WAIT;
  #timers = new Set();
  #patience = null;
  #stopped = false;
  #generation = 0;
  #wasLive = false;

  /** handlers: onEvent(event), onResync(), onState(state), onClock(offsetMs) */
  constructor(handlers) {
    this.handlers = handlers;
    this.hurry = () => { if (!document.hidden) this.#hurry(); };
    this.offline = () => this.#giveUp();
    addEventListener('online', this.hurry);
    addEventListener('offline', this.offline);
    addEventListener('visibilitychange', this.hurry);
    this.#connect();
  }

  stop() {
    this.#stopped = true;
    this.#clear();
    removeEventListener('online', this.hurry);
    removeEventListener('offline', this.offline);
    removeEventListener('visibilitychange', this.hurry);
    this.#socket?.close(1000);
  }

  /** The network is back, or somebody looks again: no waiting, and no trust in a line that has slept. */
  #hurry() {
    if (this.#socket) { this.#ask(); return; }
    this.#clear();
    this.#wait = FIRST_WAIT;
    this.#connect();
  }

  async #connect() {
    const mine = ++this.#generation;
    if (!this.#wasLive) this.handlers.onState('connecting');
    let ticket;
    try {
      ({ ticket } = await post('/v1/ws-tickets'));
    } catch {
      if (mine === this.#generation) this.#retry();
      return;
    }
    if (this.#stopped || mine !== this.#generation) return;
    const address = new URL('/ws', location.href);
    address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
    address.searchParams.set('token', ticket);
    if (this.#since !== null) address.searchParams.set('since', this.#since);
    this.#open(new WebSocket(address));
  }

  #open(socket) {
    let greeted = false;
    this.#socket = socket;
    this.#expectAnswer();
    socket.onmessage = (message) => {
      if (this.#socket !== socket) return;
      greeted = true;
      this.#receive(JSON.parse(message.data));
    };
    socket.onclose = (close) => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      this.#clear();
      if (this.#stopped) return;
      // The token's time is over: with a new one at once, but a server that refuses every token is not asked without pause.
      if (close.code === 4001 && greeted) refresh().then(() => this.#connect(), () => this.#retry());
      else this.#retry();
    };
  }

  #receive(message) {
    clearTimeout(this.#patience);
    this.#wasLive = true;
    this.handlers.onState('live');
    switch (message.type) {
      case 'hello':
        this.#wait = FIRST_WAIT;
        this.handlers.onClock(Date.parse(message.now) - Date.now());
        // Without a resume there may be a gap: everything is read anew.
        if (!message.resumed) {
          this.#since = message.seq;
          this.handlers.onResync();
        }
        this.#later(() => this.#ping(), PING_EVERY);
        break;
      case 'resync':
        this.#since = message.seq;
        this.handlers.onResync();
        break;
      case 'pong':
        break;
      default:
        this.#since = Math.max(this.#since ?? 0, message.seq);
        if (this.#seen.has(message.id)) return;
        this.#seen.add(message.id);
        if (this.#seen.size > MOST_REMEMBERED) this.#seen.delete(this.#seen.values().next().value);
        this.handlers.onEvent(message);
    }
  }

  #ping() {
    this.#ask();
    this.#later(() => this.#ping(), PING_EVERY);
  }

  #ask() {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#socket.send('{"type":"ping"}');
    this.#expectAnswer();
  }

  /** A dead line does not always say so. */
  #expectAnswer() {
    clearTimeout(this.#patience);
    this.#patience = this.#later(() => this.#giveUp(), ANSWER_WITHIN);
  }

  /** A dead line can take minutes to close: nobody waits for that. */
  #giveUp() {
    const socket = this.#socket;
    if (!socket) return;
    this.#socket = null;
    this.#clear();
    socket.close(4000);
    this.#retry();
  }

  #retry() {
    if (this.#stopped) return;
    this.handlers.onState('stale');
    this.#later(() => this.#connect(), this.#wait * (0.7 + Math.random() * 0.6));
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
  }

  #later(work, ms) {
    const timer = setTimeout(() => { this.#timers.delete(timer); work(); }, ms);
    this.#timers.add(timer);
    return timer;
  }

  #clear() {
    this.#timers.forEach(clearTimeout);
    this.#timers.clear();
  }
}
