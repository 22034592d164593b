import { useEffect, useRef } from 'preact/hooks';
import { html } from './html.js';
import { say } from './language.js';

/** A dialog over the page: the browser keeps the focus in it and gives it back, Escape closes it. */
export function Modal({ title, wide, actions, onClose, testId, children }) {
  const dialog = useRef(null);
  const leaving = useRef(false);
  useEffect(() => {
    const element = dialog.current;
    element.showModal();
    return () => {
      // Taken down because something else is shown: nobody has closed it.
      leaving.current = true;
      element.close();
    };
  }, []);
  return html`
    <dialog ref=${dialog} class=${`card modal ${wide ? 'wide' : ''}`} aria-label=${title} onClose=${() => { if (!leaving.current) onClose(); }} data-testid=${testId}>
      <header>
        <h2>${title}</h2>
        <div class="actions">${actions}<button type="button" onClick=${() => dialog.current.close()} data-testid="modal-close">${say('닫기', 'Close')}</button></div>
      </header>
      ${children}
    </dialog>`;
}
