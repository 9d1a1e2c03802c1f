import type { Client, Parts } from '../api/client.ts';
import { withClient, withClientForChange } from '../connect/connect.ts';
import { say } from '../output/say.ts';
import { exitCodes } from '../program/errors.ts';
import type { Globals } from '../program/globals.ts';
import type { Io } from '../program/io.ts';
import { untilAnswered } from '../program/untilAnswered.ts';
import { checkedName } from '../select/chooseNames.ts';
import { confirm } from '../terminal/confirm.ts';
import { withProgress } from '../terminal/progress.ts';
import { kinds } from './part.ts';
import { foretell, tell } from './tell.ts';

export interface AddOptions extends Globals {
  dryRun?: true | undefined;
  preflight: boolean;
}

/**
 * Adds a target or registry to a cluster. If one of that name exists, shows the plan and asks before replacing it.
 * Resolves to the exit code.
 */
export async function addPart(
  all: Parts,
  part: { name: string },
  given: string,
  options: AddOptions,
  io: Io,
): Promise<number> {
  const name = checkedName(given);
  const { dryRun = false, preflight } = options;
  const { one } = kinds[all];
  const work = async (client: Client) => {
    const cluster = await client.get(name);
    const isThere = cluster[all].some((other) => other.name === part.name);
    if (isThere) say(io, `${name} already has a ${one} ${part.name}: this replaces it.`);
    const attempt = () =>
      withProgress(io, `Checking ${name}`, () =>
        client.tryPutPart(name, all, part, { ifVersion: cluster.version, preflight }),
      );
    if (dryRun) {
      const could = isThere ? 'replaced' : 'added';
      tell(await attempt(), name, `${part.name} could be ${could}; nothing was changed.`, options, io);
      return exitCodes.done;
    }
    const isAsked = isThere && options.yes !== true;
    if (isAsked) {
      foretell(await attempt(), io);
      await confirm(io, `Replace the ${one} ${part.name} of ${name}?`, options);
    }
    // What the question was about has just been checked, for exactly this version.
    const conditions = { ifVersion: cluster.version, preflight: preflight && !isAsked };
    const answer = await withProgress(io, `Changing ${name}`, () =>
      untilAnswered(() => client.putPart(name, all, part, conditions), `pullpass get ${name}`, io),
    );
    const became = answer.version === cluster.version ? 'as it was' : isThere ? 'replaced' : 'added';
    tell(answer, name, `${part.name} is ${became}.`, options, io);
    return exitCodes.done;
  };
  return (dryRun ? withClient : withClientForChange)(options, io, work);
}
