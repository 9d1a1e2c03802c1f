import type { ServerResponse } from 'node:http';
import { denied, sendError, serverError, throttled } from './awsError.ts';
import type { Call } from './calls.ts';
import type { Fault } from './faults.ts';

/**
 * Applies a fault to a call.
 *
 * @param resource what the error of `deny` names
 * @returns whether to serve the call now; otherwise it has been answered, or its connection is gone
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
    case 'lost-answer':
      loseAnswer(response);
      return true;
    case 'slow':
      return waitWhileOpen(response, fault.ms);
    default:
      return true;
  }
}

/** From now on, an answer cuts the connection instead. */
function loseAnswer(response: ServerResponse): void {
  response.write = () => true;
  response.end = () => {
    response.socket?.resetAndDestroy();
    return response;
  };
}

/** @returns whether the client is still connected after the time */
function waitWhileOpen(response: ServerResponse, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, true);
    response.once('close', () => {
      clearTimeout(timer);
      resolve(false);
    });
  });
}
