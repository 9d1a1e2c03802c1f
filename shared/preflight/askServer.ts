import { request } from 'node:https';
import { TLSSocket } from 'node:tls';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.ts';
import { connectionPool } from '../kubernetes/agent.ts';
import { fewInformational } from '../kubernetes/fewInformational.ts';
import type { Cidr } from '../network/cidr.ts';
import { guardedLookup } from '../network/guardedLookup.ts';
import type { Limits } from './ask.ts';
import type { ServerFinding } from './findings.ts';

/** Milliseconds to wait for its answer. */
const patience = 5_000;

/** A certificate's issuer may choose names of any length. */
const mostCharacters = 200;

/**
 * What the server shows to anybody: its certificate and its clock. The token is not sent. Undefined if there is no
 * answer; other checks report why. Never rejects.
 */
export async function askServer(
  kubeconfig: Kubeconfig,
  allowedCidrs: readonly Cidr[],
  { deadline, now }: Pick<Limits, 'deadline' | 'now'>,
): Promise<ServerFinding | undefined> {
  const agent = connectionPool(kubeconfig, { concurrency: 1, lookup: guardedLookup(allowedCidrs) });
  try {
    return await new Promise((resolve) => {
      const { hostname, port, pathname } = new URL(kubeconfig.server);
      const nothing = () => resolve(undefined);
      const askedAt = now();
      const outgoing = request({
        agent,
        hostname: hostname.replace(/^\[|\]$/g, ''),
        port: port || 443,
        path: `${pathname.replace(/\/$/, '')}/version`,
        timeout: patience,
      });
      const end = setTimeout(nothing, Math.max(0, Math.min(patience, deadline - askedAt)));
      fewInformational(outgoing, nothing);
      outgoing.once('error', nothing);
      outgoing.once('upgrade', (_, socket) => {
        socket.on('error', () => undefined).destroy();
        nothing();
      });
      outgoing.once('response', ({ headers, socket }) => {
        clearTimeout(end);
        resolve({ ...certificateOf(socket), ...clockOf(headers.date, askedAt, now()) });
      });
      outgoing.end();
    });
  } catch {
    return undefined;
  } finally {
    agent.destroy();
  }
}

function certificateOf(socket: unknown): Pick<ServerFinding, 'certificate'> {
  if (!(socket instanceof TLSSocket)) return {};
  const { issuer, valid_to: end } = socket.getPeerCertificate();
  const endsAt = Date.parse(end ?? '');
  if (issuer === undefined || Number.isNaN(endsAt)) return {};
  const { CN, O } = issuer;
  const by = [CN ?? O ?? 'a nameless issuer'].flat().join(', ').slice(0, mostCharacters);
  return { certificate: { issuer: by, endsAt } };
}

/** HTTP dates are in whole seconds. A difference that rounding and the round trip may explain is not reported. */
function clockOf(date: string | undefined, from: number, to: number): Pick<ServerFinding, 'ahead'> {
  const said = Date.parse(date ?? '');
  if (Number.isNaN(said)) return {};
  if (said > to) return { ahead: said - to };
  return { ahead: said + 1_000 < from ? said + 1_000 - from : 0 };
}
