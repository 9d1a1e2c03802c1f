import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type Installed, packAndInstall } from '../../support/package/pack.ts';
import { type NodeRun, runNode } from '../../support/package/runNode.ts';
import { startWorker } from '../processes/worker.ts';
import { exactly, type Figure } from '../report/figure.ts';
import type { ApiAnswer, ApiQuestion } from './apiProgram.ts';
import { benchStart } from './start.ts';

/** Clusters that are listed, and those in the applied file. */
const [listed, applied] = [1_000, 100];
/** The API's page size. */
const pageSize = 500;

/** The program as users have it: packed, and installed from the tarball. */
export async function benchProgram(
  folder: string,
  { rounds }: { rounds: number },
): Promise<{ figures: Figure[]; raw: unknown }> {
  const installed = await packAndInstall();
  try {
    const start = await benchStart(installed, { rounds });
    return {
      figures: [
        ...start.figures,
        ...(await requestsToRead(installed)),
        ...(await requestsToApply(installed, folder)),
      ],
      raw: start.raw,
    };
  } finally {
    await installed.remove();
  }
}

async function requestsToRead(installed: Installed): Promise<Figure[]> {
  return withApi(
    listed,
    async (pullpass, asked) => {
      await pullpass('list', '-o', 'name');
      const list = await asked();
      await pullpass('status');
      const status = await asked();
      const pages = listed / pageSize;
      const shown = ({ requests }: ApiAnswer) => `${requests.length} requests`;
      return [
        exactly(
          `\`pullpass list\` of ${thousands(listed)} clusters, ${pageSize} a page`,
          list.requests.length,
          {
            wanted: pages,
            must: `${pages}, one a page`,
            shown: `${shown(list)} for ${pages} pages`,
          },
        ),
        exactly('`pullpass status` of them, where every cluster must be looked at', status.requests.length, {
          // The verdict; a page of those in trouble; the Healthy ones.
          wanted: 1 + 1 + pages,
          must: `${2 + pages}, one a page`,
          shown: `${shown(status)} for the verdict and ${pages + 1} pages`,
        }),
      ];
    },
    installed,
  );
}

async function requestsToApply(installed: Installed, folder: string): Promise<Figure[]> {
  return withApi(
    0,
    async (pullpass, asked, { kubeconfig }) => {
      const file = await fleetFile(join(folder, 'fleet'), kubeconfig);
      await pullpass('apply', '-y', '-f', file);
      const made = await asked();
      await pullpass('apply', '-y', '-f', file);
      const again = await asked();
      const others = again.requests.filter((request) => !request.startsWith('GET /clusters?'));
      return [
        atLeast(
          `\`pullpass apply\` of ${applied} new clusters: registered at the same time`,
          made.mostPuts,
          8,
        ),
        exactly(
          `\`pullpass apply\` of ${applied} clusters as they are: requests`,
          again.requests.length + others.length,
          {
            wanted: 1,
            must: '1, the list',
            shown: `${again.requests.length} request`,
          },
        ),
      ];
    },
    installed,
  );
}

function atLeast(what: string, value: number, least: number): Figure {
  return { what, must: `≥ ${least}`, measured: `${value}`, held: value >= least };
}

/** All of its entries are the same cluster, whose kubeconfig is next to the file. */
async function fleetFile(folder: string, kubeconfig: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'one.kubeconfig'), kubeconfig, { mode: 0o600 });
  const file = join(folder, 'fleet.yaml');
  const clusters = Array.from({ length: applied }, (_, index) => ({
    name: `new-${String(index).padStart(3, '0')}`,
    access: { kubeconfig: { file: 'one.kubeconfig' } },
  }));
  await writeFile(
    file,
    stringify({
      defaults: {
        registries: [{ name: 'main', kind: 'ecr', accountId: '123456789012', region: 'eu-west-1' }],
        targets: [{ kind: 'imagePullSecret', namespaces: { include: ['payments'] } }],
      },
      clusters,
    }),
  );
  return file;
}

/** Runs work against an API, in its own process, that holds this many clusters. */
async function withApi(
  clusters: number,
  work: (
    pullpass: (...args: string[]) => Promise<NodeRun>,
    asked: () => Promise<ApiAnswer>,
    api: ApiAnswer,
  ) => Promise<Figure[]>,
  { bin }: Installed,
): Promise<Figure[]> {
  const worker = startWorker<ApiQuestion, ApiAnswer>(join(import.meta.dirname, 'apiProgram.ts'));
  try {
    const api = await worker.ask({ ask: 'start', clusters });
    const pullpass = async (...args: string[]) => {
      const run = await runNode(process.execPath, [bin, ...args, '--api', api.url]);
      if (run.code !== 0)
        throw new Error(`pullpass ${args.join(' ')} ended with ${run.code}:\n${run.stderr}${run.stdout}`);
      return run;
    };
    return await work(pullpass, () => worker.ask({ ask: 'requests' }), api);
  } finally {
    await worker.stop();
  }
}

const thousands = (count: number) => count.toLocaleString('en-US');
