import { type Answer, json } from '../http/answer.ts';
import type { Request } from '../http/event.ts';
import { readQuery } from '../http/query.ts';
import { openApi } from '../openapi/openApi.ts';

export async function getOpenApi({ event }: Request): Promise<Answer> {
  readQuery(event, []);
  return json(200, openApi());
}
