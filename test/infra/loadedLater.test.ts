import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Bundle, bundle } from '../../scripts/build/bundle.ts';
import { handlerOf } from '../../scripts/build/functions.ts';

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
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pullpass-later-'));
  built = await bundle('push', handlerOf('push'), folder);
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What the packaged function says of an event that is no batch of SQS. */
async function sayTo(event: object): Promise<string> {
  const script = `require(process.argv[1]).handler(JSON.parse(process.argv[2]), {}).then(
    (answer) => process.stdout.write(JSON.stringify(answer)),
    (error) => process.stdout.write(String(error)))`;
  const args = ['-e', script, join(built.folder, 'handler.js'), JSON.stringify(event)];
  return (await run(process.execPath, args, { env: environment })).stdout;
}

test('what only a preflight needs is in a file of its own, and no cold start of a push reads it', async () => {
  expect((await readdir(built.folder)).sort()).toEqual(['answer.js', 'handler.js', 'package.json']);
  const [handler] = Object.entries(built.metafile.outputs).filter(([file]) => file.endsWith('handler.js'));
  const read = Object.keys(handler?.[1].inputs ?? {});
  expect(read).toContain('functions/push/pushHandler.ts');
  expect(read.filter((file) => /preflight\/preflight|clusters\/spec|schema\.ts$/.test(file))).toEqual([]);
});

test('the packaged function loads it when it is asked, and answers', async () => {
  expect(await sayTo({ ask: 'nothing that is known' })).toBe(
    'Error: The event is neither of SQS nor a request that is known.',
  );
});
