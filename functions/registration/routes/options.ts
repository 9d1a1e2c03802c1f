import type { HttpEvent } from '../http/event.ts';
import { booleanParameter, readQuery } from '../http/query.ts';

/** ?preflight and ?dryRun of everything that registers or changes. */
export function changeOptions(event: HttpEvent): { preflight: boolean; dryRun: boolean } {
  const query = readQuery(event, ['preflight', 'dryRun']);
  return {
    preflight: booleanParameter(query, 'preflight', true),
    dryRun: booleanParameter(query, 'dryRun', false),
  };
}
