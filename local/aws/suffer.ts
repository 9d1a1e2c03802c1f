import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { denied, sendError, serverError, throttled } from './awsError.ts';
import type { Call } from './calls.ts';
import type { Fault } from './faults.ts';

/**
 * Lets a call suffer its fault.
 *
 * @param resource what the wording of `deny` names
 * @returns whether the call is to be served now; otherwise it has been answered, or its connection is gone
 */
export async function suffer(
  fault: Fault | undefined,
  call: Call,
  response: ServerResponse,
  resource?: string,
): Promise<boolean> {
  switch (fault?.kind) {
    case 'throttle':
      sendError(response, call.service, throttled(call));
      return false;
    case 'deny':
      sendError(response, call.service, denied(call, resource));
      return false;
    case 'error':
      sendError(response, call.service, serverError(call));
      return false;
    case 'reset':
      response.socket?.resetAndDestroy();
      return false;
    case 'hang':
      return false;
    case 'slow':
      await Promise.race([delay(fault.delayMs), once(response, 'close')]);
      return !response.closed;
    default:
      return true;
  }
}
