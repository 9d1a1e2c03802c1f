import { CommandError } from '../program/errors.ts';
import type { ApiRequest } from './transport.ts';

interface Meaning {
  said: string;
  remedy: string;
}

const meanings: Readonly<Record<string, Meaning>> = {
  ENOTFOUND: {
    said: 'its name cannot be resolved',
    remedy: 'Check the address, and this machine’s DNS. The name of a private API resolves only in its VPC.',
  },
  EAI_AGAIN: {
    said: 'DNS gives no answer',
    remedy: 'Check this machine’s network, then run the command again.',
  },
  ECONNREFUSED: {
    said: 'nothing listens there',
    remedy: 'Check the address. For --local, `npm start` must be running.',
  },
  ECONNRESET: { said: 'the connection was cut', remedy: 'Run the command again.' },
  EHOSTUNREACH: {
    said: 'there is no route to it',
    remedy: 'Check this machine’s network, VPN and firewall.',
  },
  ENETUNREACH: { said: 'there is no route to it', remedy: 'Check this machine’s network, VPN and firewall.' },
  TimeoutError: {
    said: 'it gave no answer in time',
    remedy: 'Check this machine’s network, VPN and firewall. HTTPS_PROXY is not used.',
  },
};

/** The API did not answer. */
export class Unanswered extends CommandError {}

/** Explains that the API did not answer, and what to do. For a change, it says that it may have been made. */
export function explainUnanswered(error: unknown, { method, path, changesNothing }: ApiRequest): Unanswered {
  const { code, name, message } = error as NodeJS.ErrnoException;
  const { said, remedy } = meanings[code ?? ''] ??
    meanings[name] ?? {
      said: message || code || name,
      remedy: 'Check the address of the API, and this machine’s way to it.',
    };
  const unknown =
    method === 'GET' || changesNothing
      ? ''
      : ' It is unknown whether the change was made: read the cluster before you repeat it.';
  return new Unanswered(`The API could not be reached for ${method} ${path}: ${said}.${unknown}`, {
    remedy,
    cause: error,
  });
}
