import * as z from 'zod';
import { grantsOf } from '../../shared/rbac/grantsOf.ts';
import type { Identity } from '../../shared/rbac/identity.ts';
import { manifestsOf } from '../../shared/rbac/manifestsOf.ts';
import { serviceAccountIn } from '../../shared/rbac/serviceAccountIn.ts';
import { type Target, target as targetSchema } from '../../shared/targets/schema.ts';
import { fieldErrors } from '../../shared/validation/fieldError.ts';
import { dnsLabel, dnsSubdomain } from '../../shared/validation/names.ts';
import { withClient } from '../connect/connect.ts';
import { objectIn } from '../files/objectIn.ts';
import { readText } from '../files/readText.ts';
import { clustersIn } from '../fleetfile/load.ts';
import { usageError } from '../program/errors.ts';
import type { Io } from '../program/io.ts';
import { targetOf } from '../register/targetOf.ts';
import { checkedName } from '../select/chooseNames.ts';
import { fieldErrorLines } from '../terminal/fieldErrorLines.ts';
import { manifestText } from './manifestText.ts';
import type { PermissionsOptions } from './options.ts';

/** A cluster's identity if no other is named. */
export const usual: Identity = { namespace: 'pullpass', name: 'pullpass' };

/** Who the permissions are for, and for which targets. */
export interface Subject {
  targets: Target[];
  /** Whether its token should renew itself. */
  renew: boolean;
  /** The service account that a registered cluster uses; otherwise undefined. */
  identity?: Identity | undefined;
}

/** The targets of a registered cluster, a file, or flags. Rejects with a CommandError. */
export async function subjectOf(
  name: string | undefined,
  options: PermissionsOptions,
  io: Io,
): Promise<Subject> {
  const { file, namespaces, serviceAccounts, secretName } = options;
  const hasFlags = [namespaces, serviceAccounts, secretName].some((flag) => flag !== undefined);
  if (file !== undefined) {
    if (hasFlags) throw usageError('Flags and --file both describe the targets.', 'Give one of them.');
    return described(file, await readText('--file', file, io), name);
  }
  if (hasFlags) {
    if (name !== undefined)
      throw usageError('A cluster and flags both describe the targets.', 'Give one of them.');
    return { targets: valid('the flags', [targetOf(options)]), renew: false };
  }
  if (name === undefined)
    throw usageError('Permissions for what?', 'Give the name of a cluster, or --file, or --namespaces.');
  const { targets, renew, status } = await withClient(options, io, (client) => client.get(checkedName(name)));
  return { targets, renew, identity: serviceAccountIn(status.kubeconfig.identity) };
}

/** From a fleet file: the named cluster; without a name, the only cluster, or clusters that all need the same. */
function described(file: string, text: string, name: string | undefined): Subject {
  const value = objectIn('--file', file, text, {
    what: 'a cluster or a fleet',
    remedy: 'It is a cluster with its targets, or a fleet file with clusters.',
  });
  if (!('clusters' in value) && !('defaults' in value)) {
    if (Array.isArray(value['targets']) && value['targets'].length > 0)
      return { targets: valid(file, value['targets'] as unknown[]), renew: value['renew'] === true };
    throw usageError(`--file: ${file} has no targets.`, 'It is a cluster with its targets, or a fleet file.');
  }
  const clusters = clustersIn([{ name: file, folder: '.', text }]);
  const wanted = name === undefined ? clusters : clusters.filter((cluster) => cluster.name === name);
  const [first] = wanted;
  if (first === undefined)
    throw usageError(
      name === undefined ? `--file: ${file} has no clusters.` : `--file: ${file} has no cluster "${name}".`,
    );
  const needs = new Set(
    wanted.map(({ spec: { targets, renew = false } }) =>
      manifestText(manifestsOf(grantsOf(targets), usual, { renews: renew })),
    ),
  );
  if (needs.size === 1) return { targets: first.spec.targets, renew: first.spec.renew ?? false };
  throw usageError(
    `--file: the ${clusters.length} clusters of ${file} need different permissions.`,
    `Name one: pullpass permissions ${first.name} -f ${file}`,
  );
}

/** Throws a usage error that names each wrong field. */
function valid(where: string, given: readonly unknown[]): Target[] {
  const schema = z.array(targetSchema);
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const errors = fieldErrors(schema, given, read.error.issues);
  throw usageError(
    [`The targets of ${where} are wrong:`, ...fieldErrorLines(errors)].join('\n'),
    'docs/api.md has all fields.',
  );
}

/** `NAMESPACE/NAME`. Throws a usage error. */
export function identityIn(text: string): Identity {
  const [namespace = '', name = '', ...more] = text.split('/');
  if (more.length === 0 && dnsLabel.safeParse(namespace).success && dnsSubdomain.safeParse(name).success)
    return { namespace, name };
  throw usageError(
    `--identity is "${text}".`,
    'It is NAMESPACE/NAME of a service account, such as pullpass/pullpass.',
  );
}
