import { parseArgs } from 'node:util';
import { defaultSweepMinutes } from '../../shared/clusters/schedule.ts';
import { effort } from '../costs/effort.ts';
import { inventory } from '../costs/inventory.ts';
import { priced } from '../costs/prices.ts';
import { costLines, costTable } from '../costs/table.ts';
import { runCommand } from '../runCommand.ts';

const usage = `Usage: npm run costs -- --clusters N [--clusters M …]

Prints what a month of a fleet costs in AWS, line by line. docs/scaling.md says
what it supposes, and where its numbers come from.

  --clusters       clusters of the fleet; may be given more than once
                   (default: 100, 1000 and 10000)
  --namespaces     namespaces of each cluster (default: ${effort.namespaces})
  --refresh        minutes between two refreshes, 15 to 300 (default: 60)
  --sweep          minutes between two sweeps, 0 for none (default: ${defaultSweepMinutes})`;

/** `npm run costs`: the table of docs/scaling.md for a fleet of one's own. Calls nothing. */
await runCommand(usage, async (args) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      clusters: { type: 'string', multiple: true, default: ['100', '1000', '10000'] },
      namespaces: { type: 'string', default: String(effort.namespaces) },
      refresh: { type: 'string', default: '60' },
      sweep: { type: 'string', default: String(defaultSweepMinutes) },
    },
  });
  const each = {
    namespaces: wholeNumber('namespaces', values.namespaces, 1, 10_000),
    refreshEveryMinutes: wholeNumber('refresh', values.refresh, 15, 300),
    sweepEveryMinutes: wholeNumber('sweep', values.sweep, 0, 60),
  };
  const fleets = values.clusters.map((text) => ({
    clusters: wholeNumber('clusters', text, 1, 1_000_000),
    ...each,
  }));
  const table = process.stdout.isTTY ? costLines : costTable;
  console.log(table(fleets, await inventory()));
  console.log(`\nPrices of ${priced.region}, ${priced.asOf}: check yours (docs/scaling.md lists them).`);
  return 0;
});

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`--${name} must be a whole number from ${least} to ${most}, and is "${text}".`);
}
