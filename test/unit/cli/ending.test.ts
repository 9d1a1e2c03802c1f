import { EventEmitter } from 'node:events';
import { expect, test } from '@jest/globals';
import { listenForEnd } from '../../../cli/program/ending.ts';

function program() {
  const system = new EventEmitter();
  const output = new EventEmitter();
  const exits: number[] = [];
  let time = 1_000;
  const { signal } = listenForEnd(
    system,
    output,
    (code) => exits.push(code),
    Number.POSITIVE_INFINITY,
    () => time,
  );
  return {
    signal,
    exits,
    after: (milliseconds: number) => {
      time += milliseconds;
      return { comes: (name: string) => system.emit(name) };
    },
    close: () => output.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
  };
}

test('the first Ctrl-C requests a clean end, however long it takes', () => {
  const { signal, exits, after } = program();
  after(0).comes('SIGINT');
  expect(signal.reason).toBe('SIGINT');
  expect(exits).toEqual([]);
});

test('one Ctrl-C that the terminal sends and npx passes on is not two', () => {
  const { exits, after } = program();
  after(0).comes('SIGINT');
  after(20).comes('SIGINT');
  after(100).comes('SIGINT');
  expect(exits).toEqual([]);
});

test('a second Ctrl-C ends it at once, with 130', () => {
  const { exits, after } = program();
  after(0).comes('SIGINT');
  after(2_000).comes('SIGINT');
  expect(exits).toEqual([130]);
});

test('an output that nobody reads any more requests an end, and only once', () => {
  const { signal, exits, close } = program();
  close();
  close();
  expect(signal.reason).toBe('output closed');
  expect(exits).toEqual([]);
});
