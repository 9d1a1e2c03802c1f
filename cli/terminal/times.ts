const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** `11 h 59 m`, `59 m`, `45 s`, `expired`; rounded down. */
export function leftUntil(time: string, now: number): string {
  const left = Date.parse(time) - now;
  if (left <= 0) return 'expired';
  if (left < minute) return `${Math.floor(left / second)} s`;
  if (left < hour) return `${Math.floor(left / minute)} m`;
  return `${Math.floor(left / hour)} h ${Math.floor((left % hour) / minute)} m`;
}

/** `now`, `42 s ago`, `3 m ago`, `2 h ago`, `5 d ago`. */
export function ago(time: string, now: number): string {
  const past = now - Date.parse(time);
  if (past < second) return 'now';
  if (past < minute) return `${Math.floor(past / second)} s ago`;
  if (past < hour) return `${Math.floor(past / minute)} m ago`;
  if (past < day) return `${Math.floor(past / hour)} h ago`;
  return `${Math.floor(past / day)} d ago`;
}
