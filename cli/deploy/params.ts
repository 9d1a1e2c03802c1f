import { resolve } from 'node:path';
import { usageError } from '../program/errors.ts';

/** The given deploy parameters, checked: `name=value` each. Throws a usage error. */
export function checkParams(params: readonly string[]): string[] {
  for (const param of params)
    if (!/^[A-Za-z]+=/.test(param)) throw usageError(`--param is "${param}", expected NAME=VALUE.`);
  return params.map(withWholePath);
}

/** osls runs in another folder, so a path is made absolute. */
function withWholePath(param: string): string {
  const [, file] = /^sites=(.+)$/.exec(param) ?? [];
  return file === undefined ? param : `sites=${resolve(file)}`;
}
