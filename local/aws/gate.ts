import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { type AwsService, attemptOf, type Call } from './calls.ts';
import { refuseForeign, sendProblem } from './loopback.ts';
import { credentialScope, localCaller } from './sessions.ts';
import { StaleReads } from './staleReads.ts';
import { suffer } from './suffer.ts';
import type { AwsWorld } from './world.ts';

/**
 * Puts a gate in front of somebody else's emulator: it refuses requests that do not come from this machine's own
 * programs, counts calls and injects faults. The emulator serves everything else as before.
 */
export function gate(server: Server, service: AwsService, world: AwsWorld): void {
  const emulators = server.listeners('request') as RequestListener[];
  const stale = new StaleReads();
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const refusal = refuseForeign(request);
    if (refusal) return sendProblem(response, refusal);
    const call = callOf(request, service);
    world.calls.record(call);
    const fault = world.faults.take(call, request.socket.remotePort);
    const emulate = (...passed: Parameters<RequestListener>) => {
      if (!reads.test(call.operation)) afterEnd(response, () => world.calls.recordWrite());
      for (const emulator of emulators) emulator(...passed);
    };
    void suffer(fault, call, response).then((served) => {
      if (!served) return;
      if (fault?.kind === 'stale') void stale.serve(request, response, emulate);
      else emulate(request, response);
    });
  });
}

const reads = /^(Get|BatchGet|Query|Scan|Describe|List)/;

/** Calls `act` when the answer ends, even if a fault loses it. */
function afterEnd(response: ServerResponse, act: () => void): void {
  const end = response.end as (...given: unknown[]) => ServerResponse;
  response.end = ((...given: unknown[]) => {
    act();
    return end.apply(response, given);
  }) as typeof response.end;
}

function callOf(request: IncomingMessage, service: AwsService): Call {
  const target = String(request.headers['x-amz-target'] ?? '');
  return {
    service,
    operation: target.slice(target.lastIndexOf('.') + 1),
    region: credentialScope(request.headers.authorization)?.region ?? '',
    principal: localCaller,
    attempt: attemptOf(request.headers),
  };
}
