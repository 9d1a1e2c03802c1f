import { faultFields } from '../../shared/observability/log.ts';
import type { World } from './world.ts';

/** Does something whose failure must not fail the request: the log then says so, and the result is undefined. */
export async function orWarn<T>(
  { log }: Pick<World, 'log'>,
  cluster: string,
  message: string,
  act: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    log.warn(message, { cluster, ...faultFields(error) });
    return undefined;
  }
}
