import { Worker } from 'node:worker_threads';
import type { Invocation, Told } from './lambdaWorker.ts';

/** One Lambda execution environment: a thread with its own modules, caches and environment variables. */
export interface Lambda {
  /** Resolves when the handler has; rejects with what it threw. */
  invoke(invocation: Invocation): Promise<void>;
  stop(): Promise<void>;
}

/** @param onOutput receives what the functions log, before their invocation resolves */
export function startLambda(environment: NodeJS.ProcessEnv, onOutput: (text: string) => void): Lambda {
  const worker = new Worker(new URL('./lambdaWorker.ts', import.meta.url), { env: environment });
  return {
    invoke(invocation) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const listen = (told: Told) => {
        if ('wrote' in told) onOutput(told.wrote);
        else if ('failed' in told) reject(told.failed);
        else resolve();
      };
      const ended = (code: number) => reject(new Error(`The worker ended with ${code}.`));
      worker.on('message', listen).once('error', reject).once('exit', ended);
      worker.postMessage(invocation);
      return promise.finally(() => worker.off('message', listen).off('error', reject).off('exit', ended));
    },
    async stop() {
      await worker.terminate();
    },
  };
}
