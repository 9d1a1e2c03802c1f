import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import pMap from 'p-map';
import { parseCidrs } from '../../shared/network/cidr.ts';
import {
  type Deliberate,
  type DeliberateId,
  deliberateRefusals,
} from '../support/kubectl-judge/deliberate.ts';
import { type Draft, goodDraft, written } from '../support/kubectl-judge/draft.ts';
import { dimensions, type Feature } from '../support/kubectl-judge/features.ts';
import type { Outcome } from '../support/kubectl-judge/outcome.ts';
import { JudgeWorld } from '../support/kubectl-judge/world.ts';

/**
 * kubectl is the judge: each kubeconfig is given to the real one and to PullPass. What kubectl accepts works with the
 * same identity, or is on the list of deliberate refusals. What kubectl refuses for TLS is refused. If both fail on the
 * way, they name the same party.
 */
const seed = Number(process.env['KUBECTL_SEED'] ?? 20_261_129);
const generated = Number(process.env['KUBECTL_CASES'] ?? 500);
const concurrency = 4;

type Case = readonly Feature[];
const all = Object.values(dimensions);
const alone: Case[] = all.flat().map((feature) => [feature]);

/** Mostly ordinary in each respect: two oddities hide each other. */
const anyCase: fc.Arbitrary<Case> = fc
  .tuple(
    ...all.map((features) =>
      fc.oneof(
        { weight: 4, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.constantFrom(...features) },
      ),
    ),
  )
  .map((chosen) => chosen.filter((feature) => feature !== undefined))
  .filter((features) => features.length > 1);

const nameOf = (features: Case) => features.map(({ name }) => name).join(' + ');

function distinct(cases: readonly Case[]): Case[] {
  return [...new Map(cases.map((features) => [nameOf(features), features])).values()];
}

let world: JudgeWorld;
beforeAll(async () => {
  world = await JudgeWorld.start();
}, 900_000);
afterAll(() => world?.stop());

async function textOf(features: Case): Promise<{ text: string; draft: Draft }> {
  const draft = goodDraft();
  for (const { change } of features) change(draft);
  return { text: await written(draft, world), draft };
}

/**
 * kubectl checks an https proxy against the API server's CA and tls-server-name, although it is another server.
 * PullPass checks it against its own name, and also accepts public CAs: nobody else can prove that name.
 */
function judgesProxyOtherwise({ proxyUrl }: Draft, { said }: Outcome): boolean {
  return /^https:/i.test(proxyUrl ?? '') && /proxyconnect tcp: tls: failed to verify certificate/.test(said);
}

/** How the two outcomes disagree; undefined if they agree. */
function disagreement(features: Case, draft: Draft, kubectl: Outcome, pullPass: Outcome): string | undefined {
  if (judgesProxyOtherwise(draft, kubectl)) return undefined;
  const taken = features.some(({ takenBecause }) => takenBecause !== undefined);
  if (kubectl.at === 'unknown') return 'kubectl says something that this test does not know';
  if (kubectl.at === 'works') {
    if (pullPass.at === 'works')
      return pullPass.said === kubectl.said ? undefined : 'they sign in as different identities';
    // Of several reasons, each program may report a different one.
    const deliberate = features.some(
      ({ refusedAs }) =>
        refusedAs !== undefined &&
        (pullPass.at === 'document' || deliberateRefusals[refusedAs].refusal.test(pullPass.said)),
    );
    return deliberate ? undefined : 'PullPass refuses what kubectl accepts';
  }
  if (pullPass.at === 'works')
    return taken && kubectl.at !== 'tls' ? undefined : 'PullPass accepts what kubectl refuses';
  // PullPass may notice before it connects, and knows better than kubectl when the proxy has failed.
  if (pullPass.at === kubectl.at || pullPass.at === 'document' || taken) return undefined;
  if (pullPass.at === 'proxy' && kubectl.at === 'network' && features.some(({ proxyFails }) => proxyFails))
    return undefined;
  return 'they name different parties';
}

async function compare(cases: readonly Case[]) {
  const counts = new Map<string, number>();
  const wrong: object[] = [];
  await pMap(
    cases,
    async (features) => {
      const { text, draft } = await textOf(features);
      const [kubectl, pullPass] = await Promise.all([world.askKubectl(text), world.askPullPass(text)]);
      const because = disagreement(features, draft, kubectl, pullPass);
      const pair = `kubectl ${kubectl.at}, PullPass ${pullPass.at}`;
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
      if (because !== undefined) wrong.push({ because, case: nameOf(features), kubectl, pullPass });
    },
    { concurrency },
  );
  return { counts, wrong };
}

test('kubectl and PullPass agree on every feature alone', async () => {
  const { wrong, counts } = await compare(alone);
  expect(wrong).toEqual([]);
  expect(counts.get('kubectl works, PullPass works')).toBeGreaterThan(80);
}, 600_000);

test('kubectl and PullPass agree on generated cases', async () => {
  const sampled = distinct(fc.sample(anyCase, { seed, numRuns: generated * 3 })).slice(0, generated);
  const { wrong, counts } = await compare(sampled);
  console.info(`KUBECTL_SEED=${seed} KUBECTL_CASES=${sampled.length}:`, Object.fromEntries(counts));
  expect(wrong).toEqual([]);
  expect(sampled).toHaveLength(generated);
}, 600_000);

describe('a deliberate refusal is refused, and its remedy works:', () => {
  const featuresOf = (id: DeliberateId) => all.flat().filter(({ refusedAs }) => refusedAs === id);

  test.each(Object.keys(deliberateRefusals) as DeliberateId[])(
    '%s',
    async (id) => {
      const entry: Deliberate = deliberateRefusals[id];
      const found = featuresOf(id);
      expect(found.length).toBeGreaterThan(0);
      const accepted: string[] = [];
      for (const feature of found) {
        const { text, draft } = await textOf([feature]);
        if ((await world.askKubectl(text)).at === 'works') accepted.push(feature.name);
        const refused = await world.askPullPass(text);
        expect(refused.at).not.toBe('works');
        const [message = '', remedy = ''] = refused.said.split(' → ');
        expect(message).toMatch(entry.refusal);
        expect(remedy).toMatch(entry.remedy);
        const remedied = await entry.follow({ world, text, draft });
        const allowed = parseCidrs(remedied.allowedCidrs ?? '127.0.0.0/8');
        expect(await world.askPullPass(remedied.text, allowed)).toMatchObject({ at: 'works' });
      }
    },
    120_000,
  );
});

test('the commands in docs/kubeconfig.md keep the one needed CA of a large bundle', async () => {
  const page = await readFile(join(import.meta.dirname, '../../docs/kubeconfig.md'), 'utf8');
  const [, commands = ''] = /## A large CA bundle.*?```sh\n(.*?)```/s.exec(page) ?? [];
  const { root } = await world.chain('below an intermediate');
  const port = await world.api('below an intermediate', 'tls');
  const { text } = await textOf(
    dimensions.certificates.filter(({ name }) => name === 'below an intermediate'),
  );
  const kubeconfig = await world.file('large.kubeconfig', text.replace(/certificate-authority-data: .*/, ''));
  const others = rootCertificates.map((pem) => `${pem}\n`);
  await world.file('bundle.pem', [...others.slice(0, 9), root.pem, ...others.slice(9)].join(''));
  const script = commands
    .replaceAll('api.example.com:6443', `127.0.0.1:${port}`)
    .replaceAll('NAME', 'c')
    .replace(/^kubectl/m, world.kubectl);
  await promisify(execFile)('bash', ['-euc', script], {
    cwd: world.folder,
    env: { ...process.env, KUBECONFIG: kubeconfig },
  });
  const shrunk = await readFile(kubeconfig, 'utf8');
  expect(Buffer.byteLength(shrunk)).toBeLessThan(4096);
  expect(await world.askKubectl(shrunk)).toMatchObject({ at: 'works' });
  expect(await world.askPullPass(shrunk)).toMatchObject({ at: 'works' });
}, 120_000);
