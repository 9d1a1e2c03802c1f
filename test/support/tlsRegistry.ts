import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll } from '@jest/globals';
import { closeServer, listenOnLoopback } from '../../local/aws/loopback.ts';
import { createAuthority, type IssuedCertificate } from '../../shared/simulation/certificates.ts';

/** What a registry was asked, and with which credentials. */
interface Asked {
  method: string;
  url: string;
  authorization: string | undefined;
}

export interface TlsRegistry {
  /** 127.0.0.1:PORT */
  host: string;
  asked: Asked[];
  stop(): Promise<void>;
}

/** A certificate for registries on 127.0.0.1, by a CA of its own. */
export async function registryCertificate(): Promise<IssuedCertificate & { ca: string }> {
  const authority = await createAuthority('registry-ca');
  const issued = await authority.issue({ commonName: 'registry', addresses: ['127.0.0.1'] });
  return { ...issued, ca: authority.certificate };
}

/**
 * A certificate, during the tests of a file, whose CA alone this process trusts, like a function whose roots contain it.
 * Once for a file: to change the roots takes 20 ms of CPU.
 */
export function trustedCertificate(): () => IssuedCertificate {
  const roots = getCACertificates('default');
  let trusted: Awaited<ReturnType<typeof registryCertificate>>;
  beforeAll(async () => {
    trusted = await registryCertificate();
    setDefaultCACertificates([trusted.ca]);
  });
  afterAll(() => setDefaultCACertificates(roots));
  return () => trusted;
}

/** A registry over TLS on a free port that answers what the test says. */
export async function startTlsRegistry(
  answer: (host: string) => RequestListener,
  { certificate, key }: IssuedCertificate,
): Promise<TlsRegistry> {
  const asked: Asked[] = [];
  let host = '';
  const server = createServer({ cert: certificate, key }, (request, response) => {
    asked.push({
      method: request.method ?? '',
      url: request.url ?? '',
      authorization: request.headers.authorization,
    });
    answer(host)(request, response);
  });
  host = `127.0.0.1:${await listenOnLoopback(server)}`;
  return {
    host,
    asked,
    stop: () => closeServer(server),
  };
}
