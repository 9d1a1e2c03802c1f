import { atMost, type Figure } from '../report/figure.ts';
import { median, medianRatio } from '../report/statistics.ts';
import type { Cost } from './cost.ts';
import type { Drain } from './drain.ts';

export interface Round {
  ours: Drain;
  /** The loop just before, and just after. */
  theirs: [Cost, Cost];
  /** How many clusters come due again in each 5 minutes, counted from the beginning of the round. */
  nextDue: number[];
  /** Share of the fleet, 0 to 1, that comes due again within the same 5 minutes. */
  largestPart: number;
}

/** Our time and CPU relative to the loop's, and how evenly a fleet of this size comes due again. */
export function figuresOf(rounds: readonly Round[], count: number): Figure[] {
  const mean = ([before, after]: Round['theirs'], of: (cost: Cost) => number) => (of(before) + of(after)) / 2;
  const times = rounds.map(({ ours, theirs }) => ({
    ours: ours.milliseconds,
    theirs: mean(theirs, ({ milliseconds }) => milliseconds),
  }));
  const cpus = rounds.map(({ ours, theirs }) => ({
    ours: ours.pushCpuMilliseconds,
    theirs: mean(theirs, ({ cpuMilliseconds }) => cpuMilliseconds),
  }));
  const [time, cpu] = [medianRatio(times), medianRatio(cpus)];
  const seconds = (of: 'ours' | 'theirs') => (median(times.map((each) => each[of])) / 1000).toFixed(1);
  const milliseconds = (of: 'ours' | 'theirs') => (median(cpus.map((each) => each[of])) / count).toFixed(2);
  const part = median(rounds.map(({ largestPart }) => largestPart));
  return [
    atMost('10,000 due clusters, tick to record : a raw loop of TLS and one write', time, {
      limit: 2.5,
      must: '≤ 2.5×',
      shown: `${time.toFixed(2)}× (${seconds('ours')} s : ${seconds('theirs')} s)`,
    }),
    atMost('CPU of the push workers for them : of that loop', cpu, {
      limit: 2.2,
      must: '≤ 2.2×',
      shown: `${cpu.toFixed(2)}× (${milliseconds('ours')} ms : ${milliseconds('theirs')} ms a cluster)`,
    }),
    atMost('Of these 10,000, next due within the same 5 minutes of 60', part, {
      limit: 0.12,
      must: '≤ 12 %',
      shown: `${(100 * part).toFixed(1)} % (the mean: 8.3 %)`,
    }),
  ];
}
