import * as z from 'zod';
import { clusterSpecObject } from '../../../shared/clusters/spec.ts';
import * as schemas from '../schemas.ts';
import type { SchemaName } from './operations.ts';

const { name, context, labels, ...patchable } = clusterSpecObject.shape;

/** Under components, made from what validates the requests: `input` for bodies, `output` for answers. */
export function componentSchemas(): Record<SchemaName, unknown> {
  const body = (schema: z.ZodType) => plain(z.toJSONSchema(schema, { io: 'input' }));
  const answer = (schema: z.ZodType) => plain(z.toJSONSchema(schema, { io: 'output' }));
  return {
    Registration: body(schemas.registrationBody),
    Replacement: body(schemas.replacementBody),
    Patch: body(patch()),
    Rotation: body(schemas.rotationBody),
    Cluster: answer(schemas.clusterResource),
    ClusterWithPreflight: answer(schemas.clusterWithPreflight),
    ClusterList: answer(schemas.clusterList),
    DryRun: answer(schemas.dryRunResult),
    EventList: answer(schemas.eventList),
    Fleet: answer(schemas.fleet),
    Problem: answer(schemas.problem),
  };
}

/** A merge patch of a cluster: null takes a field back to its default, and a label out. */
function patch() {
  return z.strictObject({
    ...z.strictObject(patchable).partial().shape,
    labels: z.record(z.string(), z.string().nullable()).nullable().optional(),
  });
}

function plain({ $schema: _, ...schema }: Record<string, unknown>): unknown {
  return schema;
}
