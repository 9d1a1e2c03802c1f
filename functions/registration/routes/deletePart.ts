import { applyChange } from '../change/applyChange.ts';
import { nameOf, parameterOf } from '../http/event.ts';
import { booleanParameter } from '../http/query.ts';
import * as common from '../openapi/answers.ts';
import { noSuchPart, type PartList, pathOf, placeOf, specWith } from '../parts/part.ts';
import { refuseDeletion } from '../parts/refuseDeletion.ts';
import type { Route } from '../route.ts';
import { changedAnswer } from './clusterAnswer.ts';

/**
 * Deletes one target or registry; all others stay as they are. Without a preflight: what is no longer written needs no
 * check, and a fault of another target must not prevent the deletion.
 */
export function deletePart(of: PartList): Route {
  return {
    method: 'DELETE',
    path: pathOf(of),
    id: `delete${of.schemaName}`,
    summary:
      of.one === 'target'
        ? 'Remove one target from a cluster, and what it wrote from the cluster’s namespaces'
        : 'Remove one registry from a cluster, if no target names it',
    query: ['dryRun'],
    ifMatch: true,
    answers: { 200: common.changed },
    problems: [404, 409],
    handle: async (request, world) => {
      const dryRun = booleanParameter(request.query, 'dryRun', false);
      const name = parameterOf(request, of.one);
      const applied = await applyChange(
        world,
        request,
        nameOf(request),
        (record) => {
          const place = placeOf(record, of, name);
          if (place < 0) throw noSuchPart(record, of, name);
          refuseDeletion(record, of, name);
          return { spec: specWith(record, of, record.spec[of.list].toSpliced(place, 1)) };
        },
        { preflight: false, dryRun },
      );
      return changedAnswer(world, applied, { dryRun });
    },
  };
}
