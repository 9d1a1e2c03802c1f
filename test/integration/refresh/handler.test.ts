import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { functionsEnvironment } from '../../../local/service/environment.ts';
import { type Fleet, startFleet } from '../../support/fleet/fleet.ts';

const before = { ...process.env };
let fleet: Fleet;
let call: () => Promise<unknown>;
beforeAll(async () => {
  fleet = await startFleet();
  Object.assign(process.env, functionsEnvironment(fleet.aws), {
    POWERTOOLS_DEV: 'true',
    POWERTOOLS_METRICS_DISABLED: 'false',
  });
  const { handler } = await import('../../../functions/refresh/handler.ts');
  call = () => handler({} as never, { getRemainingTimeInMillis: () => 50_000 } as Context);
});
afterAll(async () => {
  process.env = before;
  await fleet.stop();
});

test('the gauges are told although the census cannot be kept, and the tick fails', async () => {
  const written = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    fleet.aws.faults.inject({ operation: 'PutItem', fault: { kind: 'deny' } });
    await expect(call()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const lines = written.mock.calls.map(([line]) => JSON.parse(String(line)));
    expect(lines).toContainEqual(expect.objectContaining({ TokensAtRisk: 0, TickCompleted: 1 }));
  } finally {
    written.mockRestore();
  }
});
