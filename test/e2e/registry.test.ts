import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { requireRegistryPrograms } from '../support/registry/programs.ts';
import { type ImageRegistry, startRegistry } from '../support/registry/start.ts';

/** Pulls in other tests prove something only if this registry refuses what it should. */
describe('the registry of the tests', () => {
  let registry: ImageRegistry;
  beforeAll(async () => {
    registry = await startRegistry('AWS', 'right');
  }, 60_000);
  afterAll(() => registry?.stop());

  const config = (host: string, password: string) =>
    JSON.stringify({ auths: { [host]: { auth: Buffer.from(`AWS:${password}`).toString('base64') } } });

  test('gives its image for the right password', async () => {
    expect(await registry.pull(config(registry.host, 'right'))).toMatchObject({ code: 0 });
  });

  const refused = { code: 1, stderr: expect.stringMatching(/unauthorized|authentication required/) };

  test('accepts images with the right password, and with no other', async () => {
    expect(await registry.push(config(registry.host, 'right'), 'team/web:1')).toMatchObject({ code: 0 });
    expect(await registry.push(config(registry.host, 'wrong'), 'team/web:2')).toMatchObject(refused);
    expect(await registry.push(undefined, 'team/web:2')).toMatchObject(refused);
    const pull = (name: string) => registry.pull(config(registry.host, 'right'), name);
    expect(await pull('team/web:1')).toMatchObject({ code: 0 });
    expect(await pull('team/web:2')).toMatchObject({ code: 1 });
  });

  test('refuses a wrong password, one for another host, and none', async () => {
    expect(await registry.pull(config(registry.host, 'wrong'))).toMatchObject(refused);
    expect(await registry.pull(config('127.0.0.1:1', 'right'))).toMatchObject(refused);
    expect(await registry.pull()).toMatchObject(refused);
  });

  test('does not accept a password that would match only in part', async () => {
    await expect(startRegistry('AWS', 'x'.repeat(73))).rejects.toThrow('first 72 bytes');
  });

  test('on a machine without its programs, says how to install them', async () => {
    await expect(requireRegistryPrograms('/nowhere')).rejects.toThrow(
      'no docker-registry and no skopeo and no htpasswd on the PATH. ' +
        'Install them:\n  apt-get install -y docker-registry skopeo apache2-utils',
    );
  });
});
