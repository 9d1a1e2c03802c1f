import * as z from 'zod';
import { Failure } from '../../failure.ts';
import { splitAuth } from '../credential.ts';

const plain = z.object({ username: z.string(), password: z.string() });
const dockerConfig = z.object({ auths: z.record(z.string(), z.object({ auth: z.string() })) });

interface User {
  username: string;
  password: string;
}

/**
 * The user and password in a secret: either as such, or by host in a docker config, as Quay gives it for a robot
 * account and Red Hat for its pull secret. Throws a Failure that quotes nothing of it but hosts.
 */
export function readContent(text: string | undefined, secretArn: string, host: string): User {
  const refuse = (what: string, remedy: string): never => {
    throw new Failure('token', `The secret ${secretArn} ${what}`, { remedy });
  };
  const content = parse(text);
  const user = plain.safeParse(content).data;
  const config = dockerConfig.safeParse(content).data;
  if (user === undefined && config === undefined)
    return refuse(
      'holds neither {"username": …, "password": …} nor a docker config {"auths": {…}}, as text in JSON',
      'Store one of the two as its SecretString.',
    );
  const found = user ?? (config && entryFor(config.auths, host));
  if (found === undefined)
    return refuse(
      `is a docker config with no entry for ${host}; it has ${Object.keys(config?.auths ?? {}).join(', ') || 'none'}`,
      'Add the entry, or correct the registry’s "host".',
    );
  const wrong = whatIsWrong(found);
  return wrong === undefined ? found : refuse(wrong, 'Store the value as it is, with nothing around it.');
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

/** Keys may have a scheme, and what docker login adds. Source: https://kubernetes.io/docs/concepts/containers/images/#config-json */
function entryFor(auths: z.infer<typeof dockerConfig>['auths'], host: string): User | undefined {
  const [, entry] =
    Object.entries(auths).find(
      ([key]) => key.replace(/^https:\/\//, '').replace(/\/(v[12]\/?)?$/, '') === host,
    ) ?? [];
  if (entry === undefined) return undefined;
  const [username, password] = splitAuth(Buffer.from(entry.auth, 'base64').toString('utf8'));
  return { username, password };
}

function whatIsWrong({ username, password }: User): string | undefined {
  if (username === '' || password === '') return 'has an empty user or password';
  if (username.includes(':')) return 'has a user with a colon, which ends the user in a docker config';
  if (/[\r\n]/.test(username + password)) return 'has a line break in its user or password';
  return undefined;
}
