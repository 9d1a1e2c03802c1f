const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Formats times for the person who reads them. */
export interface Clock {
  /** Epoch milliseconds. */
  now: number;
  /** `21:14 UTC`; with the day unless that is today. */
  at(iso: string): string;
  /** `10 h 50 min` from now until then, rounded down: never more than is left. */
  left(iso: string): string;
  /** `17 min` from then until now, rounded down. */
  since(iso: string): string;
}

/** @param offset of the time zone from UTC: `+02:00` */
export function clockAt(now: number, offset = '+00:00'): Clock {
  const shift = shiftOf(offset);
  const zone = shift === 0 ? 'UTC' : `UTC${offset}`;
  const local = (milliseconds: number) => new Date(milliseconds + shift).toISOString();
  const today = local(now).slice(0, 10);
  return {
    now,
    at(iso) {
      const then = local(Date.parse(iso));
      const time = `${then.slice(11, 16)} ${zone}`;
      return then.startsWith(today) ? time : `${dayOf(then, today)} ${time}`;
    },
    left: (iso) => duration(Date.parse(iso) - now),
    since: (iso) => duration(now - Date.parse(iso)),
  };
}

/** `under a minute`, `17 min`, `10 h 50 min`, `3 d 4 h`; rounded down. */
export function duration(milliseconds: number): string {
  if (milliseconds < minute) return 'under a minute';
  const minutes = Math.floor((milliseconds % hour) / minute);
  const hours = Math.floor((milliseconds % day) / hour);
  const days = Math.floor(milliseconds / day);
  if (days > 0) return hours === 0 ? `${days} d` : `${days} d ${hours} h`;
  if (hours > 0) return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`;
  return `${minutes} min`;
}

function shiftOf(offset: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(offset) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * hour + Number(minutes) * minute);
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function dayOf(then: string, today: string): string {
  const year = then.slice(0, 4) === today.slice(0, 4) ? '' : ` ${then.slice(0, 4)}`;
  return `${Number(then.slice(8, 10))} ${months[Number(then.slice(5, 7)) - 1]}${year}`;
}
