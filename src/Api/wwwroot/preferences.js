import { useState } from 'preact/hooks';
import { html } from './html.js';
import { LANGUAGES, languageNow, setLanguage, words } from './language.js';
import { setTheme, themeNow } from './theme.js';

const t = words({
  language: ['언어', 'Language'], theme: ['화면 색', 'Colours'], light: ['밝게', 'Light'], dark: ['어둡게', 'Dark'], system: ['시스템', 'System'],
});

/** A few choices side by side, of which one holds. */
export function Choice({ label, value, options, onChange, testId }) {
  return html`
    <div class="choice" role="group" aria-label=${label}>
      <span class="muted" aria-hidden="true">${label}</span>
      <span class="segments">${options.map(([key, text, language]) => html`
        <button key=${key} type="button" lang=${language} aria-pressed=${String(value === key)} onClick=${() => onChange(key)} data-testid=${testId && `${testId}-${key}`}>${text}</button>`)}</span>
    </div>`;
}

export const LanguageSwitch = () => html`
  <${Choice} label=${t('language')} value=${languageNow()} options=${Object.entries(LANGUAGES).map(([key, name]) => [key, name, key])} onChange=${setLanguage} testId="language" />`;

export function ThemeSwitch() {
  const [theme, choose] = useState(themeNow());
  const change = (next) => { setTheme(next); choose(next); };
  return html`<${Choice} label=${t('theme')} value=${theme} options=${['light', 'dark', 'system'].map((key) => [key, t(key)])} onChange=${change} testId="theme" />`;
}
