import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { parseCidrs } from '../../../shared/network/cidr.ts';
import { controlPlaneBinaries } from '../controlplane/binaries.ts';
import { type Chain, type ChainKind, chains } from './chains.ts';
import { Endpoints, type ProxyManner, startApi, startProxy, type Transport } from './endpoints.ts';
import { clientAuth, type Issued, issue, type KeyKind } from './issue.ts';
import { askKubectl, askPullPass, type Outcome } from './outcome.ts';

/** Who signed an https proxy's certificate, and for what. */
export type ProxyCertificate = 'none' | 'by the cluster’s CA' | 'public' | 'for another name';

/**
 * API servers, proxies and CAs on loopback, each made when it is first needed; the real kubectl; and PullPass. This
 * world's public CA is the only one that both of them trust by default.
 */
export class JudgeWorld {
  readonly allowedCidrs = parseCidrs('127.0.0.0/8');
  readonly folder: string;
  private readonly kubectlBinary: string;
  private readonly endpoints = new Endpoints();
  private readonly made = new Map<string, Promise<unknown>>();
  private readonly knownBefore = getCACertificates('default');

  private constructor(folder: string, kubectlBinary: string) {
    this.folder = folder;
    this.kubectlBinary = kubectlBinary;
  }

  static async start(): Promise<JudgeWorld> {
    const binaries = await controlPlaneBinaries();
    const world = new JudgeWorld(await mkdtemp(join(tmpdir(), 'kubectl-judge-')), join(binaries, 'kubectl'));
    const { pem } = await world.publicCa();
    await writeFile(join(world.folder, 'public.pem'), pem);
    setDefaultCACertificates([pem]);
    return world;
  }

  async stop(): Promise<void> {
    setDefaultCACertificates(this.knownBefore);
    await this.endpoints.stop();
    await rm(this.folder, { recursive: true });
  }

  /** Asks it only once about the same kubeconfig: what that names in this world does not change. */
  askKubectl(text: string): Promise<Outcome> {
    return this.once(`kubectl ${text}`, () =>
      askKubectl(this.kubectlBinary, this.folder, text, join(this.folder, 'public.pem')),
    );
  }

  askPullPass(text: string, allowedCidrs = this.allowedCidrs): Promise<Outcome> {
    return askPullPass(text, allowedCidrs);
  }

  /** Writes a file that a kubeconfig may name; equal content always has the same path. */
  async file(name: string, content: string): Promise<string> {
    const path = join(this.folder, name);
    await writeFile(path, content);
    return path;
  }

  /** The program, for remedies that are commands. */
  get kubectl(): string {
    return this.kubectlBinary;
  }

  publicCa = () => this.once('public', () => issue({ name: 'public CA', ca: true }));
  foreignCa = () => this.once('foreign', () => issue({ name: 'foreign CA', ca: true }));
  clientCa = () => this.once('clients', () => issue({ name: 'clients', ca: true }));

  client(key: KeyKind): Promise<Issued> {
    return this.once(`client ${key}`, async () =>
      issue({ name: `robot-${key}`, by: await this.clientCa(), key, extendedKeyUsage: [clientAuth] }),
    );
  }

  chain(kind: ChainKind | 'public'): Promise<Chain> {
    return this.once(`chain ${kind}`, async () => {
      if (kind !== 'public') return chains[kind]();
      const { leaf } = await chains.good();
      const root = await this.publicCa();
      return {
        leaf: await issue({ name: 'public', by: root, names: namesOf(leaf) }),
        sent: [],
        root,
        issuer: root,
      };
    });
  }

  api(kind: ChainKind | 'public', transport: Transport): Promise<number> {
    return this.once(`api ${kind} ${transport}`, async () =>
      startApi(this.endpoints, await this.chain(kind), transport, await this.clientCa()),
    );
  }

  proxy(manner: ProxyManner, certificate: ProxyCertificate): Promise<number> {
    return this.once(`proxy ${manner} ${certificate}`, async () => {
      const by = certificate === 'public' ? await this.publicCa() : (await this.chain('good')).root;
      const names = certificate === 'for another name' ? ['proxy.example.com'] : ['localhost', '127.0.0.1'];
      const own = certificate === 'none' ? undefined : { leaf: await issue({ name: 'proxy', names, by }) };
      return startProxy(this.endpoints, manner, own);
    });
  }

  private once<T>(key: string, make: () => Promise<T>): Promise<T> {
    const known = this.made.get(key) as Promise<T> | undefined;
    const value = known ?? make();
    this.made.set(key, value);
    return value;
  }
}

function namesOf({ certificate }: Issued): string[] {
  const extension = certificate.extensions.find(({ type }) => type === '2.5.29.17');
  return ((extension as unknown as { names: { items: { value: string }[] } }).names.items ?? []).map(
    ({ value }) => value,
  );
}
