import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from '@jest/globals';
import { type AwsOptions, type EmbeddedAws, startAws } from '../../../local/aws/startAws.ts';

const cleanups: (() => unknown)[] = [];

/** Calls this after the test; the last one first. */
export function afterwards(cleanup: () => unknown): void {
  cleanups.push(cleanup);
}

/** Registers the cleanup; call once per test file. */
export function cleanUpAfterEach(): void {
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });
}

/** An embedded AWS for one test. */
export async function anAws(options: AwsOptions = {}): Promise<EmbeddedAws> {
  const aws = await startAws(options);
  afterwards(() => aws.stop());
  return aws;
}

/** An SDK client that is destroyed after the test. */
export function using<T extends { destroy(): void }>(client: T): T {
  afterwards(() => client.destroy());
  return client;
}

export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pullpass-aws-'));
  afterwards(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A clock that tests advance. */
export function aClock(start = '2026-01-01T00:00:00.000Z'): {
  now: () => Date;
  advance: (ms: number) => void;
} {
  let time = Date.parse(start);
  return {
    now: () => new Date(time),
    advance: (ms) => {
      time += ms;
    },
  };
}
