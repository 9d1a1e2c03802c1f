import type { Phase } from '../../shared/clusters/record.ts';

interface Look {
  symbol: string;
  /** SGR parameter; colour only repeats what symbol and word say. */
  colour: number;
  /** Higher comes first where not all fit. */
  urgency: number;
}

export const looks: Readonly<Record<Phase, Look>> = {
  Failing: { symbol: '✗', colour: 31, urgency: 5 },
  Degraded: { symbol: '!', colour: 33, urgency: 4 },
  Pending: { symbol: '…', colour: 36, urgency: 3 },
  Deregistering: { symbol: '−', colour: 36, urgency: 2 },
  Paused: { symbol: '‖', colour: 2, urgency: 1 },
  Healthy: { symbol: '✓', colour: 32, urgency: 0 },
};
