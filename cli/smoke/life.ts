import { iso } from '../../shared/iso.ts';
import { Refused } from '../api/refused.ts';
import { poll } from '../poll.ts';
import { CommandError } from '../program/errors.ts';
import type { Canary } from './canary/deploy.ts';
import { decideProgress } from './decideProgress.ts';
import { problemsAfterPush, problemsAfterRemoval } from './inspect.ts';
import { canaryName, registration } from './registration.ts';
import type { Undo } from './undo.ts';
import type { SmokeWorld } from './world.ts';

export async function deploy(
  { steps, deployCanary, removeCanary }: SmokeWorld,
  made: Undo[],
): Promise<Canary | undefined> {
  if (deployCanary === undefined) return undefined;
  made.push({ what: 'remove the canary', by: removeCanary });
  return steps.run('deploy a canary cluster', async (say) => {
    const canary = await deployCanary();
    say(canary.server);
    return canary;
  });
}

/** A new address may take seconds to be known everywhere, so a preflight that cannot reach it is repeated. */
export async function register(
  world: SmokeWorld,
  canary: Canary | undefined,
  made: Undo[],
  signal: AbortSignal,
): Promise<void> {
  const { api, steps, timeout, registry, place, site, kubeconfig } = world;
  const body = registration(kubeconfig(canary), { ...place, site }, registry);
  made.push({ what: 'deregister the canary', by: () => leave(world) });
  await steps.run('register it', async (say) => {
    let refusal: unknown;
    const done = await poll(Math.min(60, timeout), { ...world, signal }, async () => {
      try {
        const { checks = [] } = (await api.put(body)).preflight ?? {};
        return checks.filter(({ result }) => result === 'passed').length;
      } catch (error) {
        if (!isUnreachable(error)) throw error;
        refusal = error;
        return undefined;
      }
    });
    if (done === undefined) throw refusal;
    say(`as ${canaryName}; ${done} preflight checks passed`);
  });
}

function isUnreachable(error: unknown): boolean {
  const checks = error instanceof Refused ? (error.problem?.checks ?? []) : [];
  return checks.some(({ check, result }) => check === 'reach' && result === 'failed');
}

export async function firstPush(world: SmokeWorld, signal: AbortSignal): Promise<string> {
  const { api, steps, stage, timeout } = world;
  return steps.run('wait for the first push', async (say) => {
    let because = '';
    const validUntil = await poll(timeout, { ...world, signal }, async () => {
      const progress = decideProgress(await api.find(canaryName), stage);
      if (progress.is === 'served') return progress.validUntil;
      because = progress.because;
      if (progress.is === 'failed') throw new CommandError(`The push failed. ${because}`);
      return undefined;
    });
    if (validUntil === undefined)
      throw new CommandError(`The canary was not served within ${timeout} s: ${because}`);
    say(`Healthy, valid until ${validUntil}`);
    return validUntil;
  });
}

export async function look(
  { steps, place, host, now }: SmokeWorld,
  canary: Canary,
  validUntil: string,
): Promise<void> {
  await steps.run('look at what was pushed', async (say) => {
    const expected = { host, cluster: canaryName, validUntil, now: iso(now()) };
    const problems = problemsAfterPush(await canary.look(), place, expected);
    if (problems.length > 0)
      throw new CommandError(`The canary does not hold what the API says: ${problems.join('; ')}.`);
    say(`a login for ${host}, linked for pulls and builds`);
  });
}

export async function deregister(world: SmokeWorld, signal: AbortSignal): Promise<void> {
  const { api, steps, timeout } = world;
  await steps.run('deregister it', async () => {
    await api.deregister(canaryName);
    let error = '';
    const gone = await poll(timeout, { ...world, signal }, async () => {
      const cluster = await api.find(canaryName);
      const { message, remedy } = cluster?.status.problems?.[0] ?? {};
      error = message === undefined ? '' : `\n${message}\n→ ${remedy}`;
      return cluster === undefined;
    });
    if (gone === undefined)
      throw new CommandError(`The canary was not deregistered within ${timeout} s.${error}`);
  });
}

export async function nothingLeft(
  { steps, place, isKubeconfigGone }: SmokeWorld,
  canary: Canary | undefined,
): Promise<void> {
  await steps.run('see that nothing is left', async (say) => {
    const inCluster = canary === undefined ? [] : problemsAfterRemoval(await canary.look(), place);
    const gone = await isKubeconfigGone(canaryName);
    const left = [...inCluster, ...(gone ? [] : ['its kubeconfig in Secrets Manager'])];
    if (left.length > 0) throw new CommandError(`Left of the canary: ${left.join(', ')}.`);
    say(canary === undefined ? 'no record, no kubeconfig' : 'no secret, link, record or kubeconfig');
  });
}

/** Deregisters normally if that works, so that an admin's cluster is cleaned too; otherwise by force. */
async function leave({ api, now, sleep }: SmokeWorld): Promise<void> {
  const unhurried = { signal: new AbortController().signal, now, sleep };
  if ((await api.find(canaryName)) === undefined) return;
  await api.deregister(canaryName);
  const gone = await poll(20, unhurried, async () => (await api.find(canaryName)) === undefined);
  if (gone === undefined) await api.deregister(canaryName, { force: true });
}
