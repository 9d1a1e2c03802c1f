import { defaultSweepMinutes } from '../../shared/clusters/schedule.ts';
import type { Declare } from '../program/globals.ts';
import { wholeNumber } from '../program/wholeNumber.ts';

const fleetSize = wholeNumber(1, 1_000_000);
const collect = (value: string, before: number[] = []): number[] => [
  ...before,
  ...value.split(',').map(fleetSize),
];

export const costs: Declare = (root, run) => {
  root
    .command('costs')
    .summary('Compute what a fleet costs in AWS')
    .description(
      'Prints what a fleet costs in AWS in a month, line by line. Calls nothing. docs/scaling.md says what it assumes, and where its numbers come from.',
    )
    .option('--clusters <number>', 'clusters of the fleet; repeated (default: 100, 1000 and 10000)', collect)
    .option('--namespaces <number>', 'namespaces of each cluster', wholeNumber(1, 10_000), 20)
    .option('--refresh <minutes>', 'between two refreshes, 15 to 300', wholeNumber(15, 300), 60)
    .option('--sweep <minutes>', 'between two sweeps, 0 for none', wholeNumber(0, 60), defaultSweepMinutes)
    .action((_, command) =>
      run(async (io) => (await import('../actions/costs.ts')).costs(command.optsWithGlobals(), io)),
    );
};
