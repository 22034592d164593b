// Times are shown in Korean time; "now" is the server's.
import { languageNow, locale, words } from './language.js';

export const ZONE = 'Asia/Seoul';
export const DAY = 86_400_000;
const KST = 9 * 3_600_000;
const FORMATS = {
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  minute: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  day: { month: 'long', day: 'numeric', weekday: 'short' },
  longDay: { year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' },
  month: { year: 'numeric', month: 'long' },
  weekday: { weekday: 'short' },
  moment: { month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  englishMoment: { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
};
const made = new Map();

function shown(name, time) {
  const key = `${languageNow()} ${name}`;
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat(locale(), { timeZone: ZONE, ...FORMATS[name] }));
  return made.get(key).format(new Date(time));
}

const t = words({
  now: ['지금', 'now'], after: ['{text} 후', 'in {text}'], before: ['{text} 전', '{text} ago'],
  seconds: ['{n}초', '{n} s'], minutes: ['{n}분', '{n} min'], hours: ['{n}시간', '{n} h'], days: ['{n}일', '{n} days'],
  zone: ['한국 시간', 'Korean time'],
});

export const zoneName = () => t('zone');
export const clock = (time) => shown('clock', time);
export const minute = (time) => shown('minute', time);
export const day = (time) => shown('day', time);
export const longDay = (time) => shown('longDay', time);
export const monthOf = (time) => shown('month', time);
export const weekday = (time) => shown('weekday', time);
export const moment = (time) => shown(languageNow() === 'ko' ? 'moment' : 'englishMoment', time);

/** Midnight of the Korean day that holds a time. Korea has no summer time. */
export const midnight = (time) => Math.floor((time + KST) / DAY) * DAY - KST;

/** "2026-11-28" in Korea, and back. */
export const dateOf = (time) => new Date(time + KST).toISOString().slice(0, 10);
export const timeOfDate = (date) => Date.parse(`${date}T00:00:00+09:00`);

/** "2026-11-28T09:30", as an input of a date and a time has it, and back. */
export const localOf = (time) => new Date(Date.parse(time) + KST).toISOString().slice(0, 16);
export const instantOf = (local) => `${local.length === 16 ? `${local}:00` : local}+09:00`;

/** Begin and end of the Korean day that holds a time. */
export function today(now) {
  const begin = midnight(now);
  return { from: new Date(begin).toISOString(), to: new Date(begin + DAY).toISOString() };
}

/** "12초 후", "3 min ago": how far a time is from now. */
export function distance(time, now) {
  const seconds = Math.round((Date.parse(time) - now) / 1000);
  const far = Math.abs(seconds);
  if (far < 1) return t('now');
  const text = far < 120 ? t('seconds', { n: far }) : far < 7200 ? t('minutes', { n: Math.round(far / 60) })
    : far < 172_800 ? t('hours', { n: Math.round(far / 3600) }) : t('days', { n: Math.round(far / 86_400) });
  return seconds > 0 ? t('after', { text }) : t('before', { text });
}
