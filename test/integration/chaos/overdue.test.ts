import { expect, test } from '@jest/globals';
import { Simulation } from '../../support/chaos/time/simulation.ts';

test('what a jump of the clock leaves overdue happens when all comes to a rest, and the clock stays where it is', async () => {
  const simulation = new Simulation(0);
  simulation.install();
  try {
    const fired: string[] = [];
    setTimeout(() => fired.push('overdue'), 7_000);
    setTimeout(() => fired.push('later'), 600_000);
    simulation.time.jump(300_000);
    await simulation.settle();
    expect(fired).toEqual(['overdue']);
    expect(simulation.time.now()).toBe(300_000);
  } finally {
    simulation.uninstall();
  }
});
