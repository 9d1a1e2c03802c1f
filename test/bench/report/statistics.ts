/** The middle one; the mean of the two in the middle where there is an even number. NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  const high = sorted[Math.floor(middle)] ?? Number.NaN;
  return (low + high) / 2;
}

/**
 * The median over pairs of ours ÷ theirs. Each pair was measured back to back, so what else the machine was
 * doing at the time weighs on both alike.
 */
export function medianRatio(pairs: readonly { ours: number; theirs: number }[]): number {
  return median(pairs.map(({ ours, theirs }) => ours / theirs));
}
