import { deploy, deregister, firstPush, look, nothingLeft, register } from './life.ts';
import { canaryName } from './registration.ts';
import { type Undo, undoAll } from './undo.ts';
import type { SmokeWorld } from './world.ts';

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
    made.pop(); // It has left by itself.
    await nothingLeft(world, canary);
  } catch (error) {
    failure = error;
  }
  const left = await undoAll(made, steps);
  if (failure !== undefined) throw failure;
  if (left !== undefined) throw left;
}
