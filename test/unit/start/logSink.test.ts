import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { captureConsole } from '../../../local/service/logSink.ts';
import { createLog } from '../../../shared/observability/log.ts';

const original = globalThis.console;

/** As local/service/environment.ts sets it for the functions. */
beforeEach(() => {
  process.env['POWERTOOLS_DEV'] = 'true';
  process.env['POWERTOOLS_LOG_LEVEL'] = 'INFO';
});

afterEach(() => {
  globalThis.console = original;
  delete process.env['POWERTOOLS_DEV'];
  delete process.env['POWERTOOLS_LOG_LEVEL'];
});

test('errors of the functions are reported in one line, the rest is not', () => {
  const told: string[] = [];
  const sink = captureConsole((line) => told.push(line));
  const log = createLog();
  log.info('pushed', { cluster: 'a' });
  log.warn('push failed', { cluster: 'a' });
  log.error('request failed', { fault: 'TypeError', at: ['at x'] });
  const { console: captured } = globalThis;
  captured.error('not JSON at all');
  sink.close();
  expect(told).toEqual(['request failed fault=TypeError at=["at x"]', 'not JSON at all']);
});

test('with a file, every line is kept in it, readable only by its owner', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pullpass-log-'));
  try {
    const file = join(folder, 'log');
    const sink = captureConsole(() => {});
    sink.keepIn(file);
    createLog().info('pushed', { cluster: 'a' });
    sink.close();
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ message: 'pushed', cluster: 'a' }]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
