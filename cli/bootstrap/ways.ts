import { readFile } from 'node:fs/promises';
import { defined } from '../../shared/defined.ts';
import type { AdminContext } from '../admin/loadContext.ts';
import { readText } from '../files/readText.ts';
import { usageError } from '../program/errors.ts';
import type { Io } from '../program/io.ts';
import type { Address } from './addresses.ts';
import type { BootstrapOptions } from './options.ts';

/** The admin's own way, from the context. Rejects with a usage error if its CA cannot be read. */
export async function wayOf({ name, config }: AdminContext): Promise<Address> {
  const { server = '', caData, caFile, tlsServerName, proxyUrl } = config.getCurrentCluster() ?? {};
  const certificateAuthority =
    caData !== undefined && caData !== ''
      ? Buffer.from(caData, 'base64').toString('utf8')
      : caFile !== undefined && caFile !== ''
        ? await readFile(caFile, 'utf8').catch(() => {
            throw usageError(`The file with the CA of the context "${name}" cannot be read: ${caFile}.`);
          })
        : undefined;
  return defined({
    server,
    certificateAuthority,
    tlsServerName: tlsServerName || undefined,
    proxyUrl: proxyUrl || undefined,
  });
}

/** What flags say of the workers' way. Rejects with a usage error. */
export async function givenWay(
  options: Pick<BootstrapOptions, 'server' | 'caFile' | 'tlsServerName' | 'proxyUrl'>,
  io: Io,
): Promise<Partial<Address>> {
  const { server, caFile, tlsServerName, proxyUrl } = options;
  if (server !== undefined && !(URL.canParse(server) && server.startsWith('https://')))
    throw usageError(`--server is "${server}".`, 'It is an https URL, such as https://api.example.com:6443.');
  const certificateAuthority = caFile === undefined ? undefined : await readText('--ca-file', caFile, io);
  if (certificateAuthority !== undefined && !certificateAuthority.includes('-----BEGIN CERTIFICATE-----'))
    throw usageError(`--ca-file: ${caFile} holds no PEM certificate.`);
  return defined({ server, certificateAuthority, tlsServerName, proxyUrl });
}
