import { html } from './html.js';
import { Icon } from './icons.js';
import { spoken, words } from './language.js';
import { addressOf } from './route.js';
import { VIEWS } from './views.js';

const t = words({ label: ['주 메뉴', 'Main menu'], tools: ['도구', 'Tools'] });

export function Navigation({ user, current, onClose }) {
  const mine = VIEWS.filter((view) => !view.quiet && (!view.staff || user.role !== 'client') && (!view.roles || view.roles.includes(user.role)));
  const items = (views) => html`
    <ul>${views.map((view) => html`
      <li key=${view.name}>
        <a href=${addressOf(view.name)} aria-current=${view.name === current ? 'page' : undefined} onClick=${onClose} data-testid=${`nav-${view.name}`}>
          <${Icon} name=${view.icon} /><span>${spoken(view.label)}</span>
        </a>
      </li>`)}
    </ul>`;
  return html`
    <nav class="navigation" id="navigation" aria-label=${t('label')}>
      <a class="brand" href=${addressOf('today')}><span class="mark" aria-hidden="true"></span>SnsOps</a>
      ${items(mine.filter((view) => !view.group))}
      <h2>${t('tools')}</h2>
      ${items(mine.filter((view) => view.group))}
    </nav>`;
}
