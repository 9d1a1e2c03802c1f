import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from '../tools/cache.ts';
import { goBuild } from '../tools/goBuild.ts';

const here = import.meta.dirname;
const programs = ['etcd', 'kube-apiserver', 'kubectl'] as const;
const sources = ['go.mod', 'go.sum', ...programs.map((program) => `${program}/main.go`)];

/** The answer of the API server to `GET /version`: the version that go.mod pins. */
const gitVersion = /k8s\.io\/kubernetes (v\S+)/;

/**
 * The folder with `kube-apiserver`, `etcd` and `kubectl`: `KUBEBUILDER_ASSETS` (the usual variable of Kubernetes test
 * tools) if it is set. Otherwise they are built from the Go module beside this file, once (about five minutes on two
 * cores), into this user's cache.
 * @throws an Error that says what to install or to set, if neither works
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
  await goBuild(folder, {
    module: here,
    packages: programs.map((program) => `./${program}`),
    ldflags: `-X k8s.io/component-base/version.gitVersion=${version}`,
    neededFor: 'The Kubernetes API server for these tests is',
    orElse: ', or set KUBEBUILDER_ASSETS to a folder that holds kube-apiserver, etcd and kubectl',
  });
}
