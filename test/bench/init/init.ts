import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Bundle, bundle } from '../../../cli/deploy/build/bundle.ts';
import type { Figure } from '../report/figure.ts';
import { pairsInTurns, ratioFigure } from '../report/pairs.ts';

const run = promisify(execFile);
const rounds = 15;
const closeEnough = 0.02;
const measure = `const before = process.threadCpuUsage();
  require(process.argv[1]);
  const { user, system } = process.threadCpuUsage(before);
  console.log((user + system) / 1000);`;

/**
 * CPU milliseconds that `require` uses on its one thread, in a new process, alternating between the push bundle and a
 * bare handler. It waits for nothing, so on an idle machine this equals its time; on a busy one, the time mostly shows
 * how long each waited for a core.
 */
export async function benchInit(push: Bundle, folder: string): Promise<{ figures: Figure[]; raw: unknown }> {
  const bare = await bundle('bare', join(import.meta.dirname, 'bareHandler.ts'), folder);
  const pairs = await pairsInTurns({ rounds, closeEnough }, () => ({
    ours: () => requireOnce(push),
    theirs: () => requireOnce(bare),
  }));
  const what = 'Init of the push function : a bare handler with the same AWS clients';
  return { figures: [ratioFigure(what, pairs, 1.5)], raw: { bareBytes: bare.bytes, milliseconds: pairs } };
}

async function requireOnce({ folder }: Bundle): Promise<number> {
  const { stdout } = await run(process.execPath, ['-e', measure, join(folder, 'handler.js')], {
    env: {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'none',
      AWS_SECRET_ACCESS_KEY: 'none',
      STAGE: 'bench',
      TABLE_NAME: 'bench',
      PUSH_QUEUE_URL: 'http://127.0.0.1/queue',
      RETRY_QUEUE_URL: 'http://127.0.0.1/retry',
      SUSPECT_QUEUE_URL: 'http://127.0.0.1/suspect',
      PUSH_FUNCTION: 'pullpass-test-push',
      AT_RISK_MINUTES: '180',
      FAILING_MINUTES: '30',
      KUBECONFIG_DAYS: '14',
      SECRET_PREFIX: 'pullpass/bench/clusters/',
    },
  });
  return Number(stdout);
}
