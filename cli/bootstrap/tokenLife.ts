import { InvalidArgumentError } from '@commander-js/extra-typings';

const seconds = { m: 60, h: 3_600, d: 86_400 } as const;

/** The shortest life, in seconds, of a token that can renew itself. */
export const shortestLife = 20 * seconds.m;
export const usualLife = 30 * seconds.d;
const longestLife = 3_650 * seconds.d;

/** `30d`, `12h` or `45m`, in seconds. Throws for anything else, as commander expects. */
export function tokenLifeOf(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const life = Number(count) * (seconds[unit as keyof typeof seconds] ?? Number.NaN);
  if (life >= shortestLife && life <= longestLife) return life;
  throw new InvalidArgumentError('Expected a life from 20m to 3650d, such as 30d, 12h or 45m.');
}

export function isTokenLife(text: string): boolean {
  try {
    return tokenLifeOf(text) > 0;
  } catch {
    return false;
  }
}

/** A life in words: in the largest unit of which it has at least two, or one. */
export function lifeInWords(life: number): string {
  const said = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`;
  if (life >= 2 * seconds.d || life === seconds.d) return said(Math.round(life / seconds.d), 'day');
  if (life >= 2 * seconds.h || life === seconds.h) return said(Math.round(life / seconds.h), 'hour');
  return said(Math.round(life / seconds.m), 'minute');
}

/** The same in the form of an option. */
export function lifeAsOption(life: number): string {
  const unit = (['d', 'h', 'm'] as const).find((each) => life % seconds[each] === 0) ?? 'm';
  return `${Math.round(life / seconds[unit])}${unit}`;
}
