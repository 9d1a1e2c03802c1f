import { CommandError } from '../../program/errors.ts';
import { names, plural } from '../../words.ts';
import type { DeployOptions } from '../deployStack.ts';
import { allowedBy, given } from './allowedBy.ts';
import { decideShutOut, type ShutOut } from './decideShutOut.ts';
import { readRegistered } from './readRegistered.ts';

/**
 * A warning before a deployment that takes roles or hosts from registered clusters that use them; undefined if there is
 * nothing to warn about. Throws if the parameter responsible was left out: a default is nobody's decision.
 */
export async function checkShutOut(
  options: DeployOptions,
  signal: AbortSignal,
): Promise<{ stops: boolean; text: string } | undefined> {
  const [, partition = '', , , account = ''] = options.arn.split(':');
  const allowed = await allowedBy(options.params, { partition, account });
  const registered = await readRegistered(options, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    const { name } = error as Error;
    throw new CommandError(
      `Could not read which registered clusters this deployment would shut out (${name}).`,
      {
        remedy: `Allow dynamodb:Query and dynamodb:BatchGetItem on the table of the stage to ${options.arn}, and its index listing.`,
        cause: error,
      },
    );
  });
  const shutOut = decideShutOut(registered, allowed);
  if (shutOut.length === 0) return undefined;
  const left = shutOut.filter(({ parameter }) => given(options.params, parameter) === undefined);
  return {
    stops: left.length > 0,
    text: shutOut.map((each) => inWords(each, allowed[each.parameter], left.includes(each))).join('\n\n'),
  };
}

const what = {
  registryRoles: 'roles that PullPass could no longer assume',
  ecrHosts: 'hosts that would no longer get ECR tokens',
} as const;

function inWords(
  { parameter, clusters, needed }: ShutOut,
  allowed: readonly string[],
  stops: boolean,
): string {
  const uses = `${plural(clusters.length, 'registered cluster')} ${clusters.length === 1 ? 'uses' : 'use'}`;
  return [
    `${uses} ${what[parameter]}:`,
    ...names(clusters),
    'They need:',
    ...names(needed),
    ...(stops
      ? [
          'Nothing was deployed. To continue, say what is allowed. This allows all that is used today, and the default:',
          `  --param '${parameter}=${[...allowed, ...needed].join(',')}'`,
          `To shut them out, say so: --param '${parameter}=${allowed.join(',')}'`,
        ]
      : [`They are shut out, because the parameter ${parameter} says so.`]),
  ].join('\n');
}
