import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePorts } from '../controlplane/ports.ts';
import { guard, type Running, startProgram, stopPrograms } from '../controlplane/processes.ts';
import { type Ran, run } from '../programs/run.ts';
import { requireRegistryPrograms } from './programs.ts';
import { startSkopeo } from './skopeo.ts';

/** A real container registry on loopback with one user and one image. */
export interface ImageRegistry {
  /** `127.0.0.1:PORT`, as in image references and docker configs. */
  host: string;
  /** Without the tag's registry: `payments/api:1`. */
  image: string;
  /** Pulls the image, or another, with skopeo, with the given docker config or without one. */
  pull(dockerConfig?: string, name?: string): Promise<Ran>;
  /** Pushes the same image under a name, such as `team/web:1`. */
  push(dockerConfig: string | undefined, name: string): Promise<Ran>;
  stop(): Promise<void>;
}

const image = 'payments/api:1';

/** How much of a password bcrypt reads, which is the only hash that docker-registry accepts. */
const bcryptBytes = 72;

/**
 * Starts docker-registry on a free port of 127.0.0.1 with only this user.
 * @throws if the password is longer than bcrypt reads: a wrong one with the same beginning would be accepted
 */
export async function startRegistry(user: string, password: string): Promise<ImageRegistry> {
  await requireRegistryPrograms();
  if (Buffer.byteLength(password) > bcryptBytes)
    throw new Error(
      `docker-registry compares the first ${bcryptBytes} bytes of a password, and this one has ` +
        `${Buffer.byteLength(password)}: a pull with it would prove nothing.`,
    );

  const folder = await mkdtemp(join(tmpdir(), 'pullpass-registry-'));
  const [port = 0] = await freePorts(1);
  const host = `127.0.0.1:${port}`;
  await writeFiles(folder, host, user, password);
  const server = startProgram('docker-registry', ['serve', join(folder, 'config.json')], folder);
  const watchdog = guard([server], folder);
  const skopeo = await startSkopeo();
  const stop = async () => {
    await stopPrograms([server]);
    await watchdog.disarm();
    await skopeo.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const pull: ImageRegistry['pull'] = (config, name = image) => skopeo.pull(`${host}/${name}`, config);
  const push: ImageRegistry['push'] = (config, name) => skopeo.push(`${host}/${name}`, config);

  try {
    await answering(host, server);
    const auth = Buffer.from(`${user}:${password}`).toString('base64');
    const pushed = await push(JSON.stringify({ auths: { [host]: { auth } } }), image);
    if (pushed.code !== 0) throw new Error(`skopeo could not push ${image} to ${host}: ${pushed.stderr}`);
  } catch (error) {
    await stop();
    throw error;
  }

  return { host, image, pull, push, stop };
}

async function writeFiles(folder: string, host: string, user: string, password: string): Promise<void> {
  const users = await run('htpasswd', ['-inB', user], { input: password });
  if (users.code !== 0) throw new Error(`htpasswd failed: ${users.stderr}`);
  await mkdir(join(folder, 'data'));
  await writeFile(join(folder, 'htpasswd'), users.stdout.trim(), { mode: 0o600 });
  const config = {
    version: '0.1',
    log: { level: 'warn' },
    storage: { filesystem: { rootdirectory: join(folder, 'data') } },
    http: { addr: host },
    auth: { htpasswd: { realm: 'pullpass', path: join(folder, 'htpasswd') } },
  };
  // docker-registry reads YAML, which includes JSON.
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
}

async function answering(host: string, server: Running): Promise<void> {
  let over = false;
  void server.ended.then(() => (over = true));
  const until = Date.now() + 30_000;
  while (Date.now() < until) {
    if (over) throw new Error(`docker-registry ended before it was ready:\n${await server.output()}`);
    const status = await fetch(`http://${host}/v2/`).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 401) return;
    await delay(50);
  }
  throw new Error(`docker-registry did not ask for a password within 30 s:\n${await server.output()}`);
}
