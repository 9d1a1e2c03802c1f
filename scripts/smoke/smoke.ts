import { isDeepStrictEqual } from 'node:util';
import { poll } from '../poll.ts';
import { type Api, Refused } from './api.ts';
import type { Canary } from './canary/deploy.ts';
import { decideProgress } from './decideProgress.ts';
import { problemsAfterPush, problemsAfterRemoval } from './inspect.ts';
import { canaryName, type Place, registration } from './registration.ts';
import type { Steps } from './steps.ts';

export interface SmokeWorld {
  api: Api;
  steps: Steps;
  stage: string;
  registry: { accountId: string; region: string };
  /** Host of that registry. */
  host: string;
  place: Place;
  /** Makes the simulated cluster; undefined where a cluster of the admin's is used. */
  deployCanary: (() => Promise<Canary>) | undefined;
  removeCanary: () => Promise<void>;
  /** The text to register with. */
  kubeconfig(canary: Canary | undefined): string;
  /** Whether the kubeconfig is gone from Secrets Manager. */
  isKubeconfigGone(name: string): Promise<boolean>;
  now: () => number;
  /** Seconds to wait for a push. */
  timeout: number;
}

/** The whole life of a canary cluster. Throws an Error that says what did not work; cleans up in any case. */
export async function smoke(world: SmokeWorld, signal: AbortSignal): Promise<void> {
  const { api, steps } = world;
  const made: Undo[] = [];
  let failure: unknown;
  try {
    if ((await api.read(canaryName)) !== undefined)
      await steps.run('clear an earlier run', async () => {
        await api.deregister(canaryName, { force: true });
        return { say: `${canaryName} was still registered`, value: undefined };
      });
    const canary = await deploy(world, made);
    signal.throwIfAborted();
    await register(world, canary, made, signal);
    const validUntil = await firstPush(world, signal);
    if (canary !== undefined) await look(world, canary, validUntil);
    await deregister(world, signal);
    made.pop();
    await nothingLeft(world, canary);
  } catch (error) {
    failure = error;
  }
  const left = await undoAll(made, steps);
  if (failure !== undefined) throw failure;
  if (left !== undefined) throw left;
}

/** What was made, and how to unmake it. */
interface Undo {
  what: string;
  by: () => Promise<void>;
}

async function deploy(
  { steps, deployCanary, removeCanary }: SmokeWorld,
  made: Undo[],
): Promise<Canary | undefined> {
  if (deployCanary === undefined) return undefined;
  made.push({ what: 'remove the canary', by: removeCanary });
  return steps.run('deploy a canary cluster', async () => {
    const canary = await deployCanary();
    return { say: canary.server, value: canary };
  });
}

/** A new address may take seconds to be known everywhere, so a preflight that cannot reach it is repeated. */
async function register(
  { api, steps, timeout, registry, place, kubeconfig }: SmokeWorld,
  canary: Canary | undefined,
  made: Undo[],
  signal: AbortSignal,
): Promise<void> {
  const body = registration(kubeconfig(canary), place, registry);
  made.push({ what: 'deregister the canary', by: () => leave(api) });
  await steps.run('register it', async () => {
    let refusal: unknown;
    const done = await poll(Math.min(60, timeout), signal, async () => {
      try {
        return await api.put(body);
      } catch (error) {
        if (!isUnreachable(error)) throw error;
        refusal = error;
        return undefined;
      }
    });
    if (done === undefined) throw refusal;
    return { say: `as ${canaryName}; ${done} preflight checks passed`, value: undefined };
  });
}

function isUnreachable(error: unknown): boolean {
  const checks = error instanceof Refused ? (error.problem?.checks ?? []) : [];
  return checks.some(({ check, result }) => check === 'reach' && result === 'failed');
}

async function firstPush({ api, steps, stage, timeout }: SmokeWorld, signal: AbortSignal): Promise<string> {
  return steps.run('wait for the first push', async () => {
    let because = '';
    const validUntil = await poll(timeout, signal, async () => {
      const progress = decideProgress(await api.read(canaryName), stage);
      if (progress.is === 'served') return progress.validUntil;
      because = progress.because;
      if (progress.is === 'failed') throw new Error(`The push failed. ${because}`);
      return undefined;
    });
    if (validUntil === undefined)
      throw new Error(`Within ${timeout} s the canary was not served: ${because}`);
    return { say: `Healthy, valid until ${validUntil}`, value: validUntil };
  });
}

async function look(
  { steps, place, host, now }: SmokeWorld,
  canary: Canary,
  validUntil: string,
): Promise<void> {
  await steps.run('look at what was pushed', async () => {
    const expected = { host, cluster: canaryName, validUntil, now: new Date(now()).toISOString() };
    const problems = problemsAfterPush(await canary.look(), place, expected);
    if (problems.length > 0)
      throw new Error(`In the canary is not what the API says: ${problems.join('; ')}.`);
    return { say: `a login for ${host}, linked for pulls and builds`, value: undefined };
  });
}

async function deregister({ api, steps, timeout }: SmokeWorld, signal: AbortSignal): Promise<void> {
  await steps.run('deregister it', async () => {
    await api.deregister(canaryName);
    let error = '';
    const gone = await poll(timeout, signal, async () => {
      const cluster = await api.read(canaryName);
      const { message, remedy } = cluster?.status.error ?? {};
      error = message === undefined ? '' : `\n${message}\n→ ${remedy}`;
      return cluster === undefined || undefined;
    });
    if (gone === undefined) throw new Error(`Within ${timeout} s the canary was not deregistered.${error}`);
    return { say: '', value: undefined };
  });
}

async function nothingLeft(
  { steps, place, isKubeconfigGone }: SmokeWorld,
  canary: Canary | undefined,
): Promise<void> {
  await steps.run('see that nothing is left', async () => {
    const inCluster = canary === undefined ? [] : problemsAfterRemoval(await canary.look(), place);
    const gone = await isKubeconfigGone(canaryName);
    const left = [...inCluster, ...(gone ? [] : ['its kubeconfig in Secrets Manager'])];
    if (!isDeepStrictEqual(left, [])) throw new Error(`Of the canary is left: ${left.join(', ')}.`);
    return {
      say: canary === undefined ? 'no record, no kubeconfig' : 'no secret, link, record or kubeconfig',
      value: undefined,
    };
  });
}

/** By its own way where that works, so that a cluster of the admin's is cleaned too; else by force. */
async function leave(api: Api): Promise<void> {
  const unhurried = new AbortController().signal;
  if ((await api.read(canaryName)) === undefined) return;
  await api.deregister(canaryName);
  const gone = await poll(20, unhurried, async () => (await api.read(canaryName)) === undefined || undefined);
  if (gone === undefined) await api.deregister(canaryName, { force: true });
}

/** Last made, first undone; what cannot be undone does not keep the rest. Answers the last failure. */
async function undoAll(made: readonly Undo[], steps: Steps): Promise<unknown> {
  let failure: unknown;
  for (const { what, by } of made.toReversed()) {
    try {
      await steps.run(what, async () => ({ say: '', value: await by() }));
    } catch (error) {
      failure = error;
    }
  }
  return failure;
}
