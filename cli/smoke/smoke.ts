import { CommandError } from '../program/errors.ts';
import { deploy, deregister, firstPush, look, nothingLeft, register } from './life.ts';
import { askNetworks } from './networks.ts';
import { canaryName, isCanary } from './registration.ts';
import { type Undo, undoAll } from './undo.ts';
import type { SmokeWorld } from './world.ts';

const notACanary = new CommandError(`There is a cluster ${canaryName} that no smoke test registered.`, {
  remedy: 'A smoke test would deregister it: register it under another name, and deregister this one.',
});

/** The whole life of a canary cluster. Throws an Error that says what did not work; cleans up in any case. */
export async function smoke(world: SmokeWorld, signal: AbortSignal): Promise<void> {
  const { api, steps } = world;
  const made: Undo[] = [];
  let failure: unknown;
  try {
    const earlier = await api.find(canaryName);
    if (earlier !== undefined && !isCanary(earlier)) throw notACanary;
    if (earlier !== undefined)
      await steps.run('clear an earlier run', async (say) => {
        await api.deregister(canaryName, { force: true });
        say(`${canaryName} was still registered`);
      });
    await askNetworks(world, signal);
    const canary = await deploy(world, made);
    signal.throwIfAborted();
    await register(world, canary, made, signal);
    const validUntil = await firstPush(world, signal);
    if (canary !== undefined) await look(world, canary, validUntil);
    await deregister(world, signal);
    made.pop(); // It has already been deregistered.
    await nothingLeft(world, canary);
  } catch (error) {
    failure = error;
  }
  const left = await undoAll(made, steps);
  if (failure !== undefined) throw failure;
  if (left !== undefined) throw left;
}
