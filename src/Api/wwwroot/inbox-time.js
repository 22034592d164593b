import { words } from './language.js';
import { DAY, dateOf, midnight } from './time.js';

const NINE = 9 * 3_600_000;

/** Nine in the morning of a later Korean day, counted from the one that holds a time. */
const nineOf = (now, days) => new Date(midnight(now) + days * DAY + NINE).toISOString();

export const tomorrow = (now) => nineOf(now, 1);
export const inHours = (now, hours) => new Date(now + hours * 3_600_000).toISOString();
/** The next Monday: a week from now on a Monday. */
export const monday = (now) => nineOf(now, ((8 - new Date(dateOf(now)).getUTCDay()) % 7) || 7);

const t = words({ minutes: ['{n}분', '{n} min'], hours: ['{n}시간', '{n} h'], days: ['{n}일', '{n} d'] });

/** "35분": how long something waits. */
export function waiting(since, now) {
  const minutes = Math.max(0, Math.round((now - Date.parse(since)) / 60_000));
  return minutes < 120 ? t('minutes', { n: minutes }) : minutes < 2880 ? t('hours', { n: Math.round(minutes / 60) }) : t('days', { n: Math.round(minutes / 1440) });
}

export const span = (minutes) => (minutes === null || minutes === undefined ? '–' : minutes < 120 ? t('minutes', { n: Math.round(minutes) }) : t('hours', { n: Math.round(minutes / 6) / 10 }));
