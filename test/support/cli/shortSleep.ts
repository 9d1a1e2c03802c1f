import { type Sleep, sleep } from '../../../cli/program/sleep.ts';

/** Really waits, for a fiftieth of the time. Limits are kept by the clock, so they stay as long as they are. */
export const shortSleep: Sleep = (milliseconds, signal) => sleep(milliseconds / 50, signal);
