import type * as z from 'zod';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { type ClusterSpec, clusterSpec } from '../../../shared/clusters/spec.ts';
import { specOf } from '../../../shared/clusters/specOf.ts';
import { type Registry, registry } from '../../../shared/registries/schema.ts';
import { type Target, target } from '../../../shared/targets/schema.ts';
import { Problem } from '../http/problem.ts';
import { registration } from '../openapi/examples.ts';
import { validate } from '../validation/validate.ts';

/** A list in a cluster whose entries have their own paths. */
export interface PartList {
  list: 'targets' | 'registries';
  /** What an entry is called, also in the path. */
  one: 'target' | 'registry';
  schema: z.ZodType<Target | Registry>;
  /** The schema's name in OpenAPI. */
  schemaName: 'Target' | 'Registry';
  example: unknown;
}

export const targetParts: PartList = {
  list: 'targets',
  one: 'target',
  schema: target,
  schemaName: 'Target',
  example: registration.targets[0],
};
export const registryParts: PartList = {
  list: 'registries',
  one: 'registry',
  schema: registry,
  schemaName: 'Registry',
  example: registration.registries[0],
};

export const pathOf = ({ list, one }: PartList): string => `/clusters/{name}/${list}/{${one}}`;

/** The index of the entry with that name in the record's list; -1 if there is none. */
export const placeOf = ({ spec }: ClusterRecord, { list }: PartList, name: string): number =>
  spec[list].findIndex((entry) => entry.name === name);

/**
 * The spec with one of its lists replaced. Throws a Problem 422; errors in the entry at index `sent` are reported
 * relative to the body, which is that entry.
 */
export function specWith(
  { spec }: ClusterRecord,
  { list }: PartList,
  entries: readonly (Target | Registry)[],
  sent = -1,
): ClusterSpec {
  const own = `/${list}/${sent}`;
  return specOf(
    validate(clusterSpec, { ...spec, [list]: entries }, (pointer) =>
      pointer === own || pointer.startsWith(`${own}/`) ? pointer.slice(own.length) : pointer,
    ),
  );
}

export function noSuchPart(record: ClusterRecord, { list, one }: PartList, name: string): Problem {
  const known = record.spec[list].map((entry) => entry.name).join(', ');
  return new Problem(404, `no-such-${one}`, `The cluster "${record.name}" has no ${one} of that name.`, {
    remedy: `It has ${known}. PUT /clusters/${record.name}/${list}/${/^[a-z0-9-]{1,63}$/.test(name) ? name : 'NAME'} adds one.`,
  });
}
