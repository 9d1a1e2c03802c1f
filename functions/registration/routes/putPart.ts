import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { isObject } from '../../../shared/isObject.ts';
import type { Registry } from '../../../shared/registries/schema.ts';
import type { Target } from '../../../shared/targets/schema.ts';
import { applyChange, type Wanted } from '../change/applyChange.ts';
import { findCluster } from '../change/find.ts';
import { header, readJson } from '../http/body.ts';
import { nameOf, parameterOf } from '../http/event.ts';
import { Problem } from '../http/problem.ts';
import * as common from '../openapi/answers.ts';
import { type PartList, pathOf, placeOf, specWith } from '../parts/part.ts';
import type { Route } from '../route.ts';
import { validate } from '../validation/validate.ts';
import { changedAnswer } from './clusterAnswer.ts';
import { refuseOtherName } from './immutable.ts';
import { changeOptions } from './options.ts';

/** Adds or replaces one target or registry; all others stay as they are. Its name is the one in the path. */
export function putPart(of: PartList): Route {
  return {
    method: 'PUT',
    path: pathOf(of),
    id: `put${of.schemaName}`,
    summary: `Add one ${of.one} to a cluster, or replace it; all others stay`,
    query: ['preflight', 'dryRun'],
    ifMatch: true,
    ifNoneMatch: true,
    body: { schema: of.schemaName, example: of.example },
    answers: {
      200: common.changed,
      201: { ...common.changed, text: 'Added', schema: 'ChangedCluster' },
    },
    problems: [404, 409],
    handle: async (request, world) => {
      const { event } = request;
      const cluster = nameOf(request);
      const name = parameterOf(request, of.one);
      const options = changeOptions(request);
      const entry = validate(of.schema, named(readJson(event), name));
      refuseOtherName(name, entry.name, of.one);
      await findCluster(world, cluster);

      let isNew = false;
      const put = (record: ClusterRecord): Wanted => {
        const entries: readonly (Target | Registry)[] = record.spec[of.list];
        const found = placeOf(record, of, name);
        isNew = found < 0;
        if (!isNew && header(event, 'if-none-match')?.trim() === '*') throw takenPart(of, name);
        const place = isNew ? entries.length : found;
        return { spec: specWith(record, of, entries.toSpliced(place, 1, entry), place) };
      };
      const applied = await applyChange(world, request, cluster, put, options);
      const added = { status: 201, location: `/clusters/${cluster}/${of.list}/${name}` };
      return changedAnswer(world, applied, isNew ? { ...options, ...added } : options);
    },
  };
}

function named(body: unknown, name: string): unknown {
  return isObject(body) && (body['name'] === undefined || body['name'] === null) ? { ...body, name } : body;
}

function takenPart({ one }: PartList, name: string): Problem {
  return new Problem(412, 'precondition-failed', `There is a ${one} "${name}" already.`, {
    remedy: 'Leave out If-None-Match to replace it.',
  });
}
