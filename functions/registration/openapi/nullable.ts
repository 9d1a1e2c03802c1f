import { isObject } from '../../../shared/isObject.ts';

/** The JSON schema of a body in which null may replace each optional field, at any depth. */
export function nullable(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(nullable);
  if (!isObject(schema)) return schema;
  const { properties, additionalProperties, required = [], ...rest } = schema;
  const others = Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, keyed(key, inner)]));
  return {
    ...others,
    ...(schema['required'] !== undefined && { required }),
    ...(isObject(properties) && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([field, inner]) => [
          field,
          (required as string[]).includes(field) ? nullable(inner) : orNull(inner),
        ]),
      ),
    }),
    ...(additionalProperties !== undefined && {
      additionalProperties: isObject(additionalProperties)
        ? orNull(additionalProperties)
        : additionalProperties,
    }),
  };
}

/** Values that look like schemas, but are not. */
const plainKeys = new Set(['default', 'const', 'enum', 'example', 'examples']);
const keyed = (key: string, inner: unknown) => (plainKeys.has(key) ? inner : nullable(inner));

function orNull(inner: unknown): unknown {
  const schema = nullable(inner);
  if (!isObject(schema) || Object.keys(schema).every((key) => key === 'description' || key === 'readOnly'))
    return schema;
  const { description, default: otherwise, ...type } = schema;
  return {
    ...(description !== undefined && { description }),
    ...(otherwise !== undefined && { default: otherwise }),
    anyOf: [type, { type: 'null' }],
  };
}
