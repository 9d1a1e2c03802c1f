import { isUtf8 } from 'node:buffer';
import { shrinkRemedy } from '../../../shared/kubeconfig/refuse.ts';
import type { HttpEvent } from './event.ts';
import { jsonProblem } from './jsonProblem.ts';
import { Problem } from './problem.ts';

const largestBody = 256 * 1024;

/** Far deeper than any accepted body, and shallow enough for recursive code. */
const deepest = 64;

/** The JSON of a request. Throws a Problem that never quotes the body: it may hold a kubeconfig. */
export function readJson(event: HttpEvent, accepted: readonly string[] = ['application/json']): unknown {
  checkMediaType(header(event, 'content-type'), accepted);
  const text = bodyText(event);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const { line, column, expected } = jsonProblem(text);
    throw new Problem(
      400,
      'malformed-json',
      `The body is not JSON: line ${line}, column ${column}: ${expected}.`,
      {
        remedy: 'Send one JSON object. `jq . FILE` shows where a file is broken.',
      },
    );
  }
  if (isDeeperThan(value, deepest))
    throw new Problem(400, 'malformed-json', `The body is nested more than ${deepest} levels deep.`);
  return value;
}

export function header(event: HttpEvent, name: string): string | undefined {
  // API Gateway sends lower-case names; others may not.
  return (
    event.headers?.[name] ??
    Object.entries(event.headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1]
  );
}

function checkMediaType(contentType: string | undefined, accepted: readonly string[]): void {
  const [type = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  const isUtf8Text = charset === undefined || /^charset="?utf-8"?$/.test(charset);
  if (accepted.includes(type) && isUtf8Text) return;
  const received =
    contentType === undefined ? 'no content-type' : isUtf8Text ? 'another media type' : 'another charset';
  throw new Problem(
    415,
    'unsupported-media-type',
    `The body must be ${accepted.join(' or ')} in UTF-8; received ${received}.`,
    { remedy: `Send the header "content-type: ${accepted[0]}".` },
    { accept: accepted.join(', ') },
  );
}

function bodyText({ body = '', isBase64Encoded }: HttpEvent): string {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > largestBody)
    throw new Problem(
      413,
      'too-large',
      `The body is ${bytes.length} bytes; at most ${largestBody} are accepted.`,
      {
        remedy: shrinkRemedy,
      },
    );
  if (!isUtf8(bytes)) throw new Problem(400, 'malformed-json', 'The body is not UTF-8.');
  return bytes.toString('utf8');
}

function isDeeperThan(value: unknown, limit: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap((inner) =>
      typeof inner === 'object' && inner !== null ? Object.values(inner) : [],
    );
  }
  return false;
}
