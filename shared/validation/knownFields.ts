import * as z from 'zod';

/** The fields that a schema knows at a path into a value, in the schema's order; empty if there is no object there. */
export function knownFields(schema: z.ZodType, value: unknown, path: readonly PropertyKey[]): string[] {
  let at: z.ZodType | undefined = schema;
  let inside = value;
  for (const step of path) {
    at = at && fieldOf(unwrap(at, inside), step);
    inside = (inside as Record<PropertyKey, unknown> | undefined)?.[step];
  }
  const object = at && unwrap(at, inside);
  if (!(object instanceof z.ZodObject)) return [];
  // Ignored fields are not suggested.
  return Object.keys(object.shape).filter(
    (field) => !(object.shape[field] as z.ZodType).meta()?.['readOnly'],
  );
}

/** The schema of an object's field, a list's entry or a record's value. */
export function fieldOf(schema: z.ZodType | undefined, step: PropertyKey): z.ZodType | undefined {
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType;
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType;
  if (schema instanceof z.ZodObject && Object.hasOwn(schema.shape, step)) return schema.shape[step as string];
  return undefined;
}

/** Looks through defaults and optionals, and picks the member of a union that the value names or may match. */
export function unwrap(schema: z.ZodType, value: unknown): z.ZodType | undefined {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return unwrap(schema.unwrap() as z.ZodType, value);
  if (!(schema instanceof z.ZodDiscriminatedUnion))
    return schema instanceof z.ZodUnion
      ? (schema.options as z.ZodType[]).find((option) => option instanceof z.ZodObject)
      : schema;
  const { discriminator } = schema.def;
  const said = (value as Record<string, unknown> | undefined)?.[discriminator];
  return (schema.options as z.ZodType[]).find((option) => {
    const kind = fieldOf(option, discriminator);
    return kind instanceof z.ZodLiteral && kind.values.has(said as never);
  });
}
