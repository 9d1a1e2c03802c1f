import { faultFields } from '../../shared/observability/log.ts';
import type { World } from './world.ts';

/** Does what no request may fail of: if it fails, the log says so, and the result is undefined. */
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
