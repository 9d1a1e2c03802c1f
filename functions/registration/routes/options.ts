import type { Request } from '../http/event.ts';
import { booleanParameter } from '../http/query.ts';

/** ?preflight and ?dryRun, for every request that registers or changes. */
export function changeOptions({ query }: Pick<Request, 'query'>): { preflight: boolean; dryRun: boolean } {
  return {
    preflight: booleanParameter(query, 'preflight', true),
    dryRun: booleanParameter(query, 'dryRun', false),
  };
}
