import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Bundle, bundle } from '../../cli/deploy/build/bundle.ts';
import { root } from '../../cli/deploy/build/functions.ts';
import { functionsEnvironment } from '../../local/service/environment.ts';
import { describeCredential } from '../../shared/kubeconfig/describe.ts';
import { type Fleet, startFleet } from '../support/fleet/fleet.ts';
import { setFields } from '../support/fleet/setFields.ts';
import { recordOf, registerRenewing } from '../support/renewal/renewing.ts';
import { tokenOf } from '../support/renewal/soundness.ts';
import { functionsOfToday } from './support/template.ts';

const run = promisify(execFile);
const environment = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  STAGE: 'test',
  TABLE_NAME: 't',
  SECRET_PREFIX: 's/',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
};

let folder: string;
let built: Bundle;
/** The baseline for the push function's init in `npm run bench`. */
let bare: Bundle;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pullpass-later-'));
  built = (await functionsOfToday()).find(({ name }) => name === 'push') as Bundle;
  bare = await bundle('bare', join(root, 'test/bench/init/bareHandler.ts'), folder);
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What the packaged function answers to an event that is not an SQS batch. */
async function sayTo(event: object): Promise<string> {
  const script = `require(process.argv[1]).handler(JSON.parse(process.argv[2]), {}).then(
    (answer) => process.stdout.write(JSON.stringify(answer)),
    (error) => process.stdout.write(String(error)))`;
  const args = ['-e', script, join(built.folder, 'handler.js'), JSON.stringify(event)];
  return (await run(process.execPath, args, { env: environment })).stdout;
}

test('what only a preflight needs is in a separate file, which no cold start of a push reads', async () => {
  expect((await readdir(built.folder)).sort()).toEqual([
    'answer.js',
    'handler.js',
    'package.json',
    'renewer.js',
  ]);
  const read = [...inHandler(built).keys()];
  expect(read).toContain('functions/push/pushHandler.ts');
  expect(read.filter((file) => /preflight\/preflight|clusters\/spec|schema\.ts$/.test(file))).toEqual([]);
});

// V8 parses all of it before a push begins: that is half of an init's cost, apart from its AWS clients.
test('a push’s cold start reads no further package, and little more code', () => {
  const [ours, theirs] = [inHandler(built), inHandler(bare)];
  const packages = new Set([...ours.keys()].filter((file) => !theirs.has(file)).map(packageOf));
  expect(
    [...packages].filter((name) => name !== undefined && !/^@(aws-sdk|smithy)\//.test(name)).sort(),
  ).toEqual([
    '@aws-lambda-powertools/commons',
    '@aws-lambda-powertools/logger',
    '@aws-lambda-powertools/metrics',
    'agent-base',
    'dataloader',
    'ipaddr.js',
    'p-map',
    'zod',
  ]);
  // Only the tree-shakable part of zod: the rest are methods that schemas of zod/mini do without.
  expect([...ours.keys()].filter((file) => /zod\/v4\/(classic|locales)|json-schema/.test(file))).toEqual([]);
  expect(built.bytes - bare.bytes).toBeLessThan(256_000);
});

/** The sources with code in handler.js, and its bytes. */
function inHandler({ metafile }: Bundle): Map<string, number> {
  const [output] = Object.entries(metafile.outputs).filter(([file]) => file.endsWith('handler.js'));
  const inputs = Object.entries(output?.[1].inputs ?? {});
  return new Map(
    inputs
      .map(([file, { bytesInOutput }]) => [file, bytesInOutput] as const)
      .filter(([, bytes]) => bytes > 0),
  );
}

/** The package that contains a source; undefined for one of this project. */
function packageOf(file: string): string | undefined {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];
}

test('the packaged function loads it when it is asked, and answers', async () => {
  expect(await sayTo({ ask: 'nothing that is known' })).toBe(
    'Error: The event is neither from SQS nor a known request.',
  );
});

// Code loaded later has its own classes: it must not check for classes of the other file.
test('the packaged function renews a credential, and reports what prevented it', async () => {
  const fleet = await startFleet();
  try {
    fleet.cluster.addNamespace('payments');
    fleet.clock.now = Date.now();
    const { kubeconfig } = await registerRenewing(fleet, { minutes: 240 });
    // Replaces it by a token issued two hours ago by the function's own clock.
    const token = fleet.cluster.resignToken(await tokenOf(fleet, kubeconfig.version), {
      iat: Math.floor(Date.now() / 1000) - 9_000,
      exp: Math.floor(Date.now() / 1000) + 5_400,
    });
    const version = randomUUID();
    const before = await fleet.vault.read('prod-eu-1', kubeconfig.version);
    await fleet.vault.add('prod-eu-1', { ...before, credential: { token } }, version, kubeconfig.version);
    const reference = {
      version,
      server: before.server,
      ...describeCredential({ ...before, credential: { token } }),
    };
    await setFields(fleet.table, 'prod-eu-1', { kubeconfig: reference });

    const fault = fleet.cluster.inject({
      kind: 'status',
      status: 403,
      when: { resource: 'serviceaccounts/token' },
    });
    await deliver(fleet);
    expect((await recordOf(fleet)).kubeconfig.renewal?.failure).toMatchObject({ kind: 'forbidden' });
    fault.clear();
    await setFields(fleet.table, 'prod-eu-1', { kubeconfig: reference });
    await deliver(fleet);
    const { kubeconfig: after, status } = await recordOf(fleet);
    expect(status.phase).toBe('Healthy');
    expect(after.renewal?.fallback?.version).toBe(version);
  } finally {
    await fleet.stop();
  }
});

/** Gives the packaged function a message, like SQS. */
async function deliver(fleet: Fleet): Promise<void> {
  const cluster = 'prod-eu-1';
  const body = JSON.stringify({ cluster, claim: await fleet.claim(cluster), correlationId: randomUUID() });
  const event = { Records: [{ messageId: '1', body, attributes: { ApproximateReceiveCount: '1' } }] };
  const script = `require(process.argv[1]).handler(JSON.parse(process.argv[2]), { getRemainingTimeInMillis: () => 120000 })
    .then((answer) => process.stdout.write(JSON.stringify(answer)), (error) => process.stdout.write(String(error)))`;
  const args = ['-e', script, join(built.folder, 'handler.js'), JSON.stringify(event)];
  const env = { ...functionsEnvironment(fleet.aws), POWERTOOLS_LOG_LEVEL: 'SILENT' };
  const { stdout } = await run(process.execPath, args, { env });
  expect(stdout).toContain('{"batchItemFailures":[]}');
}
