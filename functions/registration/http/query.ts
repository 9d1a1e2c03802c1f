import { nearest } from '../../../shared/validation/nearest.ts';
import type { HttpEvent } from './event.ts';
import { Problem } from './problem.ts';

/** The values of each query parameter, in the given order. Throws a Problem 400 for an unknown one. */
export function readQuery(event: HttpEvent, known: readonly string[]): URLSearchParams {
  const query = new URLSearchParams(event.rawQueryString ?? '');
  const allowed = new Set(known);
  for (const name of query.keys()) {
    if (allowed.has(name)) continue;
    const guess = nearest(name, known);
    const names = known.length === 0 ? 'none here' : known.join(', ');
    throw refused(
      name,
      `a known parameter: ${names}`,
      'an unknown parameter',
      guess && `Did you mean "${guess}"?`,
    );
  }
  return query;
}

export function booleanParameter(query: URLSearchParams, name: string, otherwise: boolean): boolean {
  const value = single(query, name);
  if (value === undefined) return otherwise;
  if (value === 'true' || value === 'false') return value === 'true';
  throw refused(name, 'true or false', 'something else');
}

/** A whole number from 1 to `most`. */
export function limitParameter(query: URLSearchParams, most: number, otherwise: number): number {
  const value = single(query, 'limit');
  if (value === undefined) return otherwise;
  const limit = /^\d{1,6}$/.test(value) ? Number(value) : 0;
  if (limit >= 1 && limit <= most) return limit;
  throw refused('limit', `a whole number from 1 to ${most}`, 'something else');
}

/** Where an earlier page ended, as `encodeCursor` returned it. */
export function cursorParameter(query: URLSearchParams, expected: RegExp): string | undefined {
  const value = single(query, 'cursor');
  if (value === undefined) return undefined;
  const decoded = Buffer.from(value, 'base64url').toString('utf8');
  if (encodeCursor(decoded) === value && expected.test(decoded)) return decoded;
  throw refused('cursor', 'the cursor of an earlier answer, unchanged', 'something else');
}

export function encodeCursor(position: string): string {
  return Buffer.from(position, 'utf8').toString('base64url');
}

/** Values that may be repeated or separated by commas. */
export function listParameter(query: URLSearchParams, name: string): string[] {
  return query.getAll(name).flatMap((value) => value.split(',').map((part) => part.trim()));
}

export function refused(parameter: string, expected: string, received: string, remedy?: string): Problem {
  const shown = /^[\w.-]{1,40}$/.test(parameter) ? parameter : '…';
  return new Problem(
    400,
    'query',
    `The query parameter "${shown}": expected ${expected}; received ${received}.`,
    {
      ...(remedy !== undefined && { remedy }),
    },
  );
}

function single(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name);
  if (values.length > 1) throw refused(name, 'one value', `${values.length} values`);
  return values[0];
}
