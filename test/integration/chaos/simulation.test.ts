import { clearTimeout as clearImported, setTimeout as setImported } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Simulation } from '../../support/chaos/time/simulation.ts';

let simulation: Simulation;
beforeEach(() => {
  simulation = new Simulation(0);
  simulation.install();
});
afterEach(() => simulation.uninstall());

test('what is due while time passes happens at its time, and so do its consequences', async () => {
  const happened: [string, number][] = [];
  const note = (what: string) => happened.push([what, Date.now()]);
  setTimeout(() => note('later'), 600_000);
  setTimeout(async () => {
    note('first');
    await null;
    setTimeout(() => note('what it led to'), 100_000);
  }, 7_000);
  await simulation.drive(simulation.pass(300_000));
  expect(happened).toEqual([
    ['first', 7_000],
    ['what it led to', 107_000],
  ]);
  expect(Date.now()).toBe(300_000);
});

test('what was imported by name before waits in virtual time, too', async () => {
  const happened: string[] = [];
  clearImported(setImported(() => happened.push('cleared'), 1_000));
  setImported(() => happened.push('timer'), 1_000);
  await simulation.drive(sleep(3_600_000, 'an hour').then((what) => happened.push(what)));
  expect(happened).toEqual(['timer', 'an hour']);
  expect(Date.now()).toBe(3_600_000);
});

test('what is due at the end of the time happens before it ends', async () => {
  const happened: string[] = [];
  const passed = simulation.pass(1_000).then(() => happened.push('over'));
  setTimeout(async () => {
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
    happened.push('due');
  }, 1_000);
  await simulation.drive(passed);
  expect(happened).toEqual(['due', 'over']);
});

test('the clock does not jump past a timer', () => {
  setTimeout(() => undefined, 7_000);
  expect(() => simulation.time.jump(300_000)).toThrow(
    'Expected no timer before 1970-01-01T00:05:00.000Z, but one fires at 1970-01-01T00:00:07.000Z.',
  );
  expect(simulation.time.now()).toBe(0);
});

test('what is due happens when everything comes to rest, and the clock stays where it is', async () => {
  const happened: string[] = [];
  setTimeout(() => happened.push('due'), 0);
  setTimeout(() => happened.push('later'), 1);
  await simulation.settle();
  expect(happened).toEqual(['due']);
  expect(simulation.time.now()).toBe(0);
});
