/** Node has no code for some of what OpenSSL finds, and one for all of it where it happens while writing. */
export function tlsCode(error: unknown): string {
  const { code = '', message = '' } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === 'UNSPECIFIED') return `UNSPECIFIED ${message}`;
  const [, reason] = /SSL routines:[^:]*:([^:]+):/.exec(message) ?? [];
  return code === 'EPROTO' && reason !== undefined
    ? `ERR_SSL_${reason.toUpperCase().replaceAll(' ', '_')}`
    : code;
}
