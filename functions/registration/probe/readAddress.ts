import type { ProbeBody } from '../../../shared/api/probe.ts';
import { Failure } from '../../../shared/failure.ts';
import { readServer } from '../../../shared/kubeconfig/endpoint.ts';
import { readAuthorities, toPem } from '../../../shared/kubeconfig/pem.ts';
import { readProxy } from '../../../shared/kubeconfig/proxy.ts';
import { opens, refuse } from '../../../shared/kubeconfig/refuse.ts';
import { readServerName } from '../../../shared/kubeconfig/serverName.ts';
import type { Cidr } from '../../../shared/network/cidr.ts';
import type { Address } from '../../../shared/preflight/probe/probe.ts';
import { Problem } from '../http/problem.ts';

const label = 'The probe';

/** Checks the fields like those of a kubeconfig. Throws a Problem 422 that quotes none of them. */
export function readAddress(body: ProbeBody, allowedCidrs: readonly Cidr[]): Address {
  try {
    const { certificateAuthority: pem } = body;
    const server = readServer(body.server, label, allowedCidrs);
    const proxyUrl = readProxy(body.proxyUrl, opens(label, 'proxyUrl'), allowedCidrs);
    if (proxyUrl !== undefined && hasSignIn(proxyUrl))
      refuse(
        `${label} has a "proxyUrl" with a user name or password in it: a probe carries no credential.`,
        'Remove them from the URL. A proxy that wants a sign-in is answered as "proxy-sign-in".',
      );
    const tlsServerName = readServerName(body.tlsServerName, opens(label, 'tlsServerName'));
    return {
      server,
      ...(pem !== undefined && {
        certificateAuthority: toPem(readAuthorities(pem, opens(label, 'certificateAuthority'))),
      }),
      ...(tlsServerName !== undefined && { tlsServerName }),
      ...(proxyUrl !== undefined && { proxyUrl }),
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { kind, message, remedy } = error;
    throw new Problem(422, 'address', message, { kind, remedy });
  }
}

function hasSignIn(url: string): boolean {
  const { username, password } = new URL(url);
  return username !== '' || password !== '';
}
