import { probeBody } from '../../../shared/api/probe.ts';
import { json } from '../http/answer.ts';
import { readJson } from '../http/body.ts';
import { callerOf } from '../http/event.ts';
import { refuseUnknownSite } from '../networks/refuseUnknownSite.ts';
import * as examples from '../openapi/examples.ts';
import { probeInWords } from '../probe/probeInWords.ts';
import { readAddress } from '../probe/readAddress.ts';
import type { Route } from '../route.ts';
import { validate } from '../validation/validate.ts';

/** Milliseconds for a probe, including the call of the push function. */
const limit = 15_000;

/**
 * Whether a site's workers can reach an API server, and whether TLS works, for a cluster that is not registered yet.
 * Answers 200 whatever it finds, and changes nothing. It has its own path, so that IAM can grant it separately.
 */
export const probeAddress: Route = {
  method: 'POST',
  path: '/probe',
  id: 'probeAddress',
  summary:
    'Test whether the workers of a site reach an API server and its TLS is valid; sends no credential, changes nothing',
  body: { schema: 'Probe', example: examples.probe },
  answers: {
    200: {
      text: 'The result, good or bad',
      schema: 'ProbeResult',
      example: examples.probed,
    },
  },
  handle: async ({ event, answerBy }, world) => {
    const body = validate(probeBody, readJson(event));
    refuseUnknownSite(world.networks, body);
    const address = readAddress(body, world.allowedCidrs);

    const { server, tlsServerName, proxyUrl } = address;
    const { site } = body;
    const called = { server, tlsServerName, proxy: proxyUrl && new URL(proxyUrl).host, site };
    world.log.info('probe asked for', {
      by: callerOf(event),
      ...called,
      requestId: event.requestContext.requestId,
    });
    const found = await world.networks.probe(address, site, Math.min(world.now() + limit, answerBy));
    return json(200, probeInWords(found, { address, site }));
  },
};
