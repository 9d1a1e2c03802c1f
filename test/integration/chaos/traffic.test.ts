import { channel } from 'node:diagnostics_channel';
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Run, within } from '../../support/chaos/time/run.ts';
import { Traffic } from '../../support/chaos/time/traffic.ts';

let traffic: Traffic;
beforeEach(() => {
  traffic = new Traffic();
  traffic.start();
});
afterEach(() => traffic.stop());

/** What Node.js reports of a request. Otherwise the operating system decides when two have the same port. */
function requestTo(host: string, localPort: number): EventEmitter {
  const request = Object.assign(new EventEmitter(), { getHeader: () => host });
  channel('http.client.request.created').publish({ request });
  request.emit('socket', { connecting: false, localPort });
  return request;
}

const run = new Run('push');

test('a hold outlives a connection to another server from the same port of the client', () => {
  within(run, () => requestTo('127.0.0.1:8001', 50_000));
  traffic.hold('127.0.0.1:8001', 50_000, 1_000);
  requestTo('127.0.0.1:8002', 50_000).emit('close');

  expect(traffic.ownerOf('127.0.0.1:8001', 50_000)).toBe(run);
  expect(traffic.isBusy(999)).toBe(false);
  expect(traffic.isBusy(1_000)).toBe(true);
});

test('a connection that the suite opens again no longer belongs to the run that had its ports before', () => {
  within(run, () => requestTo('127.0.0.1:8001', 50_000)).emit('close');
  requestTo('127.0.0.1:8001', 50_000);
  expect(traffic.ownerOf('127.0.0.1:8001', 50_000)).toBeUndefined();
});

test('an answer that its caller lets wait is not under way: the time for which it waits may pass', () => {
  const answer = new PassThrough();
  answer.on('data', () => undefined);
  Object.assign(requestTo('127.0.0.1:8001', 50_000), { res: answer });
  expect(traffic.isBusy(0)).toBe(true);
  answer.pause();
  expect(traffic.isBusy(0)).toBe(false);
  answer.resume();
  expect(traffic.isBusy(0)).toBe(true);
});
