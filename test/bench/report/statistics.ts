/** The middle value; for an even number, the mean of the two in the middle. NaN if there are none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  const high = sorted[Math.floor(middle)] ?? Number.NaN;
  return (low + high) / 2;
}

/**
 * The median over pairs of ours ÷ theirs. Each pair was measured back to back, so other load on the machine affects
 * both alike.
 */
export function medianRatio(pairs: readonly { ours: number; theirs: number }[]): number {
  return median(pairs.map(({ ours, theirs }) => ours / theirs));
}

/**
 * How far the median may be off: half the notch of a box plot, about a 95 % interval.
 * Source: McGill, Tukey, Larsen, "Variations of Box Plots", The American Statistician 32 (1978).
 */
export function uncertainty(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = median(sorted.slice(sorted.length - half));
  return (1.57 * (upper - median(sorted.slice(0, half)))) / Math.sqrt(sorted.length);
}
