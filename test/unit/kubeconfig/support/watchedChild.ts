/**
 * Runs in its own process, under `node --permission`, allowed to read only this file. Parses its input while every Node
 * function that reaches outside is recorded, and prints what was called.
 */
import { createHook } from 'node:async_hooks';
import { createRequire } from 'node:module';
import { Failure } from '../../../../shared/failure.ts';
import { parseKubeconfig } from '../../../../shared/kubeconfig/parse.ts';
import { parseCidrs } from '../../../../shared/network/cidr.ts';

export interface Order {
  texts: string[];
  allowedCidrs: string;
  now: string;
  /** Instead of parsing, reaches outside in each way, to show that it would be noticed. */
  control?: { file: string; port: number };
}

export interface Account {
  outcomes: string[];
  /** `fs.readFileSync` and so on, each time one was called. */
  calls: string[];
  /** Sockets, resolvers, files and processes that Node made underneath. */
  resources: string[];
}

const require = createRequire(import.meta.url);
const order = JSON.parse(Buffer.from(process.argv[2] ?? '', 'base64').toString()) as Order;
/** These only examine text. */
const pure = new Set(['isIP', 'isIPv4', 'isIPv6']);
const calls: string[] = [];
const resources: string[] = [];

for (const name of [
  'fs',
  'fs/promises',
  'child_process',
  'net',
  'tls',
  'dns',
  'dns/promises',
  'http',
  'https',
  'dgram',
  'worker_threads',
  'cluster',
])
  watch(name, require(`node:${name}`));
watch('globalThis', globalThis, ['fetch', 'WebSocket', 'EventSource']);

function watch(module: string, holder: object, names = Object.keys(holder)): void {
  for (const name of names) {
    const value: unknown = Reflect.get(holder, name);
    if (typeof value !== 'function' || pure.has(name)) continue;
    const watched = new Proxy(value, {
      apply: (target, self, values) => {
        calls.push(`${module}.${name}`);
        return Reflect.apply(target, self, values);
      },
      construct: (target, values, newTarget) => {
        calls.push(`${module}.${name}`);
        return Reflect.construct(target, values, newTarget);
      },
    });
    Object.defineProperty(holder, name, { value: watched, configurable: true });
  }
}

const outward =
  /^(TCP|TLS|PIPE|UDP|PROCESS|GETADDRINFO|GETNAMEINFO|QUERY|FS|FILEHANDLE|DIRHANDLE|STATWATCHER|WORKER|HTTP)/;
const hook = createHook({ init: (_id, type) => outward.test(type) && resources.push(type) }).enable();
// Loading these modules already calls some of their functions.
calls.length = 0;
const outcomes = order.control === undefined ? order.texts.map(parsed) : reachOut(order.control);
hook.disable();
const account: Account = { outcomes, calls: [...calls], resources };
process.stdout.write(JSON.stringify(account), () => process.exit(0));

function parsed(text: string): string {
  try {
    parseKubeconfig(text, { now: new Date(order.now), allowedCidrs: parseCidrs(order.allowedCidrs) });
    return 'read';
  } catch (error) {
    return error instanceof Failure ? `refused: ${error.message}` : `thrown: ${error}`;
  }
}

function reachOut({ file, port }: { file: string; port: number }): string[] {
  const attempts = [
    () => require('node:fs').readFileSync(file),
    () => require('node:child_process').execFileSync('true'),
    () => require('node:child_process').spawn('true'),
    () => require('node:dns').lookup('localhost', () => {}),
    () =>
      require('node:net')
        .connect(port, '127.0.0.1')
        .on('error', () => {}),
    () => new (require('node:worker_threads').Worker)('0', { eval: true }),
  ];
  return attempts.map((attempt) => {
    try {
      attempt();
      return 'done';
    } catch (error) {
      return String((error as NodeJS.ErrnoException).code);
    }
  });
}
