import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { emulatedRegion, type MiniStack, rootCredentials, startMiniStack } from '../support/aws/ministack.ts';
import { stagesContract } from '../support/aws/stagesContract.ts';
import { until } from './world/until.ts';

const module = new URL('../support/aws/ministack.ts', import.meta.url).href;

test('the emulated AWS does not outlive the process that started it, even if that is killed', async () => {
  const script = `
    const { startMiniStack } = await import(${JSON.stringify(module)});
    const { endpoint } = await startMiniStack();
    console.log(endpoint);
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [endpoint] = await once(createInterface(parent.stdout), 'line');
  const answers = () =>
    fetch(`${endpoint}/_ministack/ready`).then(
      () => true,
      () => false,
    );
  expect(await answers()).toBe(true);
  parent.kill('SIGKILL');
  await until('the emulated AWS to end', answers, (answered) => !answered, { limit: 20_000, pause: 50 });
}, 120_000);

describe('its Secrets Manager', () => {
  let ministack: MiniStack | undefined;
  let client: SecretsManagerClient | undefined;

  beforeAll(async () => {
    ministack = await startMiniStack();
    const { endpoint } = ministack;
    client = new SecretsManagerClient({ endpoint, region: emulatedRegion, credentials: rootCredentials });
  }, 120_000);
  afterAll(async () => {
    client?.destroy();
    await ministack?.stop();
  });

  stagesContract(() => client as SecretsManagerClient);
});
