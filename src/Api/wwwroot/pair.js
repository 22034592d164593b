// Words of a view that are said in one place only, in the language the page speaks.
export const say = (korean, english) => (document.documentElement.lang === 'en' ? english : korean);

/** One of a table of pairs; what is not in it speaks for itself. */
export const nameIn = (table, name) => (table[name] ? say(...table[name]) : name);
