import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

export interface SecretVersion {
  id: string;
  /** Text as it is, or bytes as base64. */
  string?: string | undefined;
  binary?: string | undefined;
  stages: string[];
  /** Epoch seconds. */
  createdAt: number;
  /** The key that encrypts it; absent: AWS's own. */
  kmsKeyId?: string | undefined;
}

export interface Secret {
  arn: string;
  name: string;
  description?: string | undefined;
  tags: Record<string, string>;
  /** The key for future versions; absent: AWS's own. */
  kmsKeyId?: string | undefined;
  /** Oldest first. */
  versions: SecretVersion[];
  /** Epoch seconds. */
  createdAt: number;
  changedAt: number;
  /** When it was marked as deleted, and when it will be gone; both absent on a living secret. Epoch seconds. */
  deletedAt?: number | undefined;
  purgeAt?: number | undefined;
  /** When it was last restored: reads may still take it for deleted. Epoch seconds. */
  restoredAt?: number | undefined;
  /** Deleted without recovery: it cannot be restored, but its name is still taken. */
  forced?: boolean | undefined;
}

/**
 * The secrets by name, in memory and, with a folder, in one file each: mode 0600, replaced as a whole, so that a crash
 * leaves the old or the new one. With a single file, a fleet of thousands would rewrite megabytes per change.
 */
export class SecretStore {
  readonly #secrets = new Map<string, Secret>();
  readonly #folder: string | undefined;

  /** @throws Error if a file in the folder is not a secret that this store wrote */
  constructor(folder?: string) {
    this.#folder = folder;
    if (folder === undefined) return;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
      const secret = readSecret(join(folder, file));
      this.#secrets.set(secret.name, secret);
    }
  }

  get(name: string): Secret | undefined {
    return this.#secrets.get(name);
  }

  all(): Secret[] {
    return [...this.#secrets.values()];
  }

  save(secret: Secret): void {
    if (this.#folder !== undefined) replaceFile(fileOf(this.#folder, secret.name), JSON.stringify(secret));
    this.#secrets.set(secret.name, secret);
  }

  remove(name: string): void {
    if (this.#folder !== undefined) rmSync(fileOf(this.#folder, name), { force: true });
    this.#secrets.delete(name);
  }
}

/** Names may hold slashes, and may differ only in case; a hash is a safe file name for any of them. */
function fileOf(folder: string, name: string): string {
  return join(folder, `${createHash('sha256').update(name).digest('hex').slice(0, 40)}.json`);
}

function readSecret(file: string): Secret {
  try {
    const secret = JSON.parse(readFileSync(file, 'utf8')) as Secret;
    if (typeof secret.name === 'string' && Array.isArray(secret.versions)) return secret;
  } catch {
    // Thrown below: a parser's message would quote the secret.
  }
  throw new Error(
    `${file} is not a secret that the local Secrets Manager wrote. Move it away and start again.`,
  );
}

function replaceFile(file: string, text: string): void {
  const temporary = `${file}.${randomUUID()}.tmp`;
  const descriptor = openSync(temporary, 'wx', 0o600);
  try {
    try {
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
