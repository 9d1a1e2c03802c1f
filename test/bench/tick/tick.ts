import type { Bundle } from '../../../cli/deploy/build/bundle.ts';
import { upTo } from '../fleet/fixture.ts';
import type { Figure } from '../report/figure.ts';
import { median } from '../report/statistics.ts';
import { type Cell, figuresOf } from './figures.ts';
import { noPort, type SizedFleet, startTickFixture, type TickFixture } from './fixture.ts';
import type { Units } from './units.ts';

const sizes = [100, 1000, 10_000];
const fixed = 20;

/** The cost of a tick: it must depend on what is due, not on what is registered. */
export async function benchTick(
  refresh: Bundle,
  folder: string,
  { rounds }: { rounds: number },
): Promise<{ figures: Figure[]; raw: unknown }> {
  const fixture = await startTickFixture(refresh, folder, sizes);
  try {
    const cells = await measure(fixture, rounds);
    return { figures: figuresOf(cells, sizes.length), raw: { cells } };
  } finally {
    await fixture.stop();
  }
}

/** The sizes alternate, so that other load on the machine affects all alike. */
async function measure(fixture: TickFixture, rounds: number): Promise<Cell[]> {
  const dueOf = [() => fixed, ({ registered }: SizedFleet) => registered / 100];
  const cells = dueOf.flatMap((due) =>
    fixture.fleets.map((fleet) => ({ fleet, due: due(fleet), times: [] as number[] })),
  );
  for (let round = -3; round < rounds; round++)
    for (const { fleet, due, times } of cells) {
      const milliseconds = await timeOf(fleet, due);
      if (round >= 0) times.push(milliseconds);
    }
  const measured: Cell[] = [];
  for (const { fleet, due, times } of cells)
    measured.push({
      registered: fleet.registered,
      due,
      milliseconds: median(times),
      units: await unitsOfTick(fixture, fleet, due),
    });
  return measured;
}

async function timeOf({ database, tick }: SizedFleet, due: number): Promise<number> {
  await database.ask({ ask: 'records', indexes: upTo(due), port: noPort, due: true });
  const began = performance.now();
  const { returned } = await tick.ask({ ask: 'invoke', event: {} });
  const milliseconds = performance.now() - began;
  checkDispatched(returned, due);
  return milliseconds;
}

/**
 * A tick that counts the fleet costs more; the larger the fleet, the more rarely that happens. Each tick is charged its
 * share.
 */
async function unitsOfTick(
  { meter, meteredTick }: TickFixture,
  fleet: SizedFleet,
  due: number,
): Promise<Units> {
  const { database, endpoint, registered } = fleet;
  const once = async (): Promise<Units> => {
    await database.ask({ ask: 'records', indexes: upTo(due), port: noPort, due: true });
    await meter.ask({ ask: 'meter', endpoint });
    checkDispatched((await meteredTick.ask({ ask: 'invoke', event: {} })).returned, due);
    return meter.ask({ ask: 'units' });
  };
  await database.ask({ ask: 'forgetCensus' });
  const withCensus = await once();
  const without = await once();
  const ticksPerCensus = Math.max(1, registered / 10 / 60);
  const charged = (units: keyof Units) =>
    without[units] + (withCensus[units] - without[units]) / ticksPerCensus;
  return { requests: charged('requests'), read: charged('read'), written: charged('written') };
}

function checkDispatched(returned: unknown, due: number): void {
  const { dispatched } = returned as { dispatched: number };
  if (dispatched !== due) throw new Error(`The tick dispatched ${dispatched} clusters, and ${due} were due.`);
}
