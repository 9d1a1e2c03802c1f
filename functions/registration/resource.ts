import type { ClusterRecord } from '../../shared/clusters/record.ts';
import { problemsOf } from '../../shared/registries/notes.ts';
import { specOf } from './routes/specOf.ts';
import type { ClusterResource } from './schemas.ts';

/** A record as callers see it: where its kubeconfig lies, claims and retired targets are not theirs. */
export function toResource({ spec, status, kubeconfig, version }: ClusterRecord): ClusterResource {
  const {
    failingSince: _,
    servedVersion: ___,
    withdrawnAt: ____,
    tokenNotes,
    namespaces,
    error,
    ...shown
  } = status;
  const { version: __, ...reference } = kubeconfig;
  const problems = [...(error === undefined ? [] : [error]), ...problemsOf(spec.registries, tokenNotes)];
  const trouble = { ...(error !== undefined && { error }), ...(problems.length > 0 && { problems }) };
  return { ...specOf(spec), status: { ...shown, ...trouble, namespaces, kubeconfig: reference }, version };
}
