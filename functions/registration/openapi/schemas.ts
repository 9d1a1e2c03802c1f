import * as z from 'zod';
import { probeBody, probeResult } from '../../../shared/api/probe.ts';
import * as schemas from '../../../shared/api/schemas.ts';
import { clusterSpecObject } from '../../../shared/clusters/spec.ts';
import { registry } from '../../../shared/registries/schema.ts';
import { target } from '../../../shared/targets/schema.ts';
import { nullable } from './nullable.ts';

/** Names of the schemas under components. */
export type SchemaName = keyof ReturnType<typeof componentSchemas>;

const { name, context, labels, ...patchable } = clusterSpecObject.shape;

/** The schemas under components, made from those that validate requests: `input` for bodies, `output` for answers. */
export function componentSchemas() {
  const body = (schema: z.ZodType) => nullable(plain(z.toJSONSchema(schema, { io: 'input' })));
  const answer = (schema: z.ZodType) => plain(z.toJSONSchema(schema, { io: 'output' }));
  return {
    Registration: body(schemas.registrationBody),
    Replacement: body(schemas.replacementBody),
    Patch: body(patch()),
    Rotation: body(schemas.rotationBody),
    Target: part(target),
    Registry: part(registry),
    Cluster: answer(schemas.clusterResource),
    ChangedCluster: answer(schemas.changedCluster),
    ClusterList: answer(schemas.clusterList),
    DryRun: answer(schemas.dryRunResult),
    CheckResult: answer(schemas.checkResult),
    Probe: body(probeBody),
    ProbeResult: answer(probeResult),
    EventList: answer(schemas.eventList),
    Fleet: answer(schemas.fleet),
    Problem: answer(schemas.problem),
  };
}

/** A merge patch of a cluster: null resets a field to its default, or removes a label. */
function patch() {
  return z.strictObject({
    ...z.strictObject(patchable).partial().shape,
    labels: z.record(z.string(), z.string().nullable()).nullable().optional(),
  });
}

/** One entry of a list. Its name is in the path. */
function part(schema: z.ZodType) {
  const made = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.required !== undefined)
        jsonSchema.required = jsonSchema.required.filter((field) => field !== 'name');
    },
  });
  return nullable(plain(made));
}

function plain({ $schema: _, ...schema }: Record<string, unknown>): unknown {
  return schema;
}
