import { Failure } from '../../failure.ts';
import { dockerConfig, entryFor, hostsIn, plainUser, type User } from './dockerConfig.ts';

/**
 * The user and password in a secret: either as such, or by host in a docker config, as Quay gives it for a robot
 * account and Red Hat for its pull secret. Throws a Failure that quotes nothing of it but hosts.
 */
export function readContent(text: string | undefined, secretArn: string, host: string): User {
  const refuse = (what: string, remedy: string): never => {
    throw new Failure('token', `The secret ${secretArn} ${what}`, { remedy });
  };
  const content = parse(text);
  const user = plainUser.safeParse(content).data;
  const config = dockerConfig.safeParse(content).data;
  if (user === undefined && config === undefined)
    return refuse(
      'holds neither {"username": …, "password": …} nor a docker config {"auths": {…}}, as text in JSON',
      'Store one of the two as its SecretString.',
    );
  const found = user ?? (config && entryFor(config, host));
  if (found === undefined)
    return refuse(
      `is a docker config with no entry for ${host}; it has ${config ? hostsIn(config) : 'none'}`,
      'Add the entry, or correct the registry’s "host".',
    );
  if (found === 'unusable')
    return refuse(
      `is a docker config with an entry for ${host} without user and password`,
      'docker login keeps them elsewhere where a credsStore is set: store {"username": …, "password": …} instead.',
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

/** A password may have lines within: a key of a service account is one, in JSON. */
function whatIsWrong({ username, password }: User): string | undefined {
  if (username === '' || password === '') return 'has an empty user or password';
  if (username.includes(':')) return 'has a user with a colon, which ends the user in a docker config';
  if (/[\r\n]/.test(username) || /^[\r\n]|[\r\n]$/.test(password))
    return 'has a line break in its user, or around its password';
  return undefined;
}
