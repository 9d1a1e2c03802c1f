/** What a piece of work took. */
export interface Cost {
  milliseconds: number;
  /** Of the whole process, all threads. */
  cpuMilliseconds: number;
}

/** Starts to measure; the function that it answers says what was used since. */
export function meter(): () => Cost {
  const before = process.cpuUsage();
  const began = performance.now();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { milliseconds: performance.now() - began, cpuMilliseconds: (user + system) / 1000 };
  };
}
