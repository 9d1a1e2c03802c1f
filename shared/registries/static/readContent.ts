import { Failure } from '../../failure.ts';
import type { RegistryCredential } from '../credential.ts';
import { boundHost, isBoundTo } from './boundHost.ts';
import { dockerConfig, entryFor, hostsIn } from './dockerConfig.ts';
import { plainUser, type User } from './readEntry.ts';
import { saysNoHost } from './saysNoHost.ts';

/**
 * The user and password in a secret: plain, or by host in a docker config, as Quay gives it for a robot account and Red
 * Hat for its pull secret. Both forms say which host they are for, and are used for no other; without a host it is
 * unbound. Throws a Failure that quotes only hosts.
 */
export function readContent(
  text: string | undefined,
  secretArn: string,
  host: string,
): User & Pick<RegistryCredential, 'unbound'> {
  const refuse = (what: string, remedy: string): never => {
    throw new Failure('token', `The secret ${secretArn} ${what}`, { remedy });
  };
  const content = parse(text);
  const user = plainUser.safeParse(content).data;
  const config = dockerConfig.safeParse(content).data;
  if (user === undefined && config === undefined)
    return refuse(
      'holds neither {"username": …, "password": …, "host": …} nor a docker config {"auths": {…}}, as text in JSON',
      'Store one of the two as its SecretString.',
    );
  const bound = boundHost(content);
  // A secret with both forms counts as a docker config, unless the plain form names its host.
  const plain = bound !== undefined || config === undefined ? user : undefined;
  if (plain !== undefined && bound !== undefined && !isBoundTo(bound, host))
    return refuse(
      `is for ${bound}, and not for ${host}`,
      'Correct the registry’s "host", or name the secret that is for it as "secretArn".',
    );
  const found = plain ?? (config && entryFor(config, host));
  if (found === undefined)
    return refuse(
      `is a docker config with no entry for ${host}; it has ${config ? hostsIn(config) : 'none'}`,
      'Add the entry, or correct the registry’s "host".',
    );
  if ('wrong' in found)
    return refuse(`is a docker config whose entry for ${host} ${found.wrong}`, remedyFor(found.wrong));
  const wrong = whatIsWrong(found);
  if (wrong !== undefined) return refuse(wrong, 'Store the value as it is, with nothing around it.');
  const isUnbound = plain !== undefined && bound === undefined;
  return isUnbound ? { ...found, unbound: saysNoHost({ secretArn, host }) } : found;
}

function remedyFor(wrong: string): string {
  if (wrong.includes('entries')) return 'Keep only the one to use, under the host itself as its key.';
  return 'Store {"username": …, "password": …, "host": …} instead, such as those of a robot account. docker login keeps them elsewhere where a credsStore is set.';
}

function parse(text: string | undefined): unknown {
  try {
    // Windows editors begin a file with a byte order mark.
    return JSON.parse((text ?? '').replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

/** A password may contain line breaks: a service account key in JSON has them. */
function whatIsWrong({ username, password }: User): string | undefined {
  if (username === '' || password === '') return 'has an empty user or password';
  if (username.includes(':')) return 'has a user with a colon, which ends the user in a docker config';
  if (/^\uFEFF/.test(username) || /^\uFEFF/.test(password))
    return 'has a byte order mark before its user or password';
  if (/[\r\n]/.test(username) || /^[\r\n]|[\r\n]$/.test(password))
    return 'has a line break in its user, or around its password';
  return undefined;
}
