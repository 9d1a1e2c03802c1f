import { Failure } from '../failure.ts';
import type { Progress, Wait } from './progress.ts';
import { describe, type RequestName } from './requestName.ts';
import type { Route } from './route.ts';

/** Completes "… within 10 s". */
const missed: Record<Wait, (who: string) => string> = {
  'a free connection': (who) => `no connection to ${who} was free`,
  'the address of its name': (who) => `the name of ${who} was not resolved`,
  'the connection': (who) => `${who} did not take the connection`,
  'the TLS handshake': (who) => `${who} did not finish the TLS handshake`,
  'the answer': (who) => `${who} did not answer`,
};

const remedies: Record<Wait, (who: string) => string> = {
  'a free connection': (who) => `All connections wait for ${who}: look at its health and its load.`,
  'the address of its name': (who) =>
    `Check that PullPass’s network has a resolver that answers for the name of ${who}.`,
  'the connection': (who) =>
    `Check the routes, security groups and firewalls between PullPass’s network and ${who}: a connection that hangs is most often a dropped packet.`,
  'the TLS handshake': (who) =>
    `Check that ${who} speaks TLS at this port, and any firewall or load balancer on the way that looks into TLS.`,
  'the answer': (who) => `Look at the health and the load of ${who}, and at its webhooks.`,
};

/** A request that exceeded its time limit (milliseconds), and what it was waiting for. */
export function timeoutFailure(
  request: RequestName,
  milliseconds: number,
  { ofProxy, wait }: Progress,
  { proxy }: Route = {},
): Failure {
  const seconds = `${Math.round(milliseconds / 100) / 10} s`;
  const who = ofProxy ? `the proxy ${proxy}` : `the API server at ${request.host}`;
  // Behind a proxy, the server's address is the proxy’s business.
  const asked = ofProxy && wait === 'the answer' ? `${who} did not answer CONNECT` : missed[wait](who);
  return new Failure('timeout', `${describe(request)}: ${asked} within ${seconds}`, {
    ...(ofProxy && { ofProxy }),
    remedy:
      ofProxy && wait === 'the answer'
        ? `Check that ${who} can connect to ${request.host}, and that it is an HTTP proxy.`
        : remedies[wait](who),
  });
}

/** A request that was not sent. */
export function deadlineFailure(request: RequestName): Failure {
  return new Failure(
    'timeout',
    `${describe(request)} was not made: the time limit of the whole push had run out`,
    {
      remedy: `Check the API server at ${request.host}: it answers slowly, or has very many namespaces for its speed.`,
    },
  );
}
