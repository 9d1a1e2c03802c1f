/** What some work used. */
export interface Cost {
  milliseconds: number;
  /** Of the whole process, all threads. */
  cpuMilliseconds: number;
}

/** Starts measuring; the returned function gives what was used since. */
export function meter(): () => Cost {
  const before = process.cpuUsage();
  const began = performance.now();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { milliseconds: performance.now() - began, cpuMilliseconds: (user + system) / 1000 };
  };
}
