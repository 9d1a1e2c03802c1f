import type { Phase } from '../clusters/record.ts';
import type { Level } from './verdict.ts';

/** A sign and a word, so that nothing depends on colour alone. */
interface Look {
  sign: string;
  word: string;
}

export const levelLooks: Readonly<Record<Level | 'unknown', Look>> = {
  empty: { sign: '○', word: 'Empty' },
  safe: { sign: '✓', word: 'Safe' },
  attention: { sign: '!', word: 'Attention' },
  risk: { sign: '▲', word: 'At risk' },
  uncovered: { sign: '✗', word: 'Uncovered' },
  expired: { sign: '✗', word: 'Expired' },
  unknown: { sign: '?', word: 'Unknown' },
};

/** The sign of each phase, in the program and on the page, and its colour on the page. */
export const phaseLooks: Readonly<
  Record<Phase, { sign: string; level: 'safe' | 'attention' | 'expired' | 'quiet' }>
> = {
  Pending: { sign: '…', level: 'attention' },
  Healthy: { sign: '✓', level: 'safe' },
  Degraded: { sign: '!', level: 'attention' },
  Failing: { sign: '✗', level: 'expired' },
  Paused: { sign: '‖', level: 'quiet' },
  Deregistering: { sign: '−', level: 'quiet' },
};
