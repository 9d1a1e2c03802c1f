const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'cannot be read: permission denied',
  EISDIR: 'is a folder',
  ENOTDIR: 'does not exist',
};

/** Why a file could not be read, after its name. */
export function whyUnread({ code = '' }: NodeJS.ErrnoException): string {
  return reasons[code] ?? `cannot be read (${code})`;
}
