import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Bundle, bundle } from '../../cli/deploy/build/bundle.ts';
import { functionNames } from '../../cli/deploy/build/functions.ts';
import { zip } from '../../cli/deploy/build/zip.ts';
import { functionsOfToday } from './support/template.ts';

const run = promisify(execFile);

let folder: string;
let built: readonly Bundle[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pullpass-bundles-'));
  built = await functionsOfToday();
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(functionNames)('the bundle of %s', (name) => {
  const bundleOf = () => built.find((each) => each.name === name) as Bundle;

  test('loads outside this project, and exports the handler', async () => {
    const outside = join(folder, name);
    await cp(bundleOf().folder, outside, { recursive: true });
    const script = `process.stdout.write(typeof require(${JSON.stringify(join(outside, 'handler.js'))}).handler)`;
    const { stdout } = await run(process.execPath, ['-e', script], {
      cwd: folder,
      env: {
        AWS_REGION: 'eu-west-1',
        STAGE: 'test',
        TABLE_NAME: 'table',
        PUSH_QUEUE_URL: 'http://127.0.0.1/queue',
        RETRY_QUEUE_URL: 'http://127.0.0.1/retry',
        SUSPECT_QUEUE_URL: 'http://127.0.0.1/suspect',
        PUSH_FUNCTION: 'pullpass-test-push',
        AT_RISK_MINUTES: '180',
        FAILING_MINUTES: '30',
        KUBECONFIG_DAYS: '14',
        SECRET_PREFIX: 'pullpass/test/clusters/',
        ALLOWED_CIDRS: '',
      },
    });
    expect(stdout).toBe('function');
  });

  test('weighs under 1.5 MB, and contains no undici', () => {
    const { bytes, metafile } = bundleOf();
    expect(bytes).toBeLessThan(1_500_000);
    expect(Object.keys(metafile.inputs).filter((file) => /node_modules\/undici\//.test(file))).toEqual([]);
  });
});

describe('what is left out of a bundle', () => {
  test('says so if it is called after all', async () => {
    const entry = join(folder, 'entry.js');
    await writeFile(entry, "import { fetch } from 'undici';\nexport const handler = () => fetch();\n");
    const { folder: built } = await bundle('entry', entry, folder);
    const script = `require(${JSON.stringify(join(built, 'handler.js'))}).handler()`;
    await expect(run(process.execPath, ['-e', script])).rejects.toThrow('undici is not in this bundle: ');
  });
});

describe('an archive', () => {
  const entries = [
    { name: 'a.js', content: Buffer.from('a'.repeat(1000)) },
    { name: 'é/b.json', content: Buffer.from('{}') },
  ];

  test('gives each file back', () => {
    const bytes = Buffer.from(zip(entries));
    const count = bytes.readUInt16LE(bytes.length - 12);
    let at = bytes.readUInt32LE(bytes.length - 6);
    const files = Array.from({ length: count }, () => {
      const [packed, path, offset] = [
        bytes.readUInt32LE(at + 20),
        bytes.readUInt16LE(at + 28),
        bytes.readUInt32LE(at + 42),
      ];
      const name = bytes.toString('utf8', at + 46, at + 46 + path);
      at += 46 + path;
      const content = inflateRawSync(bytes.subarray(offset + 30 + path, offset + 30 + path + packed));
      return { name, content };
    });
    expect(files).toEqual(entries);
  });

  test('is the same for the same files, and different for others', () => {
    expect(zip(entries)).toEqual(zip(entries));
    expect(zip(entries)).not.toEqual(zip([...entries].reverse()));
  });
});
