import { isObject } from '../isObject.ts';

/** A field whose JSON must match one Go type. */
interface Field {
  path: readonly string[];
  /** Struct and type, as Go's JSON decoder names them. */
  struct: string;
  type: string;
  is: (value: unknown) => boolean;
}

const isText = (value: unknown) => typeof value === 'string';
const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText);

const fields: readonly Field[] = [
  { path: ['spec'], struct: 'TokenRequest', type: 'v1.TokenRequestSpec', is: isObject },
  { path: ['spec', 'audiences'], struct: 'TokenRequestSpec', type: '[]string', is: isTexts },
  { path: ['spec', 'expirationSeconds'], struct: 'TokenRequestSpec', type: 'int64', is: Number.isInteger },
  {
    path: ['spec', 'boundObjectRef'],
    struct: 'TokenRequestSpec',
    type: 'v1.BoundObjectReference',
    is: isObject,
  },
];

const apiVersion = 'authentication.k8s.io/v1';

/** Why a body is not a TokenRequest, in the API server's words; undefined if it is one. */
export function tokenRequestTypeError(body: Record<string, unknown>): string | undefined {
  const kind = String(body['kind'] || 'TokenRequest');
  const version = String(body['apiVersion'] || apiVersion);
  const why = kindError(kind, version) ?? fields.map((field) => fieldError(body, field)).find(Boolean);
  const shown = version.split('/').at(-1);
  return why && `${kind} in version ${JSON.stringify(shown)} cannot be handled as a TokenRequest: ${why}`;
}

function kindError(kind: string, version: string): string | undefined {
  if (kind === 'TokenRequest' && version === apiVersion) return undefined;
  const what = `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(version)}`;
  return `${what} in scheme "pkg/runtime/scheme.go:110"`;
}

/** Null counts as absent. */
function fieldError(body: unknown, { path, struct, type, is }: Field): string | undefined {
  let value = body;
  for (const name of path) value = (value as Record<string, unknown> | null | undefined)?.[name];
  if (value === undefined || value === null || is(value)) return undefined;
  return `json: cannot unmarshal ${go(value)} into Go struct field ${struct}.${path.join('.')} of type ${type}`;
}

function go(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'number' : `number ${value}`;
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
