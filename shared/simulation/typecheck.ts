import type { Schema } from './fields/schema.ts';

/**
 * The first reason why a value does not fit the schema, in the API server's words; undefined if it fits. Server-side
 * apply is strict about this; other writes drop unknown fields.
 */
export function typeError(schema: Schema, value: unknown, path = ''): string | undefined {
  if (value === null) return undefined;
  if (schema.kind === 'scalar' || schema.kind === 'atomic') return undefined;
  if (schema.kind === 'list')
    return Array.isArray(value) ? undefined : `${path}: expected list, got ${go(value)}`;
  if (typeof value !== 'object' || Array.isArray(value)) return `${path}: expected map, got ${go(value)}`;
  for (const [name, child] of Object.entries(value)) {
    const of = schema.kind === 'map' ? schema.of : schema.fields[name];
    if (!of) return `${path}.${name}: field not declared in schema`;
    const error = typeError(of, child, `${path}.${name}`);
    if (error) return error;
  }
  return undefined;
}

const go = (value: unknown) => `&{${typeof value === 'string' ? value : JSON.stringify(value)}}`;
