import { beforeAll, expect, test } from '@jest/globals';
import { call, line, listingBytes, takes } from '../../../cli/costs/takes.ts';
import { cellsOf, tableUnder } from '../../support/scaling/document.ts';
import { type Measured, measure } from '../../support/scaling/measured.ts';

let measured: Measured;

beforeAll(async () => {
  measured = await measure();
});

const near = (value: number) => ({
  asymmetricMatch: (other: number) => Math.abs(other - value) <= value / 10,
  toAsymmetricMatcher: () => `within a tenth of ${value}`,
});

test('batches and ticks make the calls that docs/scaling.md states, and no others', async () => {
  const [, ...rows] = cellsOf(await tableUnder('What PullPass asks of AWS'));
  const column = (index: number) =>
    Object.fromEntries(
      rows
        .map((cells) => [(cells[0] ?? '').split(' ').at(-1), Number(cells[index])] as const)
        .filter(([, count]) => count > 0),
    );
  expect({ tick: column(1), coldBatch: column(2), warmBatch: column(3), sweepBatch: column(4) }).toEqual({
    tick: measured.tick,
    coldBatch: measured.coldBatch,
    warmBatch: measured.warmBatch,
    sweepBatch: measured.sweepBatch,
  });
});

test('a push costs the units of DynamoDB that the bill counts', () => {
  expect(measured).toMatchObject({
    readUnits: takes.push.readUnits,
    claimUnits: 3,
    resultUnits: 5,
  });
  expect(takes.push.writeUnits).toBe(3 + 5);
  expect(measured.resultUnitsSameToken).toBe(3);
  expect(measured.tick['Query']).toBe(48 + 1);
  expect(takes.tick.readUnits).toBe((48 + 2) / 2);
});

test('a typical record fits the kilobyte that one unit writes', () => {
  expect(measured.recordBytes).toBeLessThan(1024);
});

test('a push makes one request for each namespace and one for the list, over 16 connections', () => {
  expect(measured.requests).toBe(20 + 1);
  expect(measured.connections).toBe(16);
});

test('a sweep that finds everything in order costs what the bill counts, and leaves no line in the log', () => {
  expect(measured).toMatchObject({
    readUnits: takes.sweep.readUnits,
    sweepClaimUnits: 3,
    sweepResultUnits: 3,
    sweepRequests: 2,
    sweepLogBytes: 0,
    sweepBytesToCluster: near(takes.sweep.bytesOut),
  });
  expect(takes.sweep.writeUnits).toBe(3 + 3);
});

test('what is sent, logged and stored is as much as the bill counts', () => {
  expect({
    clusterBytes: measured.bytesToCluster,
    pushLogBytes: measured.pushLogBytes,
    batchMetricsBytes: measured.batchMetricsBytes,
    tickLogBytes: measured.tickLogBytes,
    tickMetricsBytes: measured.tickMetricsBytes,
    storedBytes: measured.storedBytes,
    listingBytes: measured.listingBytes,
  }).toEqual({
    clusterBytes: near(20 * takes.namespace.bytesOut),
    pushLogBytes: near(takes.push.logBytes - line),
    batchMetricsBytes: near(takes.batch.logBytes - line - call),
    tickLogBytes: near(558),
    tickMetricsBytes: near(880),
    storedBytes: near(takes.cluster.stored - 2_500),
    listingBytes: near(listingBytes),
  });
  expect(takes.tick.logBytes).toBe(558 + 880 + 2 * line + call);
});
