// Korean and English. Whatever the page says stands in a table, each word in both languages side by side: ['한국어', 'English'].
const STORE = 'snsops.language';
let language = localStorage.getItem(STORE) === 'en' ? 'en' : 'ko';
const listeners = new Set();

export const LANGUAGES = names({ ko: ['한국어', '한국어'], en: ['English', 'English'] });
export const languageNow = () => language;
export const inKorean = () => language === 'ko';
export const locale = () => (language === 'ko' ? 'ko-KR' : 'en-GB');

/** The one of a pair that is spoken now. */
export const spoken = (pair) => pair[language === 'ko' ? 0 : 1];

/** t(key, values): the word of a table in the language of now, with {name} filled in. */
export function words(table) {
  return (key, values) => {
    const text = spoken(table[key]);
    return values ? text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '') : text;
  };
}

/** Words by what the Api calls a thing: TABLE[name], in the language of now. */
export function names(table) {
  const read = {};
  for (const [name, pair] of Object.entries(table)) Object.defineProperty(read, name, { get: () => spoken(pair), enumerable: true });
  return read;
}

export function setLanguage(next) {
  language = next;
  localStorage.setItem(STORE, next);
  document.documentElement.lang = next;
  listeners.forEach((listener) => listener());
}

export function whenLanguageChanges(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const count = (number) => (number ?? 0).toLocaleString(locale());

/** A word that is said in one place only. */
export const say = (korean, english) => (language === 'ko' ? korean : english);
