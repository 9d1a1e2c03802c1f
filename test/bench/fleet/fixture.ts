import { join } from 'node:path';
import type { Bundle } from '../../../cli/deploy/build/bundle.ts';
import { compile } from '../processes/compile.ts';
import { startWorker, type Worker } from '../processes/worker.ts';
import type { AwsAnswer, AwsQuestion } from './awsProgram.ts';
import type { Cost } from './cost.ts';
import type { EndpointsAnswer, EndpointsQuestion } from './endpointsProgram.ts';
import type { FunctionAnswer, FunctionQuestion } from './functionProgram.ts';
import type { RawQuestion } from './rawProgram.ts';

export type FunctionWorker = Worker<FunctionQuestion, FunctionAnswer>;

/** All participants, each in its own process; the event source is in this one. */
export interface Fixture {
  /** Port of every endpoint. */
  port: number;
  /** The CA of every endpoint's certificate. */
  ca: string;
  queue: { url: string; arn: string };
  /** The functions' environment. */
  environment: Record<string, string>;
  endpoints: Worker<EndpointsQuestion, EndpointsAnswer>;
  /** Serves DynamoDB, and nothing else. */
  database: Worker<AwsQuestion, AwsAnswer>;
  /** Serves SQS, Secrets Manager and ECR. */
  services: Worker<AwsQuestion, AwsAnswer>;
  tick: FunctionWorker;
  pushes: readonly FunctionWorker[];
  raw: Worker<RawQuestion, Cost>;
  stop(): Promise<void>;
}

export interface Bundles {
  push: Bundle;
  refresh: Bundle;
}

/** Milliseconds, as in serverless.yml. */
export const timeLimits = { refresh: 50_000, push: 150_000 };

/** Starts these endpoints, and this many push workers. No cluster is registered yet. */
export async function startFixture(
  bundles: Bundles,
  folder: string,
  { indexes, workers }: { indexes: number[]; workers: number },
): Promise<Fixture> {
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
  const source = (name: string) => join(import.meta.dirname, `${name}.ts`);
  const compiled = (name: string) => compile(`fleet-${name}`, source(name), folder);

  try {
    const endpoints = start<EndpointsQuestion, EndpointsAnswer>(source('endpointsProgram'));
    const { port, ca } = await endpoints.ask({ ask: 'listen', indexes });

    const database = start<AwsQuestion, AwsAnswer>(source('awsProgram'));
    const services = start<AwsQuestion, AwsAnswer>(source('awsProgram'));
    const { environment: databases = {} } = await database.ask({ ask: 'environment' });
    const { environment: others = {}, queue = { url: '', arn: '' } } = await services.ask({
      ask: 'environment',
    });
    const url = 'AWS_ENDPOINT_URL_DYNAMODB';
    const environment = { ...others, [url]: databases[url] ?? '' };

    const functionProgram = await compiled('functionProgram');
    const startFunction = (bundle: Bundle, limit: number): FunctionWorker =>
      start(functionProgram, { args: [join(bundle.folder, 'handler.js'), String(limit)], env: environment });
    const tick = startFunction(bundles.refresh, timeLimits.refresh);
    const pushes = Array.from({ length: workers }, () => startFunction(bundles.push, timeLimits.push));
    const raw = start<RawQuestion, Cost>(await compiled('rawProgram'));
    return { port, ca, queue, environment, endpoints, database, services, tick, pushes, raw, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

export const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
