import { defined } from '../../shared/defined.ts';
import { withClient } from '../connect/connect.ts';
import { sayNext } from '../output/next.ts';
import { print } from '../output/print.ts';
import { exitCodes } from '../program/errors.ts';
import { columnsOf, type Io } from '../program/io.ts';
import { describeFleet } from './change/describe.ts';
import type { Planned } from './change/planned.ts';
import { toldOf } from './change/result.ts';
import { commandOf } from './command.ts';
import type { FleetOptions } from './options.ts';
import { prepare, readFleet } from './prepare.ts';

/** `pullpass diff -f FILE`: resolves to 3 if something differs. */
export async function diff(options: FleetOptions, io: Io): Promise<number> {
  const wanted = await readFleet('diff', options, io);
  const planned = await withClient(options, io, (client) => prepare(client, wanted, 'diff', options, io));
  const differing = planned.filter(({ decision: { act } }) => act !== 'same' && act !== 'keep');
  print(io, options.output, {
    data: planned.map(dataOf),
    names: differing.map(({ decision }) => decision.name),
    lines: () => describeFleet(planned, columnsOf(io.stdout)),
  });
  if (planned.some(({ error }) => error !== undefined)) return exitCodes.failed;
  if (differing.length === 0) return exitCodes.done;
  sayNext(io, options, 'Do it', commandOf('apply', options));
  return exitCodes.different;
}

/** One cluster, in the form for json and yaml. */
function dataOf({ decision, plan, notices, error }: Planned) {
  const { name, act, because } = decision;
  return {
    name,
    act,
    because,
    ...(decision.act === 'change' && { fields: decision.fields }),
    ...defined({ plan, notices, error: error && toldOf(error, decision) }),
  };
}
