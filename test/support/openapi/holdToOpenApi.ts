import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { openApi } from '../../../functions/registration/openapi/openApi.ts';
import { routes } from '../../../functions/registration/routes.ts';

export interface Answered {
  method: string;
  /** Including the query. */
  path: string;
  status: number;
  contentType: string | null;
  body: unknown;
}

type Json = Record<string, unknown>;

const document = openApi(routes);
const paths = document['paths'] as Record<
  string,
  Record<string, { operationId: string; responses: Record<string, Json> }>
>;
// Each worker compiles these schemas: optimized code would take longer to make than it ever saves, and one test checks
// the schemas themselves.
const ajv = new Ajv2020({
  strict: false,
  validateFormats: false,
  allErrors: true,
  validateSchema: false,
  code: { optimize: false },
});
ajv.addSchema({ $id: 'openapi', components: document['components'] as object });
const validators = new Map<string, ValidateFunction>();

/** How an answer deviates from the API's own description; undefined if it does not. */
export function outsideOpenApi({ method, path, status, contentType, body }: Answered): string | undefined {
  const operation = operationOf(method === 'HEAD' ? 'GET' : method, path);
  // No operation describes what no route serves.
  if (operation === undefined) return undefined;
  const response = operation.responses[String(status)];
  if (response === undefined) return `${method} ${path} answers ${status}, which is not described`;
  const content = response['content'] as Record<string, { schema: Json }> | undefined;
  if (content === undefined || method === 'HEAD')
    return body === undefined ? undefined : `${method} ${path} answers ${status} with a body`;
  const schema = content[contentType ?? '']?.schema;
  if (schema === undefined) return `${method} ${path} answers ${status} as ${contentType}`;
  const validate = validatorOf(schema);
  if (validate(body)) return undefined;
  return `${method} ${path} answers ${status} outside its schema: ${ajv.errorsText(validate.errors)}`;
}

/** What is wrong with the schemas themselves, by JSON Schema 2020-12; undefined if nothing is. */
export function invalidSchemas(): string | undefined {
  const { schemas } = document['components'] as { schemas: Record<string, Json> };
  const errors = Object.entries(schemas).flatMap(([name, schema]) =>
    ajv.validateSchema(schema) ? [] : [`${name}: ${ajv.errorsText(ajv.errors)}`],
  );
  return errors.length === 0 ? undefined : errors.join('\n');
}

/** A request's operation, such as getCluster; undefined if the description has none. */
export function operationNamed(method: string, path: string): string | undefined {
  return operationOf(method, path)?.operationId;
}

function operationOf(method: string, path: string) {
  const segments = (path.split('?')[0] ?? '').replace(/(?<=.)\/$/, '').split('/');
  const found = Object.entries(paths).find(([template]) => {
    const wanted = template.split('/');
    return (
      wanted.length === segments.length &&
      wanted.every((each, index) =>
        each.startsWith('{') ? segments[index] !== '' : each === segments[index],
      )
    );
  });
  return found?.[1][method.toLowerCase()];
}

function validatorOf(schema: Json): ValidateFunction {
  const key = JSON.stringify(schema);
  const made = validators.get(key) ?? ajv.compile(JSON.parse(key.replaceAll('"#/', '"openapi#/')));
  validators.set(key, made);
  return made;
}
