import type { Shape, Step } from './steps/step.ts';

/** A cluster whose credential lives for an hour, and is due between half and three fifths of it. */
export const renewing: Shape = {
  namespaces: 1,
  linked: false,
  glob: false,
  role: false,
  refreshEveryMinutes: 60,
  renew: 60,
};

export const untilDue: Step = { do: 'wait', minutes: 37 };
export const served: Step = { do: 'live', minutes: 1 };
export const push: Extract<Step, { do: 'push' }> = { do: 'push', cluster: 0, worker: 0 };

/** Ends with a push that renews. */
export const renewed: readonly Step[] = [served, untilDue, push];
