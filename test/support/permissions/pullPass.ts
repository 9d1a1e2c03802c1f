import { randomUUID } from 'node:crypto';
import { application } from '../../../functions/registration/application.ts';
import type { World } from '../../../functions/registration/world.ts';
import { startHttpApi } from '../../../local/aws/httpApi.ts';
import type { ClusterRecord } from '../../../shared/clusters/record.ts';
import { defaultRenewalSettings } from '../../../shared/clusters/renewal/settings.ts';
import { preflight } from '../../../shared/preflight/preflight.ts';
import { probe } from '../../../shared/preflight/probe/probe.ts';
import { hour, startFleet } from '../fleet/fleet.ts';

export interface Check {
  check: string;
  result: string;
  kind?: string;
  message: string;
  remedy?: string;
}

/** PullPass in this process, over the embedded AWS, for the clusters that the caller starts. */
export interface PullPass {
  /** Sends a request to the API; returns the answer's body. @throws if its status is another */
  call<Body>(status: number, method: string, path: string, body?: unknown): Promise<Body>;
  /** The checks of a registration, whatever they find; stores nothing. */
  checks(registration: object): Promise<Check[]>;
  /** Does what is due for a cluster; returns its record afterwards, undefined if it is no longer registered. */
  work(name: string): Promise<ClusterRecord | undefined>;
  /** Epoch milliseconds, for tests that let time pass. */
  clock: { now: number };
  stop(): Promise<void>;
}

export async function startPullPass(): Promise<PullPass> {
  const fleet = await startFleet();
  // A sweep counts as new what is not clearly older than the last push; the cluster's own clock is the real one.
  fleet.clock.now = Date.now() + hour;
  const { aws, table, vault, sqs, world, newTokens } = fleet;
  const registration: World = {
    table,
    vault,
    queues: {
      client: sqs,
      urls: { steady: aws.queueUrl, retry: aws.retryQueueUrl, suspect: aws.suspectQueueUrl },
    },
    networks: {
      sites: [],
      preflight: (cluster, deadline) => preflight({ ...world, freshTokens: newTokens }, cluster, deadline),
      probe: async (address) => ({
        answer: await probe(address, { allowedCidrs: world.allowedCidrs, milliseconds: 10_000 }),
      }),
    },
    allowedCidrs: world.allowedCidrs,
    ecrHosts: [],
    limits: { atRiskMinutes: 180, failingMinutes: 30, kubeconfigDays: 14 },
    renewal: defaultRenewalSettings,
    log: world.log,
    now: world.now,
    sleep: async () => undefined,
    newId: randomUUID,
  };
  const fn = { name: 'pullpass-test-registration', timeoutMs: 29_000, handler: application(registration) };
  const api = await startHttpApi({ fn: fn as never });
  return {
    async call(status, method, path, body) {
      const response = await fetch(api.url + path, {
        method,
        ...(body !== undefined && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      });
      const text = await response.text();
      if (response.status !== status)
        throw new Error(`${method} ${path} answered ${response.status}, expected ${status}: ${text}`);
      return text === '' ? undefined : JSON.parse(text);
    },
    async checks(registration) {
      const response = await fetch(`${api.url}/clusters?dryRun=true`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(registration),
      });
      const answer = (await response.json()) as { preflight?: { checks: Check[] }; checks?: Check[] };
      const checks = answer.preflight?.checks ?? answer.checks;
      if (checks === undefined) throw new Error(`It was not preflighted: ${JSON.stringify(answer)}`);
      return checks;
    },
    work: (name) => fleet.refresh(name),
    clock: fleet.clock,
    async stop() {
      await api.stop({ graceMs: 0 });
      await fleet.stop();
    },
  };
}
