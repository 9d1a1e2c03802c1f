import { createSign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Claims } from '../../../shared/simulation/tokens.ts';

/**
 * A token that the API server issued, with other claims, signed with the server's own key: like one issued at another
 * time, without waiting.
 *
 * @param folder of the control plane
 */
export async function resign(folder: string, token: string, change: Partial<Claims>): Promise<string> {
  const [header = '', payload = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
  const body = Buffer.from(JSON.stringify({ ...claims, ...change })).toString('base64url');
  const key = await readFile(join(folder, 'service-account.key'));
  const signature = createSign('RSA-SHA256').update(`${header}.${body}`).sign(key);
  return `${header}.${body}.${signature.toString('base64url')}`;
}
