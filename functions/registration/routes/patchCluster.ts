import { readOnlyFields } from '../../../shared/api/schemas.ts';
import { clusterSpec, clusterSpecObject } from '../../../shared/clusters/spec.ts';
import { specOf } from '../../../shared/clusters/specOf.ts';
import { isObject } from '../../../shared/isObject.ts';
import { mergePatch } from '../../../shared/mergePatch.ts';
import { applyChange } from '../change/applyChange.ts';
import { findCluster } from '../change/find.ts';
import { readJson } from '../http/body.ts';
import { nameOf } from '../http/event.ts';
import * as common from '../openapi/answers.ts';
import * as examples from '../openapi/examples.ts';
import type { Route } from '../route.ts';
import { invalid, validate } from '../validation/validate.ts';
import { changedAnswer } from './clusterAnswer.ts';
import { refuseNewContext, refuseOtherName } from './immutable.ts';
import { changeOptions } from './options.ts';

const bodyTypes = ['application/merge-patch+json', 'application/json'];

/** JSON Merge Patch on everything that can be set, except the kubeconfig. */
export const patchCluster: Route = {
  method: 'PATCH',
  path: '/clusters/{name}',
  id: 'patchCluster',
  summary: 'Change some fields by JSON Merge Patch (RFC 7386); all but name, context and kubeconfig',
  query: ['preflight', 'dryRun'],
  ifMatch: true,
  body: { schema: 'Patch', types: bodyTypes, example: examples.patch },
  answers: { 200: common.changed },
  problems: [404, 409],
  handle: async (request, world) => {
    const { event } = request;
    const name = nameOf(request);
    const options = changeOptions(request);
    const patch = readJson(event, bodyTypes);
    if (!isObject(patch)) validate(clusterSpecObject.partial(), patch);
    else refuseUnpatchable(name, patch);
    await findCluster(world, name);

    const applied = await applyChange(
      world,
      request,
      name,
      (current) => {
        const spec = specOf(validate(clusterSpec, mergePatch(specOf(current.spec), patch)));
        refuseNewContext(current, spec.context);
        return { spec };
      },
      options,
    );
    return changedAnswer(world, applied, options);
  },
};

function refuseUnpatchable(name: string, patch: Record<string, unknown>): void {
  if (Object.hasOwn(patch, 'name')) refuseOtherName(name, patch['name']);
  const elsewhere = {
    kubeconfig: `is not patched: send it to PUT /clusters/${name}/kubeconfig`,
    ...Object.fromEntries(Object.keys(readOnlyFields).map((field) => [field, 'is read-only'])),
    version: 'is read-only: If-Match says which version is to be changed',
  };
  const errors = Object.entries(elsewhere)
    .filter(([field]) => Object.hasOwn(patch, field))
    .map(([field, message]) => ({
      pointer: `/${field}`,
      message,
      expected: 'no such field',
      received: 'a value',
    }));
  if (errors.length > 0) throw invalid(errors);
  // After the merge, a null would be gone, and a misspelt field name with it.
  const { shape } = clusterSpecObject;
  const unknown = Object.entries(patch).filter(
    ([field, value]) => value === null && !Object.hasOwn(shape, field),
  );
  validate(clusterSpecObject.partial(), Object.fromEntries(unknown));
}
