import { closest, distance } from 'fastest-levenshtein';
import * as z from 'zod';
import { quote } from './quote.ts';
import { refuse } from './refuse.ts';

/** Absent, null and empty mean the same, as in kubectl. */
const text = z
  .string()
  .nullish()
  .transform((value) => value || undefined);

/** Refused unless empty, so its type does not matter. */
const refused = z.unknown().optional();

/** kubectl reads YAML 1.1, in which these words mean false. */
function withYaml11(value: unknown): unknown {
  return typeof value === 'string' && /^(n|no|off)$/i.test(value) ? false : value;
}

/** Fields that affect neither the sign-in nor the connection. */
const ignored = z.unknown().optional();

export const clusterFields = z.strictObject({
  server: text,
  'tls-server-name': text,
  'certificate-authority': refused,
  'certificate-authority-data': text,
  'proxy-url': text,
  'insecure-skip-tls-verify': refused.transform(withYaml11),
  'disable-compression': ignored,
  extensions: ignored,
});

export const userFields = z.strictObject({
  token: text,
  'client-certificate-data': text,
  'client-key-data': text,
  // Other clients read these as a path or a command; PullPass never does.
  tokenFile: refused,
  'token-file': refused,
  'client-certificate': refused,
  'client-key': refused,
  exec: refused,
  'auth-provider': refused,
  username: refused,
  password: refused,
  as: refused,
  'as-uid': refused,
  'as-groups': refused,
  'as-user-extra': refused,
  extensions: ignored,
});

export type ClusterFields = z.infer<typeof clusterFields>;
export type UserFields = z.infer<typeof userFields>;

/**
 * Reads one entry strictly: an unknown field could change the sign-in or the server, and a wrong guess would go
 * unnoticed. `label` opens the error: `The user "admin"`. Throws a Failure 'kubeconfig'.
 */
export function readFields<T>(schema: z.ZodObject & z.ZodType<T>, value: unknown, label: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const known = Object.keys(schema.shape);
  const [issue] = result.error.issues;
  if (issue?.code === 'unrecognized_keys')
    return refuse(
      `${label} has a field that kubeconfigs do not have${hint(issue.keys, known)}.`,
      'Correct the field, or print the kubeconfig without it: `kubectl config view --raw --flatten --minify`. PullPass does not guess what it would change.',
    );
  const field = issue?.path[0];
  return refuse(
    field === undefined
      ? `${label} is not a map of fields.`
      : `${label} has a ${quote(String(field))} that is not text.`,
    'Write the value as kubectl does: text, in quotes where it could be read as something else.',
  );
}

/** Names the known field that was probably meant; never the unknown one, which could be a secret. */
function hint(keys: readonly string[], known: readonly string[]): string {
  const [key = ''] = keys;
  if (key.length > 40) return '';
  const nearest = closest(key, known);
  return distance(key, nearest) <= 3 ? `; was ${quote(nearest)} meant?` : '';
}

export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
