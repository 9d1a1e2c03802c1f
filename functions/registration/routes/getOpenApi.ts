import { type Answer, json } from '../http/answer.ts';
import { header } from '../http/body.ts';
import type { HttpEvent, Request } from '../http/event.ts';
import { readQuery } from '../http/query.ts';
import { openApi } from '../openapi/openApi.ts';

export async function getOpenApi({ event }: Request): Promise<Answer> {
  readQuery(event, []);
  return json(200, openApi(addressOf(event)));
}

/** The API's own address, as this caller reached it. API Gateway says by which protocol, and speaks https alone. */
function addressOf(event: HttpEvent): string {
  const { domainName, stage } = event.requestContext;
  const protocol = header(event, 'x-forwarded-proto') ?? 'https';
  return `${protocol}://${domainName}${stage === '$default' ? '' : `/${stage}`}`;
}
