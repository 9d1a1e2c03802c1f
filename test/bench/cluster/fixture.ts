import { join } from 'node:path';
import type { Bundle } from '../../../cli/deploy/build/bundle.ts';
import type { PushMessage } from '../../../shared/clusters/dispatch.ts';
import type { ControlPlane } from '../../support/controlplane/start.ts';
import { compile } from '../processes/compile.ts';
import { startWorker, type Worker } from '../processes/worker.ts';
import type { AwsAnswer, AwsQuestion } from './awsProgram.ts';
import { startBenchPlane } from './controlPlane.ts';
import type { DelayQuestion } from './delayProgram.ts';
import type { RawQuestion } from './rawProgram.ts';
import type { Round } from './round.ts';

/** All participants, each in its own process. */
export interface Fixture {
  plane: ControlPlane;
  namespaces: string[];
  aws: Worker<AwsQuestion, AwsAnswer>;
  push: Worker<PushMessage, Round>;
  raw: Worker<RawQuestion, Round>;
  /** Port of a proxy that delays bytes by 25 ms each way. */
  farPort: number;
  stop(): Promise<void>;
}

export async function startFixture(bundle: Bundle, folder: string, count: number): Promise<Fixture> {
  const cleanups: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  const started = <T extends { stop(): Promise<void> }>(it: T): T => {
    cleanups.push(() => it.stop());
    return it;
  };
  const program = (name: string) => join(import.meta.dirname, `${name}.ts`);

  try {
    const { plane, namespaces } = await startBenchPlane(count);
    started(plane);
    const aws = started(startWorker<AwsQuestion, AwsAnswer>(program('awsProgram')));
    const delay = started(startWorker<DelayQuestion, { port: number }>(program('delayProgram')));
    const far = await delay.ask({ port: plane.port, delayMilliseconds: 25 });
    const raw = started(startWorker<RawQuestion, Round>(await compile('raw', program('rawProgram'), folder)));
    const push = started(
      startWorker<PushMessage, Round>(await compile('push', program('pushProgram'), folder), {
        args: [join(bundle.folder, 'handler.js')],
        env: (await aws.ask({ ask: 'environment' })) as Record<string, string>,
      }),
    );
    return { plane, namespaces, aws, push, raw, farPort: far.port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
