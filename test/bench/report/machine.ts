import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os';

/** The machine on which the figures were measured. */
export function machineFacts() {
  return {
    node: process.version,
    platform: `${platform()} ${arch()}`,
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    loadBefore: loadavg()[0],
  };
}
