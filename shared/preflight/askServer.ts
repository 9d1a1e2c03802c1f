import type { Kubeconfig } from '../kubeconfig/kubeconfig.ts';
import { connectionPool } from '../kubernetes/agent.ts';
import { certificateOf } from '../kubernetes/certificateOf.ts';
import { exchange } from '../kubernetes/exchange.ts';
import { smallAnswer } from '../kubernetes/largeAnswers.ts';
import type { Cidr } from '../network/cidr.ts';
import { guardedLookup } from '../network/guardedLookup.ts';
import type { Limits } from './ask.ts';
import type { ServerFinding } from './findings.ts';

/** Milliseconds to wait for its answer. */
const patience = 5_000;

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
  const askedAt = now();
  try {
    let shown: ServerFinding | undefined;
    await exchange({
      agent,
      url: `${kubeconfig.server.replace(/\/$/, '')}/version`,
      method: 'GET',
      limit: Math.max(0, Math.min(patience, deadline - askedAt)),
      bounds: { success: smallAnswer, failure: 0 },
      onResponse: (response) => {
        const certificate = certificateOf(response);
        shown = { ...(certificate && { certificate }), ...clockOf(response.headers.date, askedAt, now()) };
      },
    }).catch(() => undefined);
    return shown;
  } finally {
    agent.destroy();
  }
}

/** HTTP dates are in whole seconds. A difference that rounding and the round trip may explain is not reported. */
function clockOf(date: string | undefined, from: number, to: number): Pick<ServerFinding, 'ahead'> {
  const said = Date.parse(date ?? '');
  if (Number.isNaN(said)) return {};
  if (said > to) return { ahead: said - to };
  return { ahead: said + 1_000 < from ? said + 1_000 - from : 0 };
}
