import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { parse } from 'yaml';
import { functionsEnvironment } from '../../../local/service/environment.ts';
import { aWidgetEvent } from '../../support/widget/event.ts';
import { type StoredFleet, storedFleet } from '../../support/widget/fleet.ts';
import { aRecord } from '../../support/widget/store.ts';

const invokedFunctionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:pullpass-test-widget';
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const before = { ...process.env };
let fleet: StoredFleet;
let call: (event: unknown) => Promise<string>;
beforeAll(async () => {
  fleet = await storedFleet([
    // The handler's clock is the real one.
    aRecord('alpha', { status: { nextPushAt: inHours(1), ends: Date.parse(inHours(11)) } }),
    aRecord('beta', { status: { nextPushAt: inHours(1), phase: 'Paused' } }),
  ]);
  Object.assign(process.env, functionsEnvironment(fleet.aws));
  const { handler } = await import('../../../functions/widget/handler.ts');
  call = (event) => handler(event, { invokedFunctionArn } as Context);
});
afterAll(async () => {
  process.env = before;
  await fleet.stop();
});

test('asked for its documentation, it answers Markdown with parameters that it understands', async () => {
  const markdown = await call({ describe: true });
  expect(markdown).toMatch(/^## /);
  const [, yaml = ''] = /```yaml\n(.*?)```/s.exec(markdown) ?? [];
  const parameters = parse(yaml) as Record<string, unknown>;
  expect(Object.keys(parameters)).toEqual(['search', 'phase', 'cluster']);
  expect(await call(aWidgetEvent(parameters))).toContain('<bdi>beta</bdi>');
});

test('called by the console, it answers HTML whose actions call it again', async () => {
  const html = await call(aWidgetEvent({}, { theme: 'dark' }));
  expect(html).toMatch(/^<style>\.pp\{color-scheme:dark;/);
  expect(html).toContain('Every served cluster can pull until at least');
  expect(html).toContain(`endpoint="${invokedFunctionArn}"`);
});

test('parameters of the widget choose what it shows', async () => {
  const html = await call(aWidgetEvent({ phase: 'Paused' }));
  expect(html).toContain('<bdi>beta</bdi>');
  expect(html).not.toContain('<bdi>alpha</bdi>');
});

test('the name of a cluster leads to its page', async () => {
  const html = await call(aWidgetEvent({ search: '', phase: '', cursor: '', cluster: 'alpha' }));
  expect(html).toContain('<h1><bdi>alpha</bdi></h1>');
  expect(html).toContain('Server: https://api.internal.example:6443');
  expect(html).not.toContain('<bdi>beta</bdi>');
});

test('an event that says nothing shows the fleet', async () => {
  for (const event of [{}, null, 'test', { search: { no: 'text' } }])
    expect(await call(event)).toContain('<bdi>alpha</bdi>');
});
