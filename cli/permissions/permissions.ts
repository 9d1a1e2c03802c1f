import { grantsOf } from '../../shared/rbac/grantsOf.ts';
import { manifestsOf } from '../../shared/rbac/manifestsOf.ts';
import { commandLine } from '../output/next.ts';
import { say } from '../output/say.ts';
import { exitCodes } from '../program/errors.ts';
import type { Io } from '../program/io.ts';
import { printedManifests } from './manifestText.ts';
import type { PermissionsOptions } from './options.ts';
import { identityIn, subjectOf, usual } from './subjectOf.ts';

/** `pullpass permissions`: manifests for `oc apply -f -`, in every format but names. */
export async function permissions(
  name: string | undefined,
  options: PermissionsOptions,
  io: Io,
): Promise<number> {
  const given = options.identity === undefined ? undefined : identityIn(options.identity);
  const { targets, renew, identity = usual } = await subjectOf(name, options, io);
  const renews = options.renew ?? renew;
  const manifests = manifestsOf(grantsOf(targets), given ?? identity, { renews });
  io.stdout.write(printedManifests(manifests, options.output));
  sayHowToApply(name, options, io);
  return exitCodes.done;
}

function sayHowToApply(name: string | undefined, options: PermissionsOptions, io: Io): void {
  if (io.stderr.isTTY !== true || options.output !== 'table' || name === undefined) return;
  const from = options.file === undefined ? '' : ` -f ${options.file}`;
  const renew = options.renew ? ' --renew' : '';
  const command = `${commandLine(`permissions ${name}${from}${renew}`, options, io.environment)} | oc apply -f -`;
  say(io, `Apply it, as an admin of that cluster: ${command}`);
}
