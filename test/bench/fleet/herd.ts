/** The largest share of the fleet, 0 to 1, that comes due within any window of this many milliseconds. */
export function largestPart(times: readonly number[], window: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  let most = 0;
  let first = 0;
  for (const [index, time] of sorted.entries()) {
    while ((sorted[first] ?? time) <= time - window) first++;
    most = Math.max(most, index - first + 1);
  }
  return most / sorted.length;
}

/** How many come due in each window of this many milliseconds from `now` on; the last window takes everything later. */
export function histogram(times: readonly number[], now: number, window: number, windows: number): number[] {
  const counts = Array<number>(windows).fill(0);
  for (const time of times) {
    const at = Math.min(windows - 1, Math.max(0, Math.floor((time - now) / window)));
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
}
