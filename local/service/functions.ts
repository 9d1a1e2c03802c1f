import type { ScheduledEvent, SQSEvent } from 'aws-lambda';
import type { AsyncInvokeConfig } from '../aws/asyncInvocation.ts';
import type { HttpApiEvent } from '../aws/httpApiEvent.ts';
import type { LocalFunction } from '../aws/localFunction.ts';

export interface Functions {
  refresh: LocalFunction<ScheduledEvent>;
  push: LocalFunction<SQSEvent>;
  registration: LocalFunction<HttpApiEvent>;
  /** The widget's content as a page. AWS has no such function. */
  page: LocalFunction<HttpApiEvent>;
}

/** How Lambda treats ticks that fail or wait, as in infra/schedule.yml. */
export const tickInvocations: AsyncInvokeConfig = { maximumRetryAttempts: 0, maximumEventAgeSeconds: 60 };

/**
 * The real functions, with the timeouts of serverless.yml. They build their clients from process.env when imported: set
 * it first.
 */
export async function importFunctions(): Promise<Functions> {
  const [refresh, push, registration, { fleetPage }, { worldFrom }] = await Promise.all([
    import('../../functions/refresh/handler.ts'),
    import('../../functions/push/handler.ts'),
    import('../../functions/registration/handler.ts'),
    import('../fleet/fleetPage.ts'),
    import('../../functions/widget/world.ts'),
  ]);
  const world = worldFrom(process.env);
  return {
    refresh: { name: 'pullpass-local-refresh', timeoutMs: 50_000, handler: refresh.handler },
    push: { name: 'pullpass-local-push', timeoutMs: 150_000, handler: push.handler },
    registration: { name: 'pullpass-local-registration', timeoutMs: 29_000, handler: registration.handler },
    page: { name: 'pullpass-local-widget', timeoutMs: 20_000, handler: (event) => fleetPage(event, world) },
  };
}
