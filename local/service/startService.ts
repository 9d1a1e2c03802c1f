import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type BatchReport, drainQueue, type EventSource, startEventSource } from '../aws/eventSource.ts';
import { startHttpApi } from '../aws/httpApi.ts';
import type { Invocation } from '../aws/localFunction.ts';
import { type Schedule, startSchedule } from '../aws/schedule.ts';
import { type AwsOptions, type EmbeddedAws, startAws } from '../aws/startAws.ts';
import { fleetPath, wantsPage } from '../fleet/fleetPage.ts';
import { functionsEnvironment } from './environment.ts';
import { importFunctions, tickInvocations } from './functions.ts';
import { captureConsole } from './logSink.ts';

export interface ServiceOptions extends Pick<AwsOptions, 'dataDir' | 'real' | 'region'> {
  /** Port of the API; 0 for a free one. */
  port: number;
  /** Called with one line about a failure of the service itself. */
  onError: (line: string) => void;
  /** Called whenever clusters may have changed: after a push, and after a request that is not a GET. */
  onActivity: () => void;
}

export interface Service {
  /** `http://127.0.0.1:<port>` */
  apiUrl: string;
  /** The fleet as a page, for a browser. */
  pageUrl: string;
  aws: EmbeddedAws;
  /** Starts the schedule and the event source: from now on it works without further calls. */
  begin(): void;
  /** Runs one tick. */
  tick(): Promise<Invocation>;
  /** Delivers what is in the queues. */
  deliver(): Promise<BatchReport[]>;
  /** Stops everything at once. */
  stop(): Promise<void>;
}

/**
 * Starts the real functions over the embedded AWS, with the API listening on loopback.
 *
 * @throws Error EADDRINUSE if the port is taken, and whatever `startAws` throws; then nothing is left running
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { dataDir, real, region, port, onError, onActivity } = options;
  const ends: (() => unknown)[] = [];
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const log = captureConsole(onError);
    ends.push(log.close);
    const aws = await startAws({ dataDir, real, region });
    ends.push(aws.stop);
    if (dataDir !== undefined) log.keepIn(join(dataDir, 'pullpass.log'));
    Object.assign(process.env, functionsEnvironment(aws));
    const functions = await importFunctions();
    aws.functions.set(functions.push.name, functions.push);

    const tell = (name: string, invocation: Invocation) => {
      const { outcome } = invocation;
      if (outcome === 'returned' || outcome === 'abandoned') return;
      const why = outcome === 'threw' ? `: ${String(invocation.error)}` : ` after ${invocation.ms} ms`;
      onError(`The function ${name} ${outcome}${why}`);
    };
    const api = await startHttpApi({
      fn: functions.registration,
      instead: (event) => (wantsPage(event) ? functions.page : undefined),
      port,
      region: aws.region,
      onInvocation: (invocation, event) => {
        tell(wantsPage(event) ? 'widget' : 'registration', invocation);
        if (event.requestContext.http.method !== 'GET') onActivity();
      },
    });
    ends.push(() => api.stop({ graceMs: 0 }));

    const client = new SQSClient(aws.clientConfig('sqs'));
    ends.push(() => client.destroy());
    const lane = (queueUrl: string, queueArn: string, batchSize?: number) => ({
      client,
      queueUrl,
      queueArn,
      batchSize,
      fn: functions.push,
      onInvocation: (report: BatchReport) => {
        tell('push', report.invocation);
        onActivity();
      },
      onQueueError: (error: unknown) => onError(`A push queue cannot be read: ${String(error)}`),
    });
    const lanes = [
      lane(aws.queueUrl, aws.queueArn),
      lane(aws.retryQueueUrl, aws.retryQueueArn),
      lane(aws.suspectQueueUrl, aws.suspectQueueArn, 1),
    ];
    const schedule = (onInvocation: (invocation: Invocation) => void): Schedule =>
      startSchedule({
        fn: functions.refresh,
        invocations: tickInvocations,
        region: aws.region,
        onInvocation: (invocation) => {
          tell('refresh', invocation);
          onInvocation(invocation);
        },
      });
    return {
      apiUrl: api.url,
      pageUrl: api.url + fleetPath,
      aws,
      begin() {
        const pushes: EventSource[] = lanes.map((source) => startEventSource(source));
        const ticks = schedule(() => {});
        ends.push(() => Promise.all([ticks, ...pushes].map((source) => source.stop({ graceMs: 0 }))));
      },
      async tick() {
        const { promise, resolve } = Promise.withResolvers<Invocation>();
        const once = schedule(resolve);
        const invocation = await promise;
        await once.stop();
        return invocation;
      },
      deliver: async () => (await Promise.all(lanes.map(drainQueue))).flat(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
