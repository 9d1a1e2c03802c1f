import { enableCompileCache } from 'node:module';
import { type MessagePort, parentPort } from 'node:worker_threads';
import { compileCacheFolder } from '../../../cli/program/compileCache.ts';

/** What it should do: invoke a function with an event. */
export interface Invocation {
  name: 'refresh' | 'push';
  event: object;
  /** What is left of the function's time limit, in milliseconds. */
  remaining: number;
}

/** What it reports of an invocation: everything that the function writes, in order, and then how it ended. */
export type Told = { wrote: string } | { ended: true } | { failed: unknown };

// Each loads the functions, which it imports later: half a second of CPU without the cache.
enableCompileCache(compileCacheFolder);

const port = parentPort as MessagePort;
const tell = (told: Told) => port.postMessage(told);

process.stdout.write = (text: string | Uint8Array) => {
  tell({ wrote: String(text) });
  return true;
};

port.on('message', async ({ name, event, remaining }: Invocation) => {
  try {
    const { handler } = await import(`../../../functions/${name}/handler.ts`);
    await handler(event, { getRemainingTimeInMillis: () => remaining });
    tell({ ended: true });
  } catch (error) {
    tell({ failed: error });
  }
});
