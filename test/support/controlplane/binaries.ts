import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cached } from '../tools/cache.ts';

const run = promisify(execFile);
const here = import.meta.dirname;
const programs = ['etcd', 'kube-apiserver', 'kubectl'] as const;
const sources = ['go.mod', 'go.sum', ...programs.map((program) => `${program}/main.go`)];

/** The version that `GET /version` of the API server answers: the one go.mod pins. */
const gitVersion = /k8s\.io\/kubernetes (v\S+)/;

/**
 * The folder that holds `kube-apiserver`, `etcd` and `kubectl`: `KUBEBUILDER_ASSETS` (the name that the
 * Kubernetes test tools agreed on) when it is set, else built from the Go module beside this file, once
 * (about five minutes on two cores), into the cache of this user.
 * @throws an Error that says what to install or to set, when there is no way to get them.
 */
export async function controlPlaneBinaries(): Promise<string> {
  const assets = process.env['KUBEBUILDER_ASSETS'];
  if (assets) return provided(assets);
  const inputs = await Promise.all(sources.map((source) => readFile(join(here, source))));
  return cached('controlplane', inputs, build);
}

function provided(folder: string): string {
  const missing = programs.filter((program) => !existsSync(join(folder, program)));
  if (missing.length === 0) return folder;
  throw new Error(
    `KUBEBUILDER_ASSETS is ${folder}, which has no ${missing.join(' and no ')}. ` +
      'Point it to a folder with kube-apiserver, etcd and kubectl (setup-envtest makes one), or unset it.',
  );
}

async function build(folder: string): Promise<void> {
  process.stderr.write('Building kube-apiserver, etcd and kubectl, once; this takes some minutes.\n');
  const version = gitVersion.exec(await readFile(join(here, 'go.mod'), 'utf8'))?.[1] ?? '';
  const flags = `-s -w -X k8s.io/component-base/version.gitVersion=${version}`;
  const targets = programs.map((program) => `./${program}`);
  // -mod and GOWORK are given, so that a GOFLAGS or a go.work of the user's own does not decide them.
  const args = ['build', '-mod=readonly', '-trimpath', '-ldflags', flags, '-o', `${folder}/`, ...targets];
  const env = { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' };
  await run('go', args, { cwd: here, env, maxBuffer: 64 << 20 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new Error(
      'The Kubernetes API server for these tests is built with Go, and there is no `go` on the PATH. ' +
        'Install Go 1.26 or newer (https://go.dev/dl), or set KUBEBUILDER_ASSETS to a folder that holds ' +
        'kube-apiserver, etcd and kubectl.',
      { cause: error },
    );
  });
}
