import { closest, distance } from 'fastest-levenshtein';

/** The known name that was probably meant, if one is close enough to be a typo. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  // A longer name is no typo, and the distance takes time proportional to both lengths.
  if (known.length === 0 || name.length > 64) return undefined;
  const lower = name.toLowerCase();
  const guess = closest(
    lower,
    known.map((candidate) => candidate.toLowerCase()),
  );
  const found = known.find((candidate) => candidate.toLowerCase() === guess);
  if (found === undefined || distance(lower, guess) > Math.max(2, Math.floor(found.length / 3)))
    return undefined;
  return found;
}
