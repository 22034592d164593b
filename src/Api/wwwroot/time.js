// Times are shown in Korean time, with seconds; "now" is the server's.
const ZONE = 'Asia/Seoul';
const clockFormat = new Intl.DateTimeFormat('ko-KR', { timeZone: ZONE, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const dayFormat = new Intl.DateTimeFormat('ko-KR', { timeZone: ZONE, month: 'long', day: 'numeric', weekday: 'short' });
const momentFormat = new Intl.DateTimeFormat('ko-KR', { timeZone: ZONE, month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const DAY = 86_400_000;
const KST = 9 * 3_600_000;

export const clock = (time) => clockFormat.format(new Date(time));
export const day = (time) => dayFormat.format(new Date(time));
export const moment = (time) => momentFormat.format(new Date(time));

/** Begin and end of the Korean day that holds a time. Korea has no summer time. */
export function today(now) {
  const begin = Math.floor((now + KST) / DAY) * DAY - KST;
  return { from: new Date(begin).toISOString(), to: new Date(begin + DAY).toISOString() };
}

/** "12초 후", "3분 전": how far a time is from now. */
export function distance(time, now) {
  const seconds = Math.round((Date.parse(time) - now) / 1000);
  const far = Math.abs(seconds);
  if (far < 1) return '지금';
  const text = far < 120 ? `${far}초` : far < 7200 ? `${Math.round(far / 60)}분` : `${Math.round(far / 3600)}시간`;
  return seconds > 0 ? `${text} 후` : `${text} 전`;
}
