/**
 * OpenSSL's code, which Node does not always give: some errors have none, and all that occur while writing share one.
 */
export function tlsCode(error: unknown): string {
  const { code = '', message = '' } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === 'UNSPECIFIED') return `UNSPECIFIED ${message}`;
  const [, reason] = /SSL routines:[^:]*:([^:]+):/.exec(message) ?? [];
  return code === 'EPROTO' && reason !== undefined
    ? `ERR_SSL_${reason.toUpperCase().replaceAll(' ', '_')}`
    : code;
}
