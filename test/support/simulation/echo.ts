import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from '../../../shared/simulation/answers.ts';
import type { Fault } from './fault.ts';

type Echo = Extract<Fault, { kind: 'echo' }>;

const encode: Record<NonNullable<Echo['as']>, (text: string) => string> = {
  base64: (text) => Buffer.from(text).toString('base64'),
  percent: encodeURIComponent,
  bytes: (text) => `[${[...Buffer.from(text)].join(' ')}]`,
};

/** Characters of each quotation. Longer errors are not read. */
const longest = 2_000;

/**
 * An admission webhook, or a proxy, that quotes everything it was sent, wherever a Status has room: the sign-in, the
 * object, its values and the logins in them; and in a header too.
 */
export function echoAnswer({ status, as }: Echo, headers: IncomingHttpHeaders, body: string): Answer {
  const say = (text: string) => (as === undefined ? text : encode[as](text)).slice(0, longest);
  const signIn = say(String(headers.authorization ?? ''));
  const values = valuesIn(body);
  const logins = values.flatMap(loginsIn);
  const quoted = [signIn, ...logins.map(say), ...values.map(say), say(body)];
  const answer = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `admission webhook "echo.example.com" denied the request: ${quoted.join(' and ')}`,
    reason: signIn,
    details: {
      causes: quoted.map((text) => ({ reason: text, message: `got ${text}`, field: `data[${text}]` })),
    },
    code: status,
  };
  return {
    status,
    headers: {
      'content-type': 'application/json',
      warning: `299 - "${signIn}"`,
      'retry-after': '0',
    },
    body: JSON.stringify(answer),
  };
}

function valuesIn(body: string): string[] {
  const { data = {} } = (parsed(body) ?? {}) as { data?: Record<string, string> };
  return Object.values(data).map((value) => Buffer.from(value, 'base64').toString());
}

function loginsIn(value: string): string[] {
  const { auths = {} } = (parsed(value) ?? {}) as { auths?: Record<string, Record<string, string>> };
  return Object.values(auths).flatMap(({ auth = '', password = '' }) => [
    password,
    auth,
    Buffer.from(auth, 'base64').toString(),
  ]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
