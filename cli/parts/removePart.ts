import type { Client, Parts } from '../api/client.ts';
import { withClient, withClientForChange } from '../connect/connect.ts';
import { exitCodes } from '../program/errors.ts';
import type { Globals } from '../program/globals.ts';
import type { Io } from '../program/io.ts';
import { untilAnswered } from '../program/untilAnswered.ts';
import { checkedName } from '../select/chooseNames.ts';
import { confirm } from '../terminal/confirm.ts';
import { withProgress } from '../terminal/progress.ts';
import { kinds } from './part.ts';
import { foretell, tell } from './tell.ts';

/** Removes a target or registry from a cluster, after showing the plan and asking. Resolves to the exit code. */
export async function removePart(
  all: Parts,
  part: string,
  given: string,
  options: Globals & { dryRun?: true | undefined },
  io: Io,
): Promise<number> {
  const name = checkedName(given);
  const { dryRun = false } = options;
  const { one } = kinds[all];
  const work = async (client: Client) => {
    const { version } = await client.get(name);
    const foreseen = await client.tryRemovePart(name, all, part);
    if (dryRun) {
      tell(foreseen, name, `${part} could be taken out of ${name}; nothing was changed.`, options, io);
      return exitCodes.done;
    }
    if (options.yes !== true) foretell(foreseen, io);
    await confirm(io, `Take the ${one} ${part} out of ${name}?`, options);
    const answer = await withProgress(io, `Changing ${name}`, () =>
      untilAnswered(
        () => client.removePart(name, all, part, { ifVersion: version }),
        `pullpass get ${name}`,
        io,
      ),
    );
    tell(answer, name, `${part} is no longer a ${one} of ${name}.`, options, io);
    return exitCodes.done;
  };
  return (dryRun ? withClient : withClientForChange)(options, io, work);
}
