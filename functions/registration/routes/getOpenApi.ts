import { json } from '../http/answer.ts';
import { header } from '../http/body.ts';
import type { HttpEvent } from '../http/event.ts';
import { openApi } from '../openapi/openApi.ts';
import type { Route } from '../route.ts';

/** `api`: all routes, this one included. */
export function getOpenApi(api: () => readonly Route[]): Route {
  let made: object | undefined;
  return {
    method: 'GET',
    path: '/openapi.json',
    id: 'getOpenApi',
    summary: 'This document',
    answers: { 200: { text: 'OpenAPI 3.1' } },
    handle: async ({ event }) => {
      made ??= openApi(api());
      return json(200, { ...made, servers: [{ url: addressOf(event) }] });
    },
  };
}

/** The API's own address, as this caller reached it. API Gateway only serves https. */
function addressOf(event: HttpEvent): string {
  const { domainName, stage } = event.requestContext;
  const protocol = header(event, 'x-forwarded-proto') ?? 'https';
  return `${protocol}://${domainName}${stage === '$default' ? '' : `/${stage}`}`;
}
