import type { Route } from '../route.ts';
import * as examples from './examples.ts';
import { queryParameters } from './queryParameters.ts';
import { componentSchemas, type SchemaName } from './schemas.ts';

/** The API as OpenAPI 3.1, without its address. */
export function openApi(routes: readonly Route[]): Record<string, unknown> {
  const byPath = Map.groupBy(routes, ({ path }) => path);
  return {
    openapi: '3.1.0',
    info: {
      title: 'PullPass',
      version: '1',
      description:
        'Keeps clusters able to pull from Amazon ECR. Every request is signed with SigV4 (service execute-api).',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: Object.fromEntries(
      [...byPath].map(([path, operations]) => [
        path,
        {
          parameters: [...path.matchAll(/{(\w+)}/g)].map(([, name = '']) => pathParameter(name)),
          ...Object.fromEntries(operations.map((each) => [each.method.toLowerCase(), describe(each)])),
        },
      ]),
    ),
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        sigv4: {
          type: 'apiKey',
          name: 'Authorization',
          in: 'header',
          description: 'AWS Signature Version 4',
          'x-amazon-apigateway-authtype': 'awsSigv4',
        },
      },
    },
    security: [{ sigv4: [] }],
  };
}

const pathParameter = (name: string) => ({
  name,
  in: 'path',
  required: true,
  schema: { type: 'string', minLength: 1, maxLength: 63, pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$' },
});

const tag = '(W/)?"[^"]{0,40}"';

const ifMatchHeader = {
  name: 'If-Match',
  in: 'header',
  description: 'ETag of the version to change',
  schema: { type: 'string', pattern: `^(\\*|${tag}(, *${tag})*)$` },
};

const ifNoneMatchHeader = {
  name: 'If-None-Match',
  in: 'header',
  description: '* only creates',
  schema: { type: 'string', enum: ['*'] },
};

/** Problems that every request may cause. 422 also occurs if a record is of a newer version. */
const always = [400, 422, 500, 503, 504];

/** What API Gateway answers on its own, before and after PullPass: see docs/api.md. */
const ofTheGateway = [403, 404, 413, 429, 500, 503];

function describe({ id, summary, query = [], ifMatch, ifNoneMatch, body, answers, problems = [] }: Route) {
  const own = [...always, ...problems, ...(body ? [413, 415] : []), ...(ifMatch ? [412] : [])];
  return {
    operationId: id,
    summary,
    parameters: [
      ...query.map((name) => ({
        name,
        in: 'query',
        description: queryParameters[name].text,
        schema: queryParameters[name].schema,
      })),
      ...(ifMatch ? [ifMatchHeader] : []),
      ...(ifNoneMatch ? [ifNoneMatchHeader] : []),
    ],
    ...(body !== undefined && {
      requestBody: {
        required: true,
        content: Object.fromEntries(
          (body.types ?? ['application/json']).map((type) => [
            type,
            { schema: reference(body.schema), example: body.example },
          ]),
        ),
      },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, { text, schema, example }]) => [
          status,
          {
            description: text,
            ...(status !== '204' && {
              content: {
                'application/json': {
                  schema: schemaOf(schema),
                  ...(example !== undefined && { example }),
                },
              },
            }),
          },
        ]),
      ),
      ...Object.fromEntries(
        [...own, ...ofTheGateway].map((status) => [status, refusalResponse(status, own.includes(status))]),
      ),
    },
  };
}

function schemaOf(schema: SchemaName | readonly SchemaName[] | undefined) {
  if (schema === undefined) return { type: 'object' };
  return typeof schema === 'string' ? reference(schema) : { anyOf: schema.map(reference) };
}

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

function refusalResponse(status: number, isProblem: boolean) {
  const isGateways = ofTheGateway.includes(status);
  const who = isGateways ? 'API Gateway’s own answer' : '';
  return {
    description: isProblem ? `A problem (RFC 9457)${isGateways ? `, or ${who}` : ''}` : who,
    content: {
      ...(isProblem && {
        'application/problem+json': {
          schema: reference('Problem'),
          ...(status === 422 && { example: examples.refusal }),
        },
      }),
      ...(isGateways && { 'application/json': { schema: gatewayMessage } }),
    },
  };
}

const gatewayMessage = {
  type: 'object',
  properties: { message: { type: 'string' } },
  required: ['message'],
};
