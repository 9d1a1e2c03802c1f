import { Failure } from '../../failure.ts';
import type { StaticRegistry } from './schema.ts';

/** The failure of a secret whose user and password could be for any registry. Quotes nothing of it. */
export function saysNoHost({ secretArn, host }: Pick<StaticRegistry, 'secretArn' | 'host'>): Failure {
  return new Failure(
    'token',
    `The secret ${secretArn} does not say which registry its user and password are for, so they are sent to none`,
    {
      remedy: `If it is for ${host}, add "host": ${JSON.stringify(host)} to it, beside "username" and "password".`,
    },
  );
}
