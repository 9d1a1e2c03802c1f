import type { Phase } from '../../shared/clusters/record.ts';
import { phaseLooks } from '../../shared/fleet/levels.ts';

interface Look {
  symbol: string;
  /** SGR parameter; colour only repeats what symbol and word say. */
  colour: number;
  /** If not all fit, higher ones come first. */
  urgency: number;
}

export const looks: Readonly<Record<Phase, Look>> = {
  Failing: { symbol: phaseLooks.Failing.sign, colour: 31, urgency: 5 },
  Degraded: { symbol: phaseLooks.Degraded.sign, colour: 33, urgency: 4 },
  Pending: { symbol: phaseLooks.Pending.sign, colour: 36, urgency: 3 },
  Deregistering: { symbol: phaseLooks.Deregistering.sign, colour: 36, urgency: 2 },
  Paused: { symbol: phaseLooks.Paused.sign, colour: 2, urgency: 1 },
  Healthy: { symbol: phaseLooks.Healthy.sign, colour: 32, urgency: 0 },
};
