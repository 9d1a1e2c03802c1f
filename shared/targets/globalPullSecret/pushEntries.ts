import { asFailure, Failure } from '../../failure.ts';
import { iso } from '../../iso.ts';
import { authEntry } from '../../registries/credential.ts';
import { registryHosts } from '../../registries/hosts.ts';
import { eachNamespace } from '../eachNamespace.ts';
import type { RegistryWithCredential, TargetContext, TargetResult } from '../kind.ts';
import { mayHaveWritten } from '../secrets/apply.ts';
import { hour, type WantedEntry, type WriteDecision } from './decideWrite.ts';
import { editSecret, namespace, secretName } from './editSecret.ts';
import { earliestEnd, plan } from './plan.ts';
import { refuseOtherPlatforms } from './platform.ts';
import type { GlobalPullSecret } from './schema.ts';

const object = `secret ${namespace}/${secretName}`;

/** Merges the credentials into the secret, if and when that is necessary. */
export async function pushEntries(
  { everyHours }: GlobalPullSecret,
  credentials: readonly RegistryWithCredential[],
  context: TargetContext,
): Promise<TargetResult> {
  try {
    context.claim(namespace, secretName);
    await refuseOtherPlatforms(context.api);
  } catch (error) {
    return { failure: asFailure(error), namespaces: [] };
  }

  const wanted = credentials.flatMap(wantedFrom);
  const bound = credentials.filter(({ credential }) => credential.boundSince !== undefined);
  const withdrawnAt = Math.max(context.withdrawnAt ?? 0, bound.length > 0 ? context.now() - hour : 0);
  let done: Omit<TargetResult, 'namespaces'> = {};
  const namespaces = await eachNamespace([{ name: namespace, terminating: false }], context, async () => {
    try {
      const { cluster, servedAt } = context;
      const { verdict } = await editSecret(context, (secret) =>
        plan(secret, { cluster, wanted, everyHours, now: context.now(), servedAt, withdrawnAt }),
      );
      if (verdict.act === 'wait') throw mustWait(verdict, everyHours);
      done = resultOf(verdict, wanted, bound.flatMap(wantedFrom));
    } catch (error) {
      if (mayHaveWritten(error)) done = { writtenUntil: earliestEnd(wanted) };
      throw error;
    }
  });
  return { namespaces, ...done };
}

function wantedFrom({ registry, credential }: RegistryWithCredential): WantedEntry[] {
  const { expiresAt } = credential;
  return registryHosts(registry).map((host) => ({ host, auth: authEntry(credential), expiresAt }));
}

function resultOf(
  verdict: Exclude<WriteDecision, { act: 'wait' }>,
  wanted: readonly WantedEntry[],
  bound: readonly WantedEntry[],
): Omit<TargetResult, 'namespaces'> {
  // The credentials in the secret may expire earlier than the new ones.
  if (verdict.act === 'keep') return { writtenUntil: Math.min(verdict.until, earliestEnd(bound)) };
  const { repairs: because } = verdict;
  return {
    writtenUntil: earliestEnd(wanted),
    ...(because !== undefined && { repairs: [{ object, because }] }),
  };
}

function mustWait(
  { until, because, byOthers }: Extract<WriteDecision, { act: 'wait' }>,
  everyHours: number,
): Failure {
  return new Failure(
    'conflict',
    `The ${object} is wrong: ${because}. It is corrected after ${iso(until)}, because each write restarts the kubelets and ${everyHours} hours must lie between two writes`,
    {
      remedy: byOthers
        ? `Find what rewrites ${namespace}/${secretName}: "kubectl get secret ${secretName} -n ${namespace} --show-managed-fields -o yaml" shows who wrote last. It must keep the entries of others.`
        : 'You need not do anything. If images cannot be pulled until then, add the entry by hand.',
    },
  );
}
