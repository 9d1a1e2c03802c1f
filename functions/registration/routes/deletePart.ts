import { applyChange } from '../change/applyChange.ts';
import { nameOf, parameterOf } from '../http/event.ts';
import { booleanParameter, readQuery } from '../http/query.ts';
import { noSuchPart, type PartList, placeOf, specWith } from '../parts/part.ts';
import { refuseDeletion } from '../parts/refuseDeletion.ts';
import type { Route } from '../routes.ts';
import { changedAnswer, dryRunAnswer } from './clusterAnswer.ts';

/**
 * Takes out one target or registry; all others stay as they are. Without a preflight: what is not written any more needs
 * no check, and a fault of another target must not keep this one there.
 */
export function deletePart(of: PartList): Route['answer'] {
  return async (request, world) => {
    const dryRun = booleanParameter(readQuery(request.event, ['dryRun']), 'dryRun', false);
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
    return dryRun ? dryRunAnswer(world, applied) : changedAnswer(world, 200, applied);
  };
}
