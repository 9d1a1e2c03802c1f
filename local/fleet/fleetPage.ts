import { askOf } from '../../functions/widget/event.ts';
import { fleetFragment } from '../../functions/widget/fleet.ts';
import { hrefLinks } from '../../functions/widget/render/hrefLinks.ts';
import type { World } from '../../functions/widget/world.ts';
import type { HttpApiEvent } from '../aws/httpApiEvent.ts';
import { document, headers } from './document.ts';

/** Where the page is. The API's own /fleet is JSON: a browser asks for HTML, and a program does not. */
export const fleetPath = '/fleet';

/** The fleet, or one cluster of it. */
const ofFleet = /^\/fleet(?:\/(?<cluster>[a-z0-9-]*))?$/;

export function wantsPage({ rawPath, headers, requestContext }: HttpApiEvent): boolean {
  return (
    ofFleet.test(rawPath) &&
    requestContext.http.method === 'GET' &&
    (headers['accept'] ?? '').includes('text/html')
  );
}

/** Answers with what the CloudWatch widget shows, with links in place of the console's actions. */
export async function fleetPage({ rawPath, queryStringParameters }: HttpApiEvent, world: World) {
  const dress = { theme: 'auto', links: hrefLinks(fleetPath) } as const;
  const cluster = ofFleet.exec(rawPath)?.groups?.['cluster'];
  const fragment = await fleetFragment(askOf({ ...queryStringParameters, cluster }), dress, world);
  return { statusCode: 200, headers, body: document(fragment) };
}
