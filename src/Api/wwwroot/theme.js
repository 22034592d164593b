const STORE = 'snsops.theme';

/** light, dark, or as the system has it. */
export const themeNow = () => document.documentElement.dataset.theme ?? 'system';

export function setTheme(theme) {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  localStorage.setItem(STORE, theme);
  dispatchEvent(new Event('themechange'));
}
