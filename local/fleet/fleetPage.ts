import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../cli/deploy/build/functions.ts';
import { askOf } from '../../functions/widget/event.ts';
import { fleetFragment } from '../../functions/widget/fleet.ts';
import { hrefLinks } from '../../functions/widget/render/hrefLinks.ts';
import type { World } from '../../functions/widget/world.ts';
import type { HttpApiEvent } from '../aws/httpApiEvent.ts';
import { document, headers } from './document.ts';

/** Path of the page. The API's own /fleet is JSON: browsers ask for HTML, programs do not. */
export const fleetPath = '/fleet';

/** The fleet, or one cluster of it. */
const ofFleet = /^\/fleet(?:\/(?<cluster>[a-z0-9-]*))?$/;

/** A page of the documentation that remedies name. */
const ofDocs = /^\/docs\/(?<page>(?:[a-z-]+\/)?[a-z-]+\.md)$/;

export function wantsPage({ rawPath, headers, requestContext }: HttpApiEvent): boolean {
  return (
    (ofFleet.test(rawPath) || ofDocs.test(rawPath)) &&
    requestContext.http.method === 'GET' &&
    (headers['accept'] ?? '').includes('text/html')
  );
}

/** Answers with what the CloudWatch widget shows, with links in place of the console's actions. */
export async function fleetPage({ rawPath, queryStringParameters }: HttpApiEvent, world: World) {
  const page = ofDocs.exec(rawPath)?.groups?.['page'];
  if (page !== undefined) return documentation(page);
  const dress = { theme: 'auto', links: hrefLinks(fleetPath, '/docs') } as const;
  const cluster = ofFleet.exec(rawPath)?.groups?.['cluster'];
  const fragment = await fleetFragment(askOf({ ...queryStringParameters, cluster }), dress, world);
  return { statusCode: 200, headers, body: document(fragment) };
}

/** A page of the folder docs, as it is. */
async function documentation(page: string) {
  const text = await readFile(join(root, 'docs', page), 'utf8').catch(() => undefined);
  const type = { ...headers, 'content-type': 'text/plain; charset=utf-8' };
  return text === undefined
    ? { statusCode: 404, headers: type, body: `There is no page docs/${page}.\n` }
    : { statusCode: 200, headers: type, body: text };
}
