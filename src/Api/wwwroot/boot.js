// Before anything is painted: the language and the colours that were chosen.
{
  const root = document.documentElement;
  root.lang = localStorage.getItem('snsops.language') === 'en' ? 'en' : 'ko';
  const theme = localStorage.getItem('snsops.theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
}
