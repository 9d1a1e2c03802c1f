import { join } from 'node:path';
import type { Bundle } from '../../../cli/deploy/build/bundle.ts';
import type { AwsAnswer, AwsQuestion } from '../fleet/awsProgram.ts';
import { type FunctionWorker, timeLimits, upTo } from '../fleet/fixture.ts';
import type { FunctionAnswer, FunctionQuestion } from '../fleet/functionProgram.ts';
import { compile } from '../processes/compile.ts';
import { startWorker, type Worker } from '../processes/worker.ts';
import type { MeterAnswer, MeterQuestion } from './meterProgram.ts';

/** A fleet of one size, with its own DynamoDB. */
export interface SizedFleet {
  registered: number;
  database: Worker<AwsQuestion, AwsAnswer>;
  /** Of its DynamoDB. */
  endpoint: string;
  tick: FunctionWorker;
}

export interface TickFixture {
  fleets: readonly SizedFleet[];
  meter: Worker<MeterQuestion, MeterAnswer>;
  /** Talks to its DynamoDB through the meter. */
  meteredTick: FunctionWorker;
  stop(): Promise<void>;
}

const databaseUrl = 'AWS_ENDPOINT_URL_DYNAMODB';
/** No API server is contacted. */
export const noPort = 6443;

/** Registers a fleet of each size, none of it due. */
export async function startTickFixture(
  refresh: Bundle,
  folder: string,
  sizes: readonly number[],
): Promise<TickFixture> {
  const cleanups: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  const start = <Question, Answer>(
    program: string,
    options: { env?: Record<string, string>; args?: string[] } = {},
  ): Worker<Question, Answer> => {
    const worker = startWorker<Question, Answer>(program, options);
    cleanups.push(() => worker.stop());
    return worker;
  };
  const fleetSource = (name: string) => join(import.meta.dirname, `../fleet/${name}.ts`);

  try {
    const services = start<AwsQuestion, AwsAnswer>(fleetSource('awsProgram'));
    const { environment = {} } = await services.ask({ ask: 'environment' });
    const functionProgram = await compile('tick-functionProgram', fleetSource('functionProgram'), folder);
    const startTick = (endpoint: string) =>
      start<FunctionQuestion, FunctionAnswer>(functionProgram, {
        args: [join(refresh.folder, 'handler.js'), String(timeLimits.refresh)],
        env: { ...environment, [databaseUrl]: endpoint },
      });

    const fleets: SizedFleet[] = [];
    for (const registered of sizes) {
      const database = start<AwsQuestion, AwsAnswer>(fleetSource('awsProgram'));
      const endpoint = (await database.ask({ ask: 'environment' })).environment?.[databaseUrl] ?? '';
      await database.ask({ ask: 'records', indexes: upTo(registered), port: noPort, due: false });
      fleets.push({ registered, database, endpoint, tick: startTick(endpoint) });
    }
    const meter = start<MeterQuestion, MeterAnswer>(join(import.meta.dirname, 'meterProgram.ts'));
    const { endpoint } = await meter.ask({ ask: 'units' });
    return { fleets, meter, meteredTick: startTick(endpoint), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
