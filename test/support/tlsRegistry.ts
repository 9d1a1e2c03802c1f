import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { closeServer, listenOnLoopback } from '../../local/aws/loopback.ts';
import { createAuthority } from '../../shared/simulation/certificates.ts';

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

/**
 * A registry over TLS on a free port that answers what the test says. `trusted`: whether this process trusts its CA
 * until it is stopped, like a function whose roots contain it.
 */
export async function startTlsRegistry(
  answer: (host: string) => RequestListener,
  { trusted = true }: { trusted?: boolean } = {},
): Promise<TlsRegistry> {
  const authority = await createAuthority('registry-ca');
  const { certificate, key } = await authority.issue({ commonName: 'registry', addresses: ['127.0.0.1'] });
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
  const roots = getCACertificates('default');
  if (trusted) setDefaultCACertificates([...roots, authority.certificate]);
  return {
    host,
    asked,
    async stop() {
      if (trusted) setDefaultCACertificates(roots);
      await closeServer(server);
    },
  };
}
