import { iso } from './iso.ts';

/** When a credential, or the first of several, expires: epoch milliseconds, or `never`. */
export type Ends = number;

/** Later than every time, so that the earliest of several is their minimum. */
export const never: Ends = Number.POSITIVE_INFINITY;

/** ISO 8601; undefined for `never`, and for an annotation in a cluster that is not a time. */
export function isoOf(ends: Ends): string | undefined {
  return Number.isFinite(ends) ? iso(ends) : undefined;
}

/** @param iso ISO 8601; undefined for what does not expire: secrets then have no such annotation */
export function endsAt(iso: string | undefined): Ends {
  return iso === undefined ? never : Date.parse(iso);
}

/** The form in the API: JSON cannot express `never`. A cluster that holds nothing has neither field. */
export interface WireEnds {
  /** ISO 8601. */
  validUntil?: string | undefined;
  endless?: true | undefined;
}

export function toWire(ends: Ends | undefined): { validUntil?: string; endless?: true } {
  const validUntil = ends === undefined ? undefined : isoOf(ends);
  return ends === never ? { endless: true } : validUntil === undefined ? {} : { validUntil };
}

export function fromWire({ validUntil, endless }: WireEnds): Ends | undefined {
  return endless || validUntil !== undefined ? endsAt(validUntil) : undefined;
}
