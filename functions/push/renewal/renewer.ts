import { secretsManagerFrom, tableFrom } from '../../../shared/awsClients.ts';
import { required } from '../../../shared/environment.ts';
import type { RenewalWorld, Renewer } from './request.ts';
import { tryRenewal } from './tryRenewal.ts';

/** Loaded when a credential is first due: few pushes renew one. */
export function renewer(world: RenewalWorld): Renewer {
  return (request) => tryRenewal(request, world);
}

/** The functions' environment → a renewer with its own clients: those in the main bundle have other classes. */
export function renewerFrom(
  environment: NodeJS.ProcessEnv,
  chance: Pick<RenewalWorld, 'now' | 'random' | 'sleep' | 'newId'>,
): Renewer {
  return renewer({
    table: tableFrom(environment),
    secrets: secretsManagerFrom(environment),
    secretPrefix: required(environment, 'SECRET_PREFIX'),
    ...chance,
  });
}
