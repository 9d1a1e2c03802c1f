import { usageError } from '../program/errors.ts';

/** Flags that describe a target. */
export interface TargetOptions {
  namespaces?: string[] | undefined;
  serviceAccounts?: string[] | undefined;
  /** Default: ecr-credentials. */
  secretName?: string | undefined;
}

/** The target that flags describe, in the API's form. Throws a usage error if they name no namespaces. */
export function targetOf({
  namespaces = [],
  serviceAccounts = [],
  secretName = 'ecr-credentials',
}: TargetOptions) {
  if (namespaces.length === 0)
    throw usageError('Which namespaces?', "Give --namespaces, such as --namespaces payments,'team-*'.");
  return {
    kind: 'imagePullSecret' as const,
    secretName,
    namespaces: { include: namespaces },
    serviceAccounts,
  };
}
