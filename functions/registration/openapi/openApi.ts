import * as examples from './examples.ts';
import { type Operation, operations, queryParameters } from './operations.ts';
import { componentSchemas } from './schemas.ts';

let made: Record<string, unknown> | undefined;

/** The API in OpenAPI 3.1, made once, when it is first asked for. */
export function openApi(): Record<string, unknown> {
  made ??= {
    openapi: '3.1.0',
    info: {
      title: 'PullPass',
      version: '1',
      description:
        'Keeps clusters able to pull from Amazon ECR. Every request is signed with SigV4 (service execute-api).',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: Object.fromEntries(
      Object.entries(operations).map(([path, methods]) => [
        path,
        {
          ...(path.includes('{name}') && { parameters: [nameParameter] }),
          ...Object.fromEntries(
            Object.entries(methods).map(([method, operation]) => [method, describe(operation)]),
          ),
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
  return made;
}

const nameParameter = { name: 'name', in: 'path', required: true, schema: { type: 'string', maxLength: 63 } };

function describe({ id, summary, query = [], ifMatch, body, answers, problems }: Operation) {
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
      ...(ifMatch
        ? [
            {
              name: 'If-Match',
              in: 'header',
              description: 'ETag of the version to change',
              schema: { type: 'string' },
            },
          ]
        : []),
    ],
    ...(body !== undefined && {
      requestBody: {
        required: true,
        content: Object.fromEntries(
          body.types.map((type) => [type, { schema: reference(body.schema), example: body.example }]),
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
                  schema: schema === undefined ? { type: 'object' } : reference(schema),
                  ...(example !== undefined && { example }),
                },
              },
            }),
          },
        ]),
      ),
      ...Object.fromEntries([400, ...problems, 500].map((status) => [status, problemResponse(status)])),
    },
  };
}

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

function problemResponse(status: number) {
  return {
    description: 'A problem (RFC 9457)',
    content: {
      'application/problem+json': {
        schema: reference('Problem'),
        ...(status === 422 && { example: examples.refusal }),
      },
    },
  };
}
