import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Bundle, bundle } from '../../../cli/deploy/build/bundle.ts';
import { atMost, type Figure } from '../report/figure.ts';
import { median, medianRatio } from '../report/statistics.ts';

const run = promisify(execFile);
const rounds = 15;
const measure =
  'const began = performance.now(); require(process.argv[1]); console.log(performance.now() - began)';

/** Milliseconds that `require` takes in a fresh process, of the push bundle and of a bare handler, in turns. */
export async function benchInit(push: Bundle, folder: string): Promise<{ figures: Figure[]; raw: unknown }> {
  const bare = await bundle('bare', join(import.meta.dirname, 'bareHandler.ts'), folder);
  const pairs: { ours: number; theirs: number }[] = [];
  for (let round = 0; round <= rounds; round++) {
    const pair = { ours: await requireOnce(push), theirs: await requireOnce(bare) };
    if (round > 0) pairs.push(pair);
  }
  const ratio = medianRatio(pairs);
  const ours = median(pairs.map((pair) => pair.ours)).toFixed(0);
  const theirs = median(pairs.map((pair) => pair.theirs)).toFixed(0);
  const shown = `${ratio.toFixed(2)}× (${ours} ms : ${theirs} ms)`;
  const what = 'Init of the push function : a bare handler with the same AWS clients';
  return {
    figures: [atMost(what, ratio, { limit: 1.5, must: '≤ 1.5×', shown })],
    raw: { ratio, bareBytes: bare.bytes, milliseconds: pairs },
  };
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
