// What came over the WebSocket, for every part of the page that wants to know.
import { useEffect, useRef } from 'preact/hooks';

export class LiveBus {
  #listeners = new Set();

  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  event(event) { this.#listeners.forEach((listener) => listener.onEvent?.(event)); }

  /** Something may have been missed: everything shown is to be read anew. */
  resync() { this.#listeners.forEach((listener) => listener.onResync?.()); }
}

/** The content an event is about, if any: authors hear of decisions by their notifications. */
export const contentOf = (event) => event.content_id ?? event.reference?.content_id;

/** handlers: onEvent(event), onResync() */
export function useLive(bus, handlers) {
  const latest = useRef(handlers);
  latest.current = handlers;
  useEffect(() => bus.listen({
    onEvent: (event) => latest.current.onEvent?.(event),
    onResync: () => latest.current.onResync?.(),
  }), [bus]);
}
