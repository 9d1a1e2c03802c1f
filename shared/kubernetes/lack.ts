import type { Lack } from '../failure.ts';

/** A name in Go's %q format. */
export const quoted = '"((?:[^"\\\\]|\\\\.)*)"';
/** How the API server begins a refusal: `secrets "x" is forbidden: `. */
export const forbidden = '^\\S+(?: "[^"]*")? is forbidden: ';

const words = new RegExp(
  `^\\S+(?: "([^"]*)")? is forbidden: User ${quoted} cannot (\\S+) resource "([^"]*)" in API group "([^"]*)"`,
);

/**
 * The missing permission, if the message is an authorizer's.
 * Source: https://github.com/kubernetes/apiserver/blob/v0.34.4/pkg/endpoints/handlers/responsewriters/errors.go
 */
export function lackIn(message: string): Lack | undefined {
  const [, name, identity, verb, resource, group] = words.exec(message) ?? [];
  if (identity === undefined || verb === undefined || resource === undefined || group === undefined)
    return undefined;
  return { identity: unescaped(identity), verb, group, resource, ...(name !== undefined && { name }) };
}

/** The API server escapes what looks like HTML. */
function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
