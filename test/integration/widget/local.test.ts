import { expect, test } from '@jest/globals';
import { endProgramsAfterEach, start } from '../../support/start/program.ts';

endProgramsAfterEach();

const asBrowser = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } };

test('npm start prints where the page of the fleet is, and serves there what the widget shows', async () => {
  const program = start(['--port', '0']);
  const api = await program.api();
  const said = await program.line(/^The fleet in a browser: /);
  expect(said).toBe(`The fleet in a browser: ${api}/fleet`);
  await program.line(/demo-us-1 ✓ Healthy/);

  const response = await fetch(`${api}/fleet?search=demo-us&phase=Healthy`, asBrowser);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
  expect(response.headers.get('vary')).toBe('accept');
  const page = await response.text();
  expect(page).toMatch(/^<!doctype html>/);
  expect(page).toContain('<bdi>demo-us-1</bdi>');
  expect(page).toMatch(/11 h \d+ min left, until/);
  expect(page).not.toContain('<bdi>demo-eu-1</bdi>');

  const whole = await (await fetch(`${api}/fleet/`, asBrowser)).text();
  expect(whole).toContain('<bdi>demo-eu-1</bdi>');

  const one = await fetch(`${api}/fleet/demo-us-1`, asBrowser);
  expect(one.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
  const cluster = await one.text();
  expect(cluster).toContain('<title>✓ Healthy: demo-us-1 – PullPass</title>');
  expect(cluster).toMatch(/<b>registered<\/b>/);
  const docs = await fetch(`${api}/docs/permissions.md`, asBrowser);
  expect(docs.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(await docs.text()).toMatch(/^# /);
  expect((await fetch(`${api}/docs/nothing.md`, asBrowser)).status).toBe(404);
  const none = await (await fetch(`${api}/fleet/nobody`, asBrowser)).text();
  expect(none).toContain('No cluster of this name is registered');

  const summary = await fetch(`${api}/fleet`);
  expect(await summary.json()).toMatchObject({ registered: 3 });
  expect((await fetch(`${api}/fleet`, { ...asBrowser, method: 'POST' })).status).toBe(405);
  expect(program.errors()).toBe('');
});
