// The window's title: how many notifications are unread, and where one is.
let unread = 0;
let place = '';

const write = () => { document.title = `${unread ? `(${unread}) ` : ''}${place ? `${place} · ` : ''}SnsOps`; };
export function setUnreadTitle(number) { unread = number; write(); }
export function setPlaceTitle(name) { place = name; write(); }
