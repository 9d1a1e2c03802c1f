import pMap from 'p-map';
import { before } from '../../shared/before.ts';
import { addEvent } from '../../shared/clusters/store/events.ts';
import type { Table } from '../../shared/clusters/store/table.ts';
import { withdraw } from '../../shared/clusters/store/withdraw.ts';
import { iso } from '../../shared/iso.ts';
import { faultFields, type Log } from '../../shared/observability/log.ts';
import type { Holder } from '../../shared/registries/holders.ts';
import type { TokenNews } from '../../shared/registries/tokens.ts';

interface World {
  table: Table;
  log: Log;
  now: () => number;
  newId: () => string;
}

/** Records that are written at the same time. */
const concurrency = 16;

/**
 * Milliseconds that a push waits for the records of other clusters. What is not written by then continues beside it.
 */
const patience = 15_000;

/**
 * Withdraws what the records of these clusters promise, and makes them due. If a record cannot be written, its next
 * refresh corrects it. Never rejects.
 */
export async function withdrawFrom(world: World, holders: readonly Holder[]): Promise<void> {
  await before(
    patience,
    pMap(holders, (holder) => withdrawOne(world, holder), { concurrency }),
  );
}

async function withdrawOne({ table, log, now, newId }: World, holder: Holder): Promise<void> {
  const at = iso(now());
  const { cluster } = holder;
  try {
    if (!(await withdraw(table, holder, at))) return;
    const message = `A registry refused the token of ${holder.startedAt} before its time: a refresh is due now`;
    await addEvent(table, cluster, { at, type: 'token-refused', by: 'pullpass', message }, newId());
  } catch (error) {
    log.warn('could not record that a token was refused', { cluster, ...faultFields(error) });
  }
}

/** Handles early refusals that the worker's tokens report. */
export function withdrawing(world: World): Pick<TokenNews, 'refusedEarly'> {
  return {
    refusedEarly: (what, holders) => {
      world.log.warn('a registry refused a credential before its time', {
        ...what,
        clusters: holders.length,
      });
      return withdrawFrom(world, holders);
    },
  };
}
