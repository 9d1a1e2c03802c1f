import * as z from 'zod';
import { clusterSpecObject } from '../../../shared/clusters/spec.ts';
import { registry } from '../../../shared/registries/schema.ts';
import { target } from '../../../shared/targets/schema.ts';
import { access, defaultFieldNames, omit } from '../parse/structure.ts';

const { name, labels, renew, paused } = clusterSpecObject.shape;

/** A field that the other side of a merge may provide. null removes a default. */
const mergeable = <S extends z.ZodType>(schema: S) => schema.nullish();

/** A list entry before the merge: any of its fields may come from the other side. */
function part({ shape, description = '' }: z.ZodObject): z.ZodType {
  const fields = Object.entries(shape).map(([field, schema]) => [
    field,
    field === 'kind' || field === 'name' ? (schema as z.ZodType).optional() : mergeable(schema as z.ZodType),
  ]);
  return z.strictObject(Object.fromEntries(fields)).describe(description);
}

const parts = (options: readonly z.ZodType[]) =>
  z.array(z.union(options.map((each) => part(each as z.ZodObject))));

const shared = {
  ...Object.fromEntries(defaultFieldNames.map((field) => [field, mergeable(clusterSpecObject.shape[field])])),
  labels: mergeable(z.record(z.string(), z.string().nullable())).describe(
    labels.description ?? 'Labels of the cluster.',
  ),
  registries: mergeable(parts(registry.options)).describe('Merged by name.'),
  targets: mergeable(parts(target.options)).describe(
    'Merged by name; an unnamed one has the name of its kind.',
  ),
  renew: mergeable(renew).describe('If left out, it stays as it is.'),
};

const fleet = z
  .strictObject({
    defaults: z
      .strictObject(shared)
      .nullish()
      .describe('Merged into each cluster: fields of the cluster win, lists are replaced whole.'),
    clusters: z.array(
      z.strictObject({
        name,
        ...shared,
        paused: mergeable(paused).describe('If left out, it stays as it is.'),
        omit: omit.nullish(),
        access: access.nullish(),
      }),
    ),
  })
  .describe('A fleet of PullPass: pullpass apply -f FILE makes it so.');

/** The JSON Schema of a fleet file, for completion, help and checks in editors. */
export function editorSchema(): object {
  return {
    title: 'PullPass fleet',
    ...z.toJSONSchema(fleet, { io: 'input', target: 'draft-7', reused: 'ref' }),
  };
}
