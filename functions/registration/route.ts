import type { Answer } from './http/answer.ts';
import type { Request } from './http/event.ts';
import type { QueryParameter } from './openapi/queryParameters.ts';
import type { SchemaName } from './openapi/schemas.ts';
import type { World } from './world.ts';

/** One operation of the API: what it does, and how OpenAPI describes it. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  handle: (request: Request, world: World) => Promise<Answer>;
  /** operationId */
  id: string;
  summary: string;
  query?: readonly QueryParameter[];
  ifMatch?: boolean;
  /** Whether `If-None-Match: *` restricts it to creating. */
  ifNoneMatch?: boolean;
  /** `types`: media types that it may have; default: application/json. */
  body?: { schema: SchemaName; types?: readonly string[]; example: unknown };
  /** If it has several schemas, the answer matches one of them. */
  answers: Readonly<
    Record<number, { text: string; schema?: SchemaName | readonly SchemaName[]; example?: unknown }>
  >;
  /** Statuses of problems, without those that every request, every body and every If-Match may have. */
  problems?: readonly number[];
}
